import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findRepositories } from '../../../src/adapters/windows-sandbox/find-repositories.js';
import { protectRepositories } from '../../../src/adapters/windows-sandbox/protect-repositories.js';
import { partsOf } from '../../../src/adapters/windows-sandbox/repository-parts.js';
import type { AccessEntry, SidText } from '../../../src/adapters/windows-sandbox/windows-plan.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';

const outer: SidText = 'S-1-5-21-1';
const inner: SidText = 'S-1-5-21-2';

function open(path: string, capability: SidText = outer): AccessEntry {
  return { effect: 'allow-write', path: path as AbsolutePath, capability };
}

function protect(parts: readonly string[], openings: readonly AccessEntry[]): readonly string[] {
  const entries = protectRepositories(
    parts.map((path) => ({ path: path as AbsolutePath })),
    openings,
  );
  return entries.map(({ effect, path, capability }) => `${effect} ${path} ${capability}`);
}

describe('the parts of nested repositories', () => {
  it('stay read-only and where they are, for every capability that would open them', () => {
    const openings = [open('C:\\ws', outer), open('C:\\ws\\sub', inner), open('C:\\out')];
    expect(protect(['C:\\ws\\sub\\.git\\hooks'], openings)).toEqual([
      `deny-write C:\\ws\\sub\\.git\\hooks ${outer}`,
      `deny-rename C:\\ws\\sub\\.git ${outer}`,
      `deny-rename C:\\ws\\sub ${outer}`,
      `deny-write C:\\ws\\sub\\.git\\hooks ${inner}`,
      `deny-rename C:\\ws\\sub\\.git ${inner}`,
    ]);
  });

  it.each(['C:\\ws\\sub\\.git', 'C:\\ws\\sub\\.git\\hooks'])('stay writable where a rule says so: %s', (named) => {
    expect(protect(['C:\\ws\\sub\\.git\\hooks'], [open('C:\\ws'), open(named)])).toEqual([]);
  });

  it('are found in the upper levels, but not that of the root itself, and not behind links', async () => {
    using tree = plant({
      directories: ['.git/hooks', 'a/.git/hooks', 'a/b/c/d/e/.git/hooks', 'node_modules/x/.git/hooks', 'w'],
      files: { 'a/.git/config': '', 'w/.git': 'gitdir: ../gone' },
    });
    symlinkSync(join(tree.root, 'a'), join(tree.root, 'linked'));
    expect(await tree.parts()).toEqual(['a/.git/config', 'a/.git/hooks', 'w/.git']);
  });

  it('are found where a `.git` file leads to, and in what it shares', async () => {
    using tree = plant({
      directories: ['w', 'stores/w/hooks', 'stores/common/hooks'],
      files: {
        'w/.git': 'gitdir: ../stores/w\n',
        'stores/w/commondir': '../common\n',
        'stores/w/config.worktree': '',
        'stores/common/config': '',
      },
    });
    const inW = ['commondir', 'config.worktree', 'hooks'].map((name) => `stores/w/${name}`);
    expect(await tree.parts()).toEqual(['stores/common/config', 'stores/common/hooks', ...inW, 'w/.git']);
  });

  it('get a directory for hooks that are missing: a command could make them', async () => {
    using tree = plant({ directories: ['a/.git'], files: { 'a/.git/config': '' } });
    expect(await tree.parts()).toEqual(['a/.git/config', 'a/.git/hooks (made)']);
  });
});

interface Planted extends Disposable {
  readonly root: AbsolutePath;
  /** What is protected in the tree, relative to it. */
  parts(): Promise<readonly string[]>;
}

function plant(tree: {
  readonly directories: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}): Planted {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'codex-sdk-repositories-'))) as AbsolutePath;
  for (const path of tree.directories) mkdirSync(join(root, path), { recursive: true });
  for (const [path, text] of Object.entries(tree.files)) writeFileSync(join(root, path), text);
  return {
    root,
    parts: async () => {
      const parts = await Promise.all((await findRepositories(root)).map(partsOf));
      return parts
        .flat()
        .map(({ path, create }) => `${path.slice(root.length + 1)}${create ? ' (made)' : ''}`)
        .sort();
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}
