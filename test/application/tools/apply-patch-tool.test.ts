import { describe, expect, it } from 'vitest';
import { type InMemoryEntry, InMemoryFileSystem } from '../../../src/adapters/in-memory/in-memory-file-system.js';
import { applyPatchTool } from '../../../src/application/tools/apply-patch-tool.js';
import type { PreparedCall } from '../../../src/application/tools/tool.js';
import type { ApprovalPolicy } from '../../../src/domain/approvals/approval-policy.js';
import { readOnlyProfile, workspaceWriteProfile } from '../../../src/domain/permissions/built-in-profiles.js';
import { materializeProfile } from '../../../src/domain/permissions/materialize.js';
import { absolute, doubles, scopeWith } from '../support/build.js';

const cwd = absolute('/repo');
const never = new AbortController().signal;

function setUp(
  files: Readonly<Record<string, InMemoryEntry>>,
  {
    policy = 'on-request',
    mode = 'write',
  }: { readonly policy?: ApprovalPolicy; readonly mode?: 'read' | 'write' } = {},
) {
  const fileSystem = new InMemoryFileSystem({ '/repo/.git/HEAD': 'ref', ...files });
  const selected = mode === 'write' ? workspaceWriteProfile() : readOnlyProfile();
  const profile = materializeProfile(selected, [cwd]);
  const context = { cwd, workspaceRoots: [cwd] };
  const { scope, events } = scopeWith(doubles({ fileSystem }), {
    permissions: { profile, context, approvalPolicy: policy },
  });
  const prepare = (...lines: readonly string[]) =>
    applyPatchTool.prepare(
      {
        kind: 'custom-tool-call',
        callId: 'c',
        name: 'apply_patch',
        input: ['*** Begin Patch', ...lines, '*** End Patch', ''].join('\n'),
      },
      scope,
    );
  return { fileSystem, prepare, events };
}

function runOf(call: PreparedCall, permissions: 'sandboxed' | 'escalated') {
  if (call.kind === 'answer') throw new Error(`nothing to run: ${JSON.stringify(call.output)}`);
  return call.run(permissions, never);
}

const change = ['*** Update File: a.txt', '@@', '-old', '+new'];

describe('a patch within the workspace', () => {
  it.each<[ApprovalPolicy, PreparedCall['kind']]>([
    ['never', 'run'],
    ['on-request', 'run'],
    ['on-failure', 'run'],
    ['untrusted', 'ask'],
  ])('under %s leads to %s', async (policy, kind) => {
    const { prepare } = setUp({ '/repo/a.txt': 'old\n' }, { policy });
    expect((await prepare(...change)).kind).toBe(kind);
  });

  it('is applied, and shown as an item', async () => {
    const { prepare, fileSystem, events } = setUp({ '/repo/a.txt': 'old\n' });
    const output = await runOf(await prepare(...change), 'sandboxed');
    expect(output).toMatch(
      /^Exit code: 0\nWall time: .* seconds\nOutput:\nSuccess\. Updated the following files:\nM a\.txt\n$/,
    );
    expect(fileSystem.text('/repo/a.txt')).toBe('new\n');
    const changes = [{ path: '/repo/a.txt', kind: 'update' }];
    expect(events).toEqual([
      { type: 'item.started', item: { id: 'item_0', type: 'file_change', changes, status: 'in_progress' } },
      { type: 'item.completed', item: { id: 'item_0', type: 'file_change', changes, status: 'completed' } },
    ]);
  });

  it('is looked at again when its turn comes: what was prepared may be outdated', async () => {
    const { prepare, fileSystem } = setUp({ '/repo/a.txt': 'old\n' });
    const prepared = await prepare(...change);
    fileSystem.place('/repo/a.txt', 'changed by another call\n');
    expect(await runOf(prepared, 'sandboxed')).toMatch(/^apply_patch verification failed: /);
    expect(fileSystem.text('/repo/a.txt')).toBe('changed by another call\n');
  });

  it('does not follow a link that was put in its way after it was prepared', async () => {
    const { prepare, fileSystem } = setUp({ '/repo/a.txt': 'old\n', '/etc/a': 'old\n' });
    const prepared = await prepare(...change);
    fileSystem.place('/repo/a.txt', { type: 'symlink', target: '/etc/a' });
    expect(await runOf(prepared, 'sandboxed')).toMatch(/^patch rejected: /);
    expect(fileSystem.text('/etc/a')).toBe('old\n');
  });

  it('does not follow such a link either when a person approved the patch that stayed inside', async () => {
    const { prepare, fileSystem } = setUp({ '/repo/a.txt': 'old\n', '/etc/a': 'old\n' }, { policy: 'untrusted' });
    const prepared = await prepare(...change);
    fileSystem.place('/repo/a.txt', { type: 'symlink', target: '/etc/a' });
    expect(await runOf(prepared, 'escalated')).toMatch(/^patch rejected: /);
    expect(fileSystem.text('/etc/a')).toBe('old\n');
  });
});

describe('a patch that leaves the workspace', () => {
  const outside = ['*** Add File: /etc/b', '+x'];

  it.each<[ApprovalPolicy, PreparedCall['kind']]>([
    ['never', 'answer'],
    ['on-request', 'ask'],
    ['on-failure', 'ask'],
    ['untrusted', 'ask'],
  ])('under %s leads to %s', async (policy, kind) => {
    const { prepare } = setUp({ '/etc': { type: 'directory' } }, { policy });
    expect((await prepare(...outside)).kind).toBe(kind);
  });

  it('is written once a person allowed it', async () => {
    const { prepare, fileSystem } = setUp({ '/etc': { type: 'directory' } });
    await runOf(await prepare(...outside), 'escalated');
    expect(fileSystem.text('/etc/b')).toBe('x\n');
  });

  it('is a matter for a person in a read-only sandbox too', async () => {
    const { prepare } = setUp({ '/repo/a.txt': 'old\n' }, { mode: 'read' });
    expect((await prepare(...change)).kind).toBe('ask');
  });
});

describe('what was accepted for the session', () => {
  function grantOf(call: PreparedCall): string | undefined {
    return call.kind === 'ask' ? call.grantKey : undefined;
  }

  it('covers the same files again', async () => {
    const { prepare } = setUp({ '/repo/a.txt': 'old\n' }, { policy: 'untrusted' });
    const [first, second] = [await prepare(...change), await prepare('*** Delete File: a.txt')];
    expect(grantOf(first)).toBeDefined();
    expect(grantOf(second)).toBe(grantOf(first));
  });

  it('does not cover the same name once it leads somewhere else', async () => {
    const { prepare, fileSystem } = setUp({ '/repo/a.txt': 'old\n', '/etc/a': 'old\n' }, { policy: 'untrusted' });
    const inside = await prepare(...change);
    fileSystem.place('/repo/a.txt', { type: 'symlink', target: '/etc/a' });
    const through = await prepare(...change);
    fileSystem.place('/repo/a.txt', { type: 'symlink', target: '/etc/b' });
    fileSystem.place('/etc/b', 'old\n');
    const elsewhere = await prepare(...change);
    const keys = [inside, through, elsewhere].map(grantOf);
    expect(new Set(keys).size).toBe(3);
  });
});

describe('a patch through a link that leaves the workspace', () => {
  const files = { '/repo/a.txt': { type: 'symlink', target: '/etc/a' }, '/etc/a': 'old\n', '/etc/b': 'old\n' } as const;

  it('tells the person where it leads', async () => {
    const prepared = await setUp(files).prepare(...change);
    expect(prepared).toMatchObject({ kind: 'ask', question: { reason: '`/repo/a.txt` leads to `/etc/a`' } });
  });

  it('is written to the place that was approved', async () => {
    const { prepare, fileSystem } = setUp(files);
    await runOf(await prepare(...change), 'escalated');
    expect([fileSystem.text('/etc/a'), fileSystem.text('/etc/b')]).toEqual(['new\n', 'old\n']);
  });

  it('is not written to another place that the link leads to by then', async () => {
    const { prepare, fileSystem } = setUp(files);
    const prepared = await prepare(...change);
    fileSystem.place('/repo/a.txt', { type: 'symlink', target: '/etc/b' });
    expect(await runOf(prepared, 'escalated')).toMatch(/^patch rejected: /);
    expect(fileSystem.text('/etc/b')).toBe('old\n');
  });

  it('is not written without approval', async () => {
    const { prepare, fileSystem } = setUp(files);
    expect(await runOf(await prepare(...change), 'sandboxed')).toMatch(/^patch rejected: /);
    expect(fileSystem.text('/etc/a')).toBe('old\n');
  });
});

describe('a patch that does not fit', () => {
  it('is judged when its turn comes: an earlier call may make it fit', async () => {
    const { prepare, fileSystem } = setUp({ '/repo/a.txt': 'older\n' });
    const prepared = await prepare(...change);
    fileSystem.place('/repo/a.txt', 'old\n');
    expect(await runOf(prepared, 'sandboxed')).toMatch(/^Exit code: 0\n/);
    expect(fileSystem.text('/repo/a.txt')).toBe('new\n');
  });

  it('is refused when it still does not fit', async () => {
    const { prepare, events } = setUp({ '/repo/a.txt': 'older\n' });
    expect(await runOf(await prepare(...change), 'sandboxed')).toMatch(/^apply_patch verification failed: /);
    expect(events).toEqual([]);
  });

  it('does not leave the workspace by fitting later', async () => {
    const { prepare, fileSystem } = setUp({ '/etc/a': 'older\n' });
    const prepared = await prepare('*** Update File: /etc/a', '@@', '-old', '+new');
    fileSystem.place('/etc/a', 'old\n');
    expect(await runOf(prepared, 'escalated')).toMatch(/^patch rejected: /);
    expect(fileSystem.text('/etc/a')).toBe('old\n');
  });

  it('is answered at once where a person has to see every patch', async () => {
    const { prepare } = setUp({ '/repo/a.txt': 'older\n' }, { policy: 'untrusted' });
    expect((await prepare(...change)).kind).toBe('answer');
  });
});
