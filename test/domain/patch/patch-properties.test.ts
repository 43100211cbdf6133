import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editText } from '../../../src/domain/patch/edit-text.js';
import type { FileContent } from '../../../src/domain/patch/file-content.js';
import { parsePatch } from '../../../src/domain/patch/parse-patch.js';
import { planPatch } from '../../../src/domain/patch/plan-patch.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 300);

/** One line of a file, and what becomes of it. */
const scriptLine = fc.record({
  before: fc.array(fc.stringMatching(/^[a-c ]{0,3}$/), { maxLength: 2 }),
  line: fc.stringMatching(/^[a-c“’\t ]{0,4}$/),
  fate: fc.constantFrom('keep', 'keep', 'keep', 'remove'),
});

type Script = readonly { before: readonly string[]; line: string; fate: string }[];

const ended = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
const textBefore = (script: Script) => ended(script.map(({ line }) => line));
const textAfter = (script: Script) =>
  ended(script.flatMap(({ before, line, fate }) => (fate === 'keep' ? [...before, line] : before)));
const wholePatch = (script: Script) => [
  '@@',
  ...script.flatMap(({ before, line, fate }) => [
    ...before.map((added) => `+${added}`),
    `${fate === 'keep' ? ' ' : '-'}${line}`,
  ]),
];

const fileOf = (path: string, text: string) =>
  new Map<AbsolutePath, FileContent>([[path as AbsolutePath, { kind: 'text', text }]]);

function apply(text: string, body: readonly string[]): unknown {
  const patch = parsePatch(['*** Begin Patch', '*** Update File: f', ...body, '*** End Patch'].join('\n'));
  if (!patch.ok) return patch.error;
  const plan = planPatch(patch.value, {
    cwd: '/' as AbsolutePath,
    contents: fileOf('/f', text),
    repeatedPaths: 'refuse',
  });
  return plan.ok ? plan.value.operations[0]?.change.after : plan.error;
}

describe('a patch', () => {
  it('turns a text into the edited text', () => {
    fc.assert(
      fc.property(fc.array(scriptLine, { minLength: 1, maxLength: 20 }), (script) => {
        expect(apply(textBefore(script), wholePatch(script))).toBe(textAfter(script));
      }),
      { numRuns },
    );
  });

  it('does so chunk by chunk, where every line is told apart', () => {
    const chunk = fc.record({ gap: fc.nat(3), size: fc.integer({ min: 1, max: 3 }), added: fc.nat(2) });
    fc.assert(
      fc.property(fc.array(chunk, { minLength: 1, maxLength: 15 }), fc.constantFrom('\n', '\r\n'), (chunks, ending) => {
        const before: string[] = [];
        const after: string[] = [];
        const body: string[] = [];
        for (const { gap, size, added } of chunks) {
          const kept = Array.from({ length: gap }, (_, index) => `line ${before.length + index}`);
          before.push(...kept);
          after.push(...kept);
          const removed = Array.from({ length: size }, (_, index) => `line ${before.length + index}`);
          before.push(...removed);
          const inserted = Array.from({ length: added }, (_, index) => `new ${before.length} ${index}`);
          after.push(...inserted);
          body.push('@@', ...removed.map((line) => `-${line}`), ...inserted.map((line) => `+${line}`));
        }
        const join = (lines: readonly string[]) => lines.map((line) => line + ending).join('');
        expect(apply(join(before), body)).toBe(join(after));
      }),
      { numRuns },
    );
  });

  const fragments = fc.constantFrom(
    ...[
      '*** Begin Patch',
      '*** End Patch',
      '*** Add File: a',
      '*** Update File: a',
      '*** Delete File: b',
      '*** Move to: b',
    ],
    ...[
      '*** End of File',
      '*** Environment ID: e',
      '@@',
      '@@ x',
      '+x',
      '-x',
      ' x',
      'x',
      '',
      ' ',
      '\t',
      '<<EOF',
      'EOF',
      '***',
      '\r',
    ],
  );
  const patchLike = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fragments, { maxLength: 12 }).map((lines) => lines.join('\n')),
    fc.array(fragments, { maxLength: 12 }).map((lines) => `*** Begin Patch\n${lines.join('\n')}\n*** End Patch`),
  );

  it('is parsed and planned without throwing, and always to the same result', () => {
    fc.assert(
      fc.property(patchLike, fc.string(), (text, content) => {
        const run = () => {
          const patch = parsePatch(text);
          const contents = fileOf('/ws/a', content);
          return patch.ok
            ? planPatch(patch.value, { cwd: '/ws' as AbsolutePath, contents, repeatedPaths: 'allow' })
            : patch;
        };
        expect(run()).toEqual(run());
      }),
      { numRuns: numRuns * 3 },
    );
  });

  it('leaves every kept line as it is in the file', () => {
    const texts = fc.array(fc.stringMatching(/^[ab“ \t]{0,5}$/), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(texts, (lines) => {
        const chunk = {
          lines: lines.map((line) => ({ kind: 'context', text: line.trim() }) as const),
          endOfFile: false,
        };
        expect(editText(ended(lines), [chunk])).toEqual({ ok: true, value: ended(lines) });
      }),
      { numRuns },
    );
  });
});
