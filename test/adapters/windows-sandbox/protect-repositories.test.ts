import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findRepositories } from '../../../src/adapters/windows-sandbox/find-repositories.js';
import { protectRepositories } from '../../../src/adapters/windows-sandbox/protect-repositories.js';
import type { AccessEntry, SidText } from '../../../src/adapters/windows-sandbox/windows-plan.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';

const outer: SidText = 'S-1-5-21-1';
const inner: SidText = 'S-1-5-21-2';

function open(path: string, capability: SidText = outer): AccessEntry {
  return { effect: 'allow-write', path: path as AbsolutePath, capability };
}

function protect(parts: readonly string[], openings: readonly AccessEntry[]): readonly string[] {
  const entries = protectRepositories(parts as readonly AbsolutePath[], openings);
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
    const root = mkdtempSync(join(tmpdir(), 'codex-sdk-repositories-'));
    try {
      for (const path of ['.git/hooks', 'a/.git/hooks', 'a/b/c/d/e/.git/hooks', 'node_modules/x/.git/hooks', 'w'])
        mkdirSync(join(root, path), { recursive: true });
      for (const path of ['a/.git/config', 'w/.git']) writeFileSync(join(root, path), '');
      symlinkSync(join(root, 'a'), join(root, 'linked'));
      const found = await findRepositories(root as AbsolutePath);
      expect(found.map((path) => path.slice(root.length + 1)).sort()).toEqual([
        'a/.git/config',
        'a/.git/hooks',
        'w/.git',
      ]);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});
