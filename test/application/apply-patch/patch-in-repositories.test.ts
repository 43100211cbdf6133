import { describe, expect, it } from 'vitest';
import { type InMemoryEntry, InMemoryFileSystem } from '../../../src/adapters/in-memory/in-memory-file-system.js';
import { applyPatch } from '../../../src/application/apply-patch/apply-patch.js';
import { authorizeWrites } from '../../../src/application/permissions/authorize-writes.js';
import { gatherPathFacts } from '../../../src/application/permissions/gather-path-facts.js';
import { workspaceWriteProfile } from '../../../src/domain/permissions/built-in-profiles.js';
import type { FileSystemEntry } from '../../../src/domain/permissions/file-system-policy.js';
import { materializeProfile } from '../../../src/domain/permissions/materialize.js';
import type { PermissionProfile } from '../../../src/domain/permissions/permission-profile.js';
import { absolute } from '../support/build.js';

const cwd = absolute('/ws');
const repository = (at: string): Readonly<Record<string, InMemoryEntry>> => ({
  [`${at}/HEAD`]: 'ref: refs/heads/main\n',
  [`${at}/config`]: 'old\n',
  [`${at}/objects`]: { type: 'directory' },
});

/** What becomes of a patch to one file under the rules of workspace-write and some more. */
async function outcomeOf(
  file: string,
  files: Readonly<Record<string, InMemoryEntry>>,
  rules: readonly FileSystemEntry[] = [],
): Promise<'applied' | 'rejected'> {
  const fileSystem = new InMemoryFileSystem({ '/ws': { type: 'directory' }, ...files });
  const context = { cwd, workspaceRoots: [cwd] };
  const selected = materializeProfile(workspaceWriteProfile(), [cwd]);
  if (selected.kind !== 'managed' || selected.fileSystem.kind !== 'restricted') throw new Error('unexpected profile');
  const { fileSystem: policy } = selected;
  const profile: PermissionProfile = {
    ...selected,
    fileSystem: { ...policy, entries: [...policy.entries, ...rules] },
  };
  const facts = await gatherPathFacts(fileSystem, profile, context);
  const change = files[absolute(`/ws/${file}`)] === 'old\n' ? ['Update', '@@', '-old', '+new'] : ['Add', '+new'];
  const patch = ['*** Begin Patch', `*** ${change[0]} File: ${file}`, ...change.slice(1), '*** End Patch'].join('\n');
  const { kind } = await applyPatch({
    patch,
    cwd,
    fileSystem,
    authorize: authorizeWrites(profile, context, facts),
    rules: 'tool',
  });
  return kind === 'applied' ? kind : 'rejected';
}

describe('a patch to the files of a repository', () => {
  it.each<[string, string, Readonly<Record<string, InMemoryEntry>>]>([
    ['further inside', 'sub/.git/config', repository('/ws/sub/.git')],
    ['further inside, with hooks', 'sub/.git/hooks/pre-commit', repository('/ws/sub/.git')],
    ['that does not exist yet', 'sub/.git/config', {}],
    ['that is written in capitals', 'sub/.GIT/config', repository('/ws/sub/.GIT')],
    ['that a file names, by changing that', 'sub/.git', { '/ws/sub/.git': 'old\n' }],
    [
      'that the workspace is a part of',
      'store/logs/HEAD',
      { '/ws/.git': 'gitdir: store\n', ...repository('/ws/store') },
    ],
    ['without a working tree', 'store/config', repository('/ws/store')],
    ['without a working tree, with hooks', 'store/hooks/post-update', repository('/ws/store')],
    [
      'that a link leads to',
      'link/config',
      { '/ws/link': { type: 'symlink', target: 'store' }, ...repository('/ws/store') },
    ],
    ['of one working tree', 'store/config.worktree', { '/ws/store/HEAD': 'ref\n', '/ws/store/commondir': '..\n' }],
    ['of one working tree, by naming another', 'store/commondir', repository('/ws/store')],
  ])('%s is rejected', async (_, file, files) => {
    expect(await outcomeOf(file, files)).toBe('rejected');
  });

  it.each<[string, string, Readonly<Record<string, InMemoryEntry>>]>([
    ['only by name', 'app/config', { '/ws/app/config': 'old\n', '/ws/app/HEAD': 'text\n' }],
    ['only by name, with hooks', 'app/hooks/use-state.ts', { '/ws/app/hooks/other.ts': 'old\n' }],
    ['that git only keeps', '.gitignore', {}],
  ])('%s is applied', async (_, file, files) => {
    expect(await outcomeOf(file, files)).toBe('applied');
  });

  it.each(['sub/.git', 'store', 'sub/.git/hooks'])('is applied where a rule opens `%s`', async (place) => {
    const rule: FileSystemEntry = { path: { kind: 'path', path: absolute(`/ws/${place}`) }, access: 'write' };
    const files = { ...repository('/ws/sub/.git'), ...repository('/ws/store'), '/ws/sub/.git/hooks/a': 'old\n' };
    const file = place === 'sub/.git/hooks' ? `${place}/a` : `${place}/config`;
    expect(await outcomeOf(file, files, [rule])).toBe('applied');
  });
});
