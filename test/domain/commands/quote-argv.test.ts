import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteArgv } from '../../../src/domain/commands/quote-argv.js';

describe('quoteArgv', () => {
  it.each<[readonly string[], string]>([
    [[], ''],
    [['ls', '-la', '/tmp/a_b.c'], 'ls -la /tmp/a_b.c'],
    [['/bin/bash', '-lc', 'echo hi; exit 2'], "/bin/bash -lc 'echo hi; exit 2'"],
    [['a', ''], "a ''"],
    [["it's"], `"it's"`],
    [['rg -n "it\\.only" \'a b\''], `"rg -n \\"it\\\\.only\\" 'a b'"`],
    [["echo '$HOME' it's"], `"echo '"'$HOME'"' it's"`],
    [['a^b^', "^'"], `a'^b''^' '^'"'"`],
    [['core.pager=less', '[a]', '100%'], `'core.pager=less' '[a]' '100%'`],
    [['~', '*', '$HOME', '!x'], `'~' '*' '$HOME' '!x'`],
    [['ü', 'two\nlines'], "'ü' 'two\nlines'"],
  ])('writes %j as %j', (argv, line) => {
    expect(quoteArgv(argv)).toBe(line);
  });

  it('is read back as the same words by a shell', () => {
    const nasty = fc.constantFrom(
      "'",
      '"',
      '\\',
      '$',
      '`',
      ' ',
      '\n',
      '\t',
      '*',
      '~',
      '#',
      '!',
      '^',
      '=',
      ';',
      '&',
      'a',
      'é',
    );
    const words = fc.array(
      fc.array(nasty, { maxLength: 6 }).map((parts) => parts.join('')),
      { minLength: 1, maxLength: 40 },
    );
    const many = fc.sample(words, { numRuns: 25, seed: 1 });
    for (const wanted of many) {
      const script = `printf '%s\\0' ${quoteArgv(wanted)}`;
      const read = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
      expect(read).toEqual(wanted);
    }
  });
});
