import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteArguments } from '../../../src/adapters/windows-sandbox/quote-arguments.js';
import { splitArguments } from './support/split-arguments.js';

const argument = fc.string({
  unit: fc.constantFrom('a', ' ', '\t', '"', '\\', "'", '%', '^', '&', '|', 'ü', '\n', '-', '\u{1f600}'),
  maxLength: 12,
});
const program = fc
  .string({ unit: fc.constantFrom('a', ' ', '\\', ':', '.', '&', '\t'), minLength: 1, maxLength: 8 })
  .filter((text) => text.trim() !== '');

describe('a Windows command line', () => {
  it.each<[string, [string, ...string[]], string]>([
    ['leaves plain words alone', ['cmd', '/c', 'dir'], 'cmd /c dir'],
    ['wraps words with spaces', ['C:\\a b\\x.exe', 'c d'], '"C:\\a b\\x.exe" "c d"'],
    ['keeps an empty argument', ['x', ''], 'x ""'],
    ['escapes quotation marks', ['x', 'say "hi"'], 'x "say \\"hi\\""'],
    ['doubles backslashes before a quotation mark', ['x', 'a\\"b'], 'x "a\\\\\\"b"'],
    ['doubles backslashes before the closing mark', ['x', 'a b\\'], 'x "a b\\\\"'],
    ['leaves other backslashes alone', ['x', 'a\\b\\'], 'x a\\b\\'],
    ['does not let a word begin a command', ['x', '"&calc'], 'x "\\"&calc"'],
    ['passes percent signs and carets on', ['x', '%PATH%', '^'], 'x %PATH% ^'],
  ])('%s', (_, argv, line) => {
    expect(quoteArguments(argv)).toBe(line);
    expect(splitArguments(line)).toEqual(argv);
  });

  it.each<[string, [string, ...string[]], string]>([
    ['is passed on as it is', ['cmd.exe', '/d', '/s', '/c', 'echo "a" & dir'], 'cmd.exe /d /s /c "echo "a" & dir"'],
    ['may be run by a path', ['C:\\W s\\CMD.EXE', '/S', '/K', 'a b'], '"C:\\W s\\CMD.EXE" /S /K "a b"'],
    ['is an argument like any other without `/s`', ['cmd', '/c', 'a "b"'], 'cmd /c "a \\"b\\""'],
    ['is an argument like any other of another program', ['tool', '/s', '/c', 'a "b"'], 'tool /s /c "a \\"b\\""'],
  ])('with a script for the interpreter: it %s', (_, argv, line) => {
    expect(quoteArguments(argv)).toBe(line);
  });

  it('is split into the very arguments that it was made from', () => {
    fc.assert(
      fc.property(program, fc.array(argument, { maxLength: 6 }), (name, args) => {
        expect(splitArguments(quoteArguments([name, ...args]))).toEqual([name, ...args]);
      }),
      { numRuns: Number(process.env.FAST_CHECK_RUNS ?? 2000) },
    );
  });
});
