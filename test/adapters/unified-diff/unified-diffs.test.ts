import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnifiedDiffs } from '../../../src/adapters/unified-diff/unified-diffs.js';
import type { PlannedChange } from '../../../src/domain/patch/patch-plan.js';
import { parseAbsolutePath } from '../../../src/domain/paths/absolute-path.js';

function at(text: string): PlannedChange['path'] {
  const parsed = parseAbsolutePath(text);
  if (!parsed.ok) throw new Error(`\`${text}\` is not absolute`);
  return parsed.value;
}

const directory = at('/work');
const render = (change: Omit<PlannedChange, 'path'> & { readonly path?: PlannedChange['path'] }) =>
  new UnifiedDiffs().render({ path: at('/work/file'), ...change }, directory);

describe('a unified diff', () => {
  it.each<readonly [string, Parameters<typeof render>[0], string | undefined]>([
    [
      'of a changed file',
      { kind: 'update', before: 'a\nb\nc\nd\ne\nf\n', after: 'a\nb\nc\nd\nE\nf\n' },
      'diff --git a/file b/file\n--- a/file\n+++ b/file\n@@ -2,5 +2,5 @@\n b\n c\n d\n-e\n+E\n f\n',
    ],
    [
      'of a new file',
      { kind: 'add', after: 'a\nb\n' },
      'diff --git a/file b/file\nnew file mode 100644\n--- /dev/null\n+++ b/file\n@@ -0,0 +1,2 @@\n+a\n+b\n',
    ],
    ['of a new file without content', { kind: 'add', after: '' }, 'diff --git a/file b/file\nnew file mode 100644\n'],
    [
      'of a file that goes',
      { kind: 'delete', before: 'a\n' },
      'diff --git a/file b/file\ndeleted file mode 100644\n--- a/file\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n',
    ],
    [
      'of a file that moves',
      { kind: 'update', movedTo: at('/work/sub/other'), before: 'a\n', after: 'b\n' },
      'diff --git a/file b/sub/other\nrename from file\nrename to sub/other\n--- a/file\n+++ b/sub/other\n@@ -1,1 +1,1 @@\n-a\n+b\n',
    ],
    [
      'of a file elsewhere',
      { kind: 'update', path: at('/etc/hosts'), before: 'a\n', after: 'b\n' },
      'diff --git a/etc/hosts b/etc/hosts\n--- a/etc/hosts\n+++ b/etc/hosts\n@@ -1,1 +1,1 @@\n-a\n+b\n',
    ],
    [
      'of a line that had no end',
      { kind: 'update', before: 'a', after: 'a\n' },
      'diff --git a/file b/file\n--- a/file\n+++ b/file\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n',
    ],
    [
      'of a name with characters that would confuse',
      { kind: 'update', path: at('/work/a\n+++ b/x "y"'), before: 'a\n', after: 'b\n' },
      'diff --git "a/a\\n+++ b/x \\"y\\"" "b/a\\n+++ b/x \\"y\\""\n--- "a/a\\n+++ b/x \\"y\\""\n+++ "b/a\\n+++ b/x \\"y\\""\n@@ -1,1 +1,1 @@\n-a\n+b\n',
    ],
    ['of something that is not text', { kind: 'delete' }, undefined],
    ['of something endless', { kind: 'add', after: 'x'.repeat(2_000_000) }, undefined],
  ])('%s', async (_, change, diff) => {
    expect(await render(change)).toBe(diff);
  });

  it('is found in time when everything is different', async () => {
    const lines = (word: string): string =>
      Array.from({ length: 20_000 }, (_, line) => `${word} ${line * 7919}\n`).join('');
    const started = performance.now();
    const diff = await render({ kind: 'update', before: lines('one'), after: lines('two') });
    expect(diff?.split('\n').slice(0, 5)).toEqual([
      'diff --git a/file b/file',
      '--- a/file',
      '+++ b/file',
      '@@ -1,20000 +1,20000 @@',
      '-one 0',
    ]);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('is what git needs to make the one text of the other', async () => {
    const base = await mkdtemp(join(tmpdir(), 'codex-sdk-diff-'));
    const root = at(base);
    const line = fc.constantFrom('', 'a', 'b', ' b', '\tc', 'd\r', '-', '+x', '\\ No newline', '@@ -1 +1 @@', 'ü');
    const text = fc
      .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
      .map(([lines, ends]) => lines.join('\n') + (ends && lines.length > 0 ? '\n' : ''));
    const runs = Number(process.env.FAST_CHECK_RUNS ?? 40);
    try {
      execFileSync('git', ['init', '--quiet', base]);
      await fc.assert(
        fc.asyncProperty(text, text, async (before, after) => {
          fc.pre(before !== after);
          await writeFile(join(base, 'file'), before);
          const change = { path: at(join(base, 'file')), kind: 'update', before, after } as const;
          const diff = await new UnifiedDiffs().render(change, root);
          execFileSync('git', ['apply', '--whitespace=nowarn', '--unidiff-zero', '-'], {
            cwd: base,
            input: diff ?? '',
            stdio: ['pipe', 'pipe', 'pipe'],
          });
          expect(await readFile(join(base, 'file'), 'utf8')).toBe(after);
        }),
        { numRuns: runs },
      );
    } finally {
      await rm(base, { recursive: true, force: true });
    }
  });
});
