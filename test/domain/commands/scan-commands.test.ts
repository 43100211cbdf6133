import { describe, expect, it } from 'vitest';
import { scanCommands, scanExpansions } from '../../../src/domain/commands/scan-commands.js';

/** The commands of a script as lines, with `…` behind a word that the shell would change. */
function commandsOf(script: string): readonly string[] {
  return scanCommands(script).commands.map(({ words }) =>
    words.map(({ text, literal }) => (literal ? text : `${text}…`)).join(' '),
  );
}

describe('scanCommands', () => {
  it.each([
    ['', []],
    ['ls -l', ['ls -l']],
    ['ls; pwd & id | wc\nuname', ['ls', 'pwd', 'id', 'wc', 'uname']],
    ['echo "a b" c\\ d \'e\'f', ['echo a b c d ef']],
    ['echo "a\\"b\\$c\\d"', ['echo a"b$c\\d']],
    ['l\\\ns', ['ls']],
    ['echo $HOME "x$(id)y" `pwd`z', ['id', 'pwd', 'echo … xy… z…']],
    ["echo $'a\\'b' c", ['echo … c', 'echo a\\b c…']],
    ['A=1 B="x y" ls', ['ls']],
    ['if a; then b; elif c; then d; else e; fi', ['a', 'b', 'c', 'd', 'e']],
    ['while a; do b; done', ['a', 'b']],
    ['f() { a; }; function g { b; }', ['f', 'a', 'b']],
    ['case x in a|b) c;; d) e;; esac; g', ['case x in a', 'b', 'c', 'd', 'e', 'g']],
    ['(a; (b)) && { c; }', ['a', 'b', 'c']],
    ['a >x 2>&1 <y b', ['a b']],
    ['a &>x b', ['a b']],
    ['a >(b c) d', ['b c', 'a … d']],
    ['a # b\nc#d', ['a', 'c#d']],
    ['echo a; # it\'s\necho "b', ['echo a', 'echo b']],
    ['((x = 1 << 2)); a', ['x = 1', '2', 'a']],
  ])('finds in `%s` %j', (script, commands) => {
    expect(commandsOf(script)).toEqual(commands);
  });

  it('keeps what a here-document gives a command to read', () => {
    expect(scanCommands("bash -s <<'A' x <<-B\n1\n A\nA\n\t2\n\tB\nls")).toEqual({
      commands: [
        {
          words: [
            { text: 'bash', literal: true },
            { text: '-s', literal: true },
            { text: 'x', literal: true },
          ],
          input: '\t2\n',
        },
        { words: [{ text: 'ls', literal: true }] },
      ],
      expandedTexts: ['\t2\n'],
    });
  });

  it('keeps what a here-string gives a command to read', () => {
    expect(scanCommands("sh <<< 'a b'").commands).toEqual([{ words: [{ text: 'sh', literal: true }], input: 'a b' }]);
  });

  it('reads the lines of a here-document without an end as commands', () => {
    expect(commandsOf('cat <<A\nls\nB')).toEqual(['cat', 'ls', 'B']);
  });
});

describe('scanExpansions', () => {
  it('finds the commands in the substitutions of a text', () => {
    expect(scanExpansions('it\'s "quoted" $(a b) `c` \\$(d) $x').commands).toEqual([
      {
        words: [
          { text: 'a', literal: true },
          { text: 'b', literal: true },
        ],
      },
      { words: [{ text: 'c', literal: true }] },
    ]);
  });
});
