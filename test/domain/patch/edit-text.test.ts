import { describe, expect, it } from 'vitest';
import { editText } from '../../../src/domain/patch/edit-text.js';
import { parsePatch } from '../../../src/domain/patch/parse-patch.js';
import type { PatchChunk } from '../../../src/domain/patch/patch.js';

function chunksOf(...lines: readonly string[]): readonly PatchChunk[] {
  const parsed = parsePatch(['*** Begin Patch', '*** Update File: f', ...lines, '*** End Patch'].join('\n'));
  const operation = parsed.ok ? parsed.value.operations[0] : undefined;
  if (operation?.kind !== 'update') throw new Error(`not an update: ${JSON.stringify(parsed)}`);
  return operation.chunks;
}

const edit = (text: string, ...lines: readonly string[]) => editText(text, chunksOf(...lines));

describe('editText', () => {
  it.each([
    ['replaces a line', 'a\nb\nc\n', ['@@', ' a', '-b', '+B', ' c'], 'a\nB\nc\n'],
    ['deletes lines', 'a\nb\nc\n', ['@@', ' a', '-b', '-c'], 'a\n'],
    ['empties a file', 'a\n', ['@@', '-a'], ''],
    ['fills an empty file', '', ['@@', '+a'], 'a\n'],
    ['works through chunks in order', 'a\nb\nc\nd\n', ['@@', '-a', '+A', '@@', '-d', '+D'], 'A\nb\nc\nD\n'],
    ['takes the next match after the last chunk', 'x\nx\nx\n', ['@@', '-x', '+1', '@@', '-x', '+2'], '1\n2\nx\n'],
    ['ends the result with a newline', 'a\nb', ['@@', '-a', '+A'], 'A\nb\n'],
    ['gives a last line without an ending one when lines follow', 'a\nb', ['@@', ' b', '+c'], 'a\nb\nc\n'],
    ['keeps a removed and added line apart', 'a\n', ['@@', '+x', '-a', '+y'], 'x\ny\n'],
    ['skips to the context', 'f\n1\ng\n1\n', ['@@ g', '-1', '+2'], 'f\n1\ng\n2\n'],
    ['matches the context leniently', 'f\n1\n  g  \n1\n', ['@@ g', '-1', '+2'], 'f\n1\n  g  \n2\n'],
    ['appends what only adds', 'a\nb\n', ['@@ a', '+c'], 'a\nb\nc\n'],
    ['appends after an empty last line', 'a\n\n', ['@@', '+c'], 'a\n\nc\n'],
    ['appends after a chunk that took the last line', 'a\n\n', ['@@', '+z', '@@', '-a', '-', '+b'], 'b\nz\n'],
    ['prefers the end of the file when told so', 'x\ny\nx\n', ['@@', '-x', '+z', '*** End of File'], 'x\ny\nz\n'],
    ['forgives an empty line at the end of a chunk', 'a\nb\n', ['@@', '-a', '+A', ' b', ''], 'A\nb\n'],
    ['forgives a removed empty line that is not there', 'a\nb\n', ['@@', '-b', '-', '+c', '+'], 'a\nc\n'],
    ['adds the empty line where the file ends before it', 'a\n', ['@@', ' a', '', '+b'], 'a\n\nb\n'],
    ['matches an empty line with spaces', 'a\n  \nb\n', ['@@', ' a', '', '-b', '+B'], 'a\n  \nB\n'],
  ])('%s', (_, text, lines, expected) => {
    expect(edit(text, ...lines)).toEqual({ ok: true, value: expected });
  });

  it.each([
    ['trailing blank space', 'keep  \nold\t\n', 'keep  \nnew\n'],
    ['indentation', '\tkeep\n    old\n', '\tkeep\nnew\n'],
    ['typographic characters', '“keep” — it’s\u00a0here\nold\n', '“keep” — it’s\u00a0here\nnew\n'],
  ])('keeps the context of the file where it differs in %s', (_, text, expected) => {
    const kept = text.includes('“') ? '"keep" - it\'s here' : 'keep';
    expect(edit(text, '@@', ` ${kept}`, '-old', '+new')).toEqual({ ok: true, value: expected });
  });

  it('prefers an exact match far away to a lenient one nearby', () => {
    expect(edit(' x\nx\n', '@@', '-x', '+y')).toEqual({ ok: true, value: ' x\ny\n' });
  });

  it.each([
    ['gives added lines the CRLF of the file', 'a\r\nb\r\n', 'a\r\nB\r\n'],
    ['keeps mixed endings and follows the first', 'a\r\nb\r\nc\n', 'a\r\nB\r\nc\n'],
    ['follows a first LF in spite of later CRLF', 'a\nb\r\nc\r\n', 'a\nB\nc\r\n'],
    ['ends an unended CRLF file with CRLF', 'b\r\na', 'B\r\na\r\n'],
  ])('%s', (_, text, expected) => {
    expect(edit(text, '@@', '-b', '+B')).toEqual({ ok: true, value: expected });
  });

  it('keeps a byte order mark, and never doubles it', () => {
    expect([
      edit('\ufeffa\nb\n', '@@', '-a', '+A'),
      edit('\ufeffa\nb\n', '@@', '-\ufeffa', '+\ufeffA'),
      edit('\ufeffa\n', '@@', ' a', '+b'),
    ]).toEqual([
      { ok: true, value: '\ufeffA\nb\n' },
      { ok: true, value: '\ufeffA\nb\n' },
      { ok: true, value: '\ufeffa\nb\n' },
    ]);
  });

  it.each([
    ['lines that are not there', 'a\n', ['@@', '-z', '+y'], { code: 'lines-not-found', lines: ['z'] }],
    ['lines in another order', 'a\nb\n', ['@@', ' b', '-a'], { code: 'lines-not-found', lines: ['b', 'a'] }],
    ['chunks in another order', 'a\nb\n', ['@@', '-b', '@@', '-a'], { code: 'lines-not-found', lines: ['a'] }],
    ['another case', 'Abc\n', ['@@', '-abc'], { code: 'lines-not-found', lines: ['abc'] }],
    ['other inner blank space', 'a  b\n', ['@@', '-a b'], { code: 'lines-not-found', lines: ['a b'] }],
    ['an ellipsis', 'a…\n', ['@@', '-a...'], { code: 'lines-not-found', lines: ['a...'] }],
    ['an end that is elsewhere', 'a\nb\n', ['@@', '-a', '*** End of File'], { code: 'lines-not-found', lines: ['a'] }],
    [
      'an end that was used before',
      'a\n',
      ['@@', '-a', '@@', '-a', '*** End of File'],
      { code: 'lines-not-found', lines: ['a'] },
    ],
    ['context that is not there', 'a\n', ['@@ z', '-a'], { code: 'context-not-found', context: 'z' }],
    [
      'line numbers as context',
      'a\n',
      ['@@ -1,2 +1,2 @@', '-a'],
      { code: 'context-not-found', context: '-1,2 +1,2 @@' },
    ],
    [
      'context before the last chunk',
      'f\na\n',
      ['@@', '-a', '@@ f', '+b'],
      { code: 'context-not-found', context: 'f' },
    ],
  ])('does not accept %s', (_, text, lines, error) => {
    expect(edit(text, ...lines)).toEqual({ ok: false, error });
  });
});
