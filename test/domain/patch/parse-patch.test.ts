import { describe, expect, it } from 'vitest';
import { parsePatch } from '../../../src/domain/patch/parse-patch.js';
import { renderPatchError } from '../../../src/domain/patch/render-patch-error.js';

const patchOf = (...body: readonly string[]) => ['*** Begin Patch', ...body, '*** End Patch'].join('\n');
const context = (text: string) => ({ kind: 'context', text });
const remove = (text: string) => ({ kind: 'remove', text });
const add = (text: string) => ({ kind: 'add', text });

describe('parsePatch', () => {
  it('reads every kind of operation in the order of the text', () => {
    const text = patchOf(
      '*** Add File: docs/new file.md',
      '+first',
      '+',
      '++plus',
      '*** Delete File: old.txt',
      '*** Update File: src/a.ts',
      '*** Move to: src/b.ts',
      '@@ class A {',
      ' kept',
      '-gone',
      '+come',
      '@@',
      '-tail',
      '*** End of File',
      '*** Add File: empty',
    );
    expect(parsePatch(text)).toEqual({
      ok: true,
      value: {
        operations: [
          { kind: 'add', path: 'docs/new file.md', content: 'first\n\n+plus\n' },
          { kind: 'delete', path: 'old.txt' },
          {
            kind: 'update',
            path: 'src/a.ts',
            moveTo: 'src/b.ts',
            chunks: [
              { context: 'class A {', lines: [context('kept'), remove('gone'), add('come')], endOfFile: false },
              { lines: [remove('tail')], endOfFile: true },
            ],
          },
          { kind: 'add', path: 'empty', content: '' },
        ],
      },
    });
  });

  const oneUpdate = {
    ok: true,
    value: {
      operations: [
        { kind: 'update', path: 'a.txt', chunks: [{ lines: [remove('old'), add('new')], endOfFile: false }] },
      ],
    },
  };
  const body = ['*** Update File: a.txt', '@@', '-old', '+new'];

  it.each([
    ['plain', patchOf(...body)],
    ['a final newline', `${patchOf(...body)}\n`],
    ['blank lines and spaces around it', `\n  \n${patchOf(...body)}\n\n \t\n`],
    ['spaces around the markers', `  *** Begin Patch  \n${body.join('\n')}\n *** End Patch\t`],
    ['CRLF line endings', patchOf(...body).replaceAll('\n', '\r\n')],
    ['a here-document', `<<EOF\n${patchOf(...body)}\nEOF`],
    ['a here-document with single quotes', `<<'EOF'\n${patchOf(...body)}\nEOF\n`],
    ['a here-document with double quotes', `<<"EOF"\n${patchOf(...body)}\nEOF`],
    ['no chunk marker before the first chunk', patchOf('*** Update File: a.txt', '-old', '+new')],
    ['a blank line before the first chunk', patchOf('*** Update File: a.txt', '', '@@', '-old', '+new')],
    ['spaces after the headers', patchOf('*** Update File: a.txt  ', '@@ ', '-old', '+new')],
    ['spaces before the header', patchOf('  *** Update File: a.txt', '@@', '-old', '+new')],
  ])('accepts a patch with %s', (_, text) => {
    expect(parsePatch(text)).toEqual(oneUpdate);
  });

  it('takes an empty line within a chunk for an empty context line', () => {
    const parsed = parsePatch(patchOf('*** Update File: a', '@@', ' x', '', '-y', ''));
    const lines = [context('x'), context(''), remove('y'), context('')];
    expect(parsed).toEqual({
      ok: true,
      value: { operations: [{ kind: 'update', path: 'a', chunks: [{ lines, endOfFile: false }] }] },
    });
  });

  it('takes an indented header within a chunk for a context line', () => {
    const parsed = parsePatch(patchOf('*** Update File: a', '@@', ' *** Update File: b', '-x'));
    const lines = [context('*** Update File: b'), remove('x')];
    expect(parsed).toEqual({
      ok: true,
      value: { operations: [{ kind: 'update', path: 'a', chunks: [{ lines, endOfFile: false }] }] },
    });
  });

  it('allows blank lines after the end-of-file marker', () => {
    const parsed = parsePatch(patchOf('*** Update File: a', '@@', '-x', '*** End of File', '', '*** Delete File: b'));
    expect(parsed).toEqual({
      ok: true,
      value: {
        operations: [
          { kind: 'update', path: 'a', chunks: [{ lines: [remove('x')], endOfFile: true }] },
          { kind: 'delete', path: 'b' },
        ],
      },
    });
  });

  it('reads the environment that a patch names', () => {
    expect(parsePatch(patchOf('*** Environment ID: box-1', '*** Delete File: a'))).toEqual({
      ok: true,
      value: { operations: [{ kind: 'delete', path: 'a' }], environmentId: 'box-1' },
    });
  });

  it('reads a patch without operations', () => {
    expect(parsePatch(patchOf())).toEqual({ ok: true, value: { operations: [] } });
  });

  it('refuses a patch beyond the size limit before it looks at it', () => {
    expect(parsePatch('x'.repeat(101), { maxLength: 100 })).toEqual({
      ok: false,
      error: { code: 'patch-too-large', length: 101, maxLength: 100 },
    });
  });
});

const firstLine = "Invalid patch: The first line of the patch must be '*** Begin Patch'";
const lastLine = "Invalid patch: The last line of the patch must be '*** End Patch'";
const headers =
  "is not a valid hunk header. Valid hunk headers: '*** Add File: {path}', '*** Delete File: {path}', '*** Update File: {path}'";
const lineRule = "Every line should start with ' ' (context line), '+' (added line), or '-' (removed line)";

describe('parsePatch refuses', () => {
  it.each([
    ['an empty text', '', lastLine],
    ['a begin marker alone', '*** Begin Patch', lastLine],
    ['text before the patch', `Sure!\n${patchOf('*** Delete File: a')}`, firstLine],
    ['a code fence', `\`\`\`\n${patchOf('*** Delete File: a')}\n\`\`\``, firstLine],
    ['text after the patch', `${patchOf('*** Delete File: a')}\ndone`, lastLine],
    ['a second end marker', patchOf('*** Delete File: a', '*** End Patch', '*** Delete File: b'), lastLine],
    ['an unknown here-document', `<<PATCH\n${patchOf('*** Delete File: a')}\nPATCH`, firstLine],
    [
      'an unknown header',
      patchOf('*** Rename File: a.txt'),
      `Invalid patch hunk on line 2: '*** Rename File: a.txt' ${headers}`,
    ],
    ['a header without a path', patchOf('*** Add File: '), `Invalid patch hunk on line 2: '*** Add File:' ${headers}`],
    [
      'a blank line after an added file',
      patchOf('*** Add File: a', '+x', '', '*** Delete File: b'),
      `Invalid patch hunk on line 4: '' ${headers}`,
    ],
    [
      'a line without plus in an added file',
      patchOf('*** Add File: a', 'x'),
      `Invalid patch hunk on line 3: 'x' ${headers}`,
    ],
    [
      'an update without chunks',
      patchOf('*** Update File: a.txt'),
      "Invalid patch hunk on line 2: Update file hunk for path 'a.txt' is empty",
    ],
    [
      'a move without chunks',
      patchOf('*** Delete File: z', '*** Update File: a.txt', '*** Move to: b.txt'),
      "Invalid patch hunk on line 3: Update file hunk for path 'a.txt' is empty",
    ],
    [
      'a chunk without lines at the end',
      patchOf('*** Update File: a.txt', '@@'),
      'Invalid patch hunk on line 4: Update hunk does not contain any lines',
    ],
    [
      'a chunk that only ends the file',
      patchOf('*** Update File: a.txt', '@@', '*** End of File'),
      'Invalid patch hunk on line 4: Update hunk does not contain any lines',
    ],
    [
      'two chunk markers in a row',
      patchOf('*** Update File: a.txt', '@@', '@@', '-x'),
      `Invalid patch hunk on line 4: Unexpected line found in update hunk: '@@'. ${lineRule}`,
    ],
    [
      'a chunk that starts with another line',
      patchOf('*** Update File: a.txt', '@@', '?bad'),
      `Invalid patch hunk on line 4: Unexpected line found in update hunk: '?bad'. ${lineRule}`,
    ],
    [
      'another line within a chunk',
      patchOf('*** Update File: a.txt', '@@', '-x', '?bad'),
      "Invalid patch hunk on line 5: Expected update hunk to start with a @@ context marker, got: '?bad'",
    ],
    [
      'lines after the end of the file',
      patchOf('*** Update File: a.txt', '@@', '-x', '*** End of File', '+y'),
      "Invalid patch hunk on line 6: Expected update hunk to start with a @@ context marker, got: '+y'",
    ],
  ])('%s', (_, text, message) => {
    const parsed = parsePatch(text);
    expect(parsed.ok ? 'accepted' : renderPatchError(parsed.error, 'command-line')).toBe(message);
  });
});
