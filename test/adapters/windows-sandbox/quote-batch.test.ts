import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteBatch } from '../../../src/adapters/windows-sandbox/quote-batch.js';
import { interpret } from './support/interpreter-model.js';
import { splitArguments } from './support/split-arguments.js';

const interpreter = 'C:\\Windows\\System32\\cmd.exe';
const file = 'C:\\my tools\\run.cmd';
const variables = { path: '"&calc', cd: 'C:\\"&calc', a: '&calc' };

function lineFor(args: readonly string[], path = file): string {
  const line = quoteBatch({ interpreter, file: path, args });
  if (!line.ok) throw new Error(line.error);
  return line.value;
}

describe('the command line of a batch file', () => {
  it.each<[string, readonly string[], string]>([
    ['names the interpreter and wraps the file', [], '"C:\\my tools\\run.cmd"'],
    ['leaves plain words alone', ['--flag', 'a/b'], '"C:\\my tools\\run.cmd" --flag a/b'],
    ['wraps what the interpreter would act on', ['a&b'], '"C:\\my tools\\run.cmd" "a&b"'],
    ['doubles quotation marks', ['"&calc'], '"C:\\my tools\\run.cmd" """&calc"'],
    ['expands nothing', ['%PATH%'], '"C:\\my tools\\run.cmd" "%%cd:~,%PATH%%cd:~,%"'],
    ['keeps an empty argument', [''], '"C:\\my tools\\run.cmd" ""'],
    ['does not let a backslash escape the closing mark', ['a b\\'], '"C:\\my tools\\run.cmd" "a b\\\\"'],
  ])('%s', (_, args, inner) => {
    expect(lineFor(args)).toBe(`"${interpreter}" /e:ON /v:OFF /d /s /c "${inner}"`);
  });

  it.each(['a\nb', 'a\rb'])('cannot hold a line break (%j)', (argument) => {
    expect(quoteBatch({ interpreter, file, args: ['x', argument] })).toEqual({
      ok: false,
      error: 'argument 2 contains a line break, which a batch file cannot be given',
    });
  });

  it('cannot be longer than the interpreter reads', () => {
    expect(quoteBatch({ interpreter, file, args: ['x'.repeat(8_192)] }).ok).toBe(false);
  });

  it('begins no other command, expands nothing, and gives the file the very arguments', () => {
    const argument = fc.string({
      unit: fc.constantFrom('a', ' ', '"', '\\', '%', '^', '&', '|', '<', '>', '(', ')', '!', ',', ';', '=', ':', '~'),
      maxLength: 10,
    });
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 4 }), (args) => {
        const { words, live } = interpret(lineFor(args), variables);
        expect(live).toBe('');
        // A program that the batch file hands its arguments to splits them by the usual rule.
        expect(splitArguments(words.join(' '))).toEqual([file, ...args]);
      }),
      { numRuns: Number(process.env.FAST_CHECK_RUNS ?? 2000) },
    );
  });
});
