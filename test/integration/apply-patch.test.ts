import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyPatch } from '../../src/index.js';

const wrap = (...lines: readonly string[]): string => ['*** Begin Patch', ...lines, '*** End Patch', ''].join('\n');
const edit = wrap('*** Update File: a.txt', '@@', '-one', '+eins');

let cwd = '';

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'codex-sdk-patch-'));
  await writeFile(join(cwd, 'a.txt'), 'one\n');
});

afterEach(async () => {
  await rm(cwd, { recursive: true, force: true });
});

describe('applyPatch', () => {
  it('changes files and tells what it changed', async () => {
    const path = join(cwd, 'a.txt');
    const diff = 'diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1,1 +1,1 @@\n-one\n+eins\n';
    expect(await applyPatch(edit, { cwd, diffs: true })).toEqual({
      kind: 'applied',
      changes: [{ path, kind: 'update', diff }],
      summary: ['M a.txt'],
    });
    expect(await readFile(path, 'utf8')).toBe('eins\n');
  });

  it('leaves diffs out unless they are asked for', async () => {
    expect(await applyPatch(edit, { cwd })).toEqual({
      kind: 'applied',
      changes: [{ path: join(cwd, 'a.txt'), kind: 'update' }],
      summary: ['M a.txt'],
    });
  });

  it.each([
    ['outside of the directory', wrap('*** Add File: ../b.txt', '+x')],
    ['in protected metadata', wrap('*** Add File: .git/hooks/pre-commit', '+x')],
  ])('writes nothing %s, unless it may', async (_, patch) => {
    expect(await applyPatch(patch, { cwd })).toMatchObject({ kind: 'refused' });
  });

  it('obeys the permissions it is given', async () => {
    const readOnly = { kind: 'managed', network: 'restricted', fileSystem: { kind: 'unrestricted' } } as const;
    const nothing = { ...readOnly, fileSystem: { kind: 'restricted', entries: [] } } as const;
    expect([
      (await applyPatch(edit, { cwd, permissions: nothing })).kind,
      (await applyPatch(edit, { cwd, permissions: { kind: 'disabled' } })).kind,
    ]).toEqual(['refused', 'applied']);
  });

  it('never throws for a patch that is wrong', async () => {
    expect(await applyPatch('not a patch', { cwd })).toEqual({
      kind: 'verification-failed',
      message: "apply_patch verification failed: invalid patch: The first line of the patch must be '*** Begin Patch'",
    });
  });
});
