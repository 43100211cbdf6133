import { describe, expect, it } from 'vitest';
import {
  maxScriptLength,
  type PlainScriptError,
  parsePlainCommands,
  parsePlainScript,
} from '../../../src/domain/commands/parse-plain-script.js';

describe('parsePlainScript', () => {
  it('gives the commands with what joins them', () => {
    expect(parsePlainScript('ls -la && pwd || true; grep x | wc -l')).toEqual({
      ok: true,
      value: [
        { joiner: 'first', words: ['ls', '-la'] },
        { joiner: '&&', words: ['pwd'] },
        { joiner: '||', words: ['true'] },
        { joiner: ';', words: ['grep', 'x'] },
        { joiner: '|', words: ['wc', '-l'] },
      ],
    });
  });
});

describe('parsePlainCommands', () => {
  const plain: readonly (readonly [script: string, commands: readonly (readonly string[])[]])[] = [
    ['ls', [['ls']]],
    ['  ls\t-1  ', [['ls', '-1']]],
    ['ls;', [['ls']]],
    ['ls ; ', [['ls']]],
    ['ls&&pwd', [['ls'], ['pwd']]],
    ['./run.sh 1 -2 +3', [['./run.sh', '1', '-2', '+3']]],
    ['/usr/bin/g++ -std=c++20 a.cc', [['/usr/bin/g++', '-std=c++20', 'a.cc']]],
    ['echo \'a b\' "c d"', [['echo', 'a b', 'c d']]],
    ['echo ""', [['echo', '']]],
    ["rg -g'*.ts' \"a|b\"'c'd", [['rg', '-g*.ts', 'a|bcd']]],
    ["echo '$HOME `x` \\ # !'", [['echo', '$HOME `x` \\ # !']]],
    ['echo "a;b && c > d # e ! ~ *"', [['echo', 'a;b && c > d # e ! ~ *']]],
    ['git commit -m "one\n\ttwo"', [['git', 'commit', '-m', 'one\n\ttwo']]],
    ['cat Übung/日本.txt', [['cat', 'Übung/日本.txt']]],
    ["cat '\u00a0'", [['cat', '\u00a0']]],
    ['npm run a:b @x/y, 50%', [['npm', 'run', 'a:b', '@x/y,', '50%']]],
    ['env A=b ls', [['env', 'A=b', 'ls']]],
    ['7z x', [['7z', 'x']]],
  ];
  it.each(plain)('reads `%s`', (script, commands) => {
    expect(parsePlainCommands(script)).toEqual({ ok: true, value: commands });
  });

  const refused: readonly (readonly [script: string, code: PlainScriptError['code'], index: number])[] = [
    ['', 'empty', 0],
    [' \t', 'empty', 0],
    ['ls\n', 'unsupported-character', 2],
    ['ls\nrm x', 'unsupported-character', 2],
    ['ls\rrm', 'unsupported-character', 2],
    ['ls\u00a0-l', 'unsupported-character', 2],
    ['ls\u2003-l', 'unsupported-character', 2],
    ['ls\0', 'unsupported-character', 2],
    ['ls \ud800', 'unsupported-character', 3],
    ["ls '\ud800'", 'unsupported-character', 4],
    ["ls 'a\u001b[2J'", 'unsupported-character', 5],
    ['\\rm -rf x', 'unsupported-character', 0],
    ['ls a\\ b', 'unsupported-character', 4],
    ['ls $HOME', 'unsupported-character', 3],
    ['ls "$HOME"', 'unsupported-character', 4],
    ['ls "a$"', 'unsupported-character', 5],
    ['ls $(rm x)', 'unsupported-character', 3],
    ['ls `rm x`', 'unsupported-character', 3],
    ['ls "`rm x`"', 'unsupported-character', 4],
    ['ls "a\\"b"', 'unsupported-character', 5],
    ["ls $'a'", 'unsupported-character', 3],
    ['ls *.txt', 'unsupported-character', 3],
    ['ls ?', 'unsupported-character', 3],
    ['ls [ab]', 'unsupported-character', 3],
    ['ls {a,b}', 'unsupported-character', 3],
    ['ls ~', 'unsupported-character', 3],
    ['git diff HEAD~1', 'unsupported-character', 13],
    ['git show HEAD^', 'unsupported-character', 13],
    ['ls =rm', 'unsupported-character', 3],
    ['ls # rest', 'unsupported-character', 3],
    ['ls > out', 'unsupported-character', 3],
    ['ls 2>&1', 'unsupported-character', 4],
    ['cat < in', 'unsupported-character', 4],
    ['cat <<EOF\nx\nEOF', 'unsupported-character', 4],
    ['diff <(ls) x', 'unsupported-character', 5],
    ['(ls)', 'unsupported-character', 0],
    ['{ ls; }', 'unsupported-character', 0],
    ['f() { ls; }', 'unsupported-character', 1],
    ['! ls', 'unsupported-character', 0],
    ['[ -f x ]', 'unsupported-character', 0],
    ['ls &', 'unsupported-operator', 3],
    ['ls & pwd', 'unsupported-operator', 3],
    ['ls |& cat', 'unsupported-operator', 3],
    ['ls ;; pwd', 'unsupported-operator', 3],
    ['ls &&& pwd', 'unsupported-operator', 3],
    ['ls ||| pwd', 'unsupported-operator', 3],
    ["echo 'a", 'unterminated-quote', 5],
    ['echo "a', 'unterminated-quote', 5],
    ['ls &&', 'missing-command', 5],
    ['ls |', 'missing-command', 4],
    ['&& ls', 'missing-command', 0],
    ['; ls', 'missing-command', 0],
    ['ls | | wc', 'missing-command', 5],
    ['ls ; ; pwd', 'missing-command', 5],
    ['A=1 ls', 'not-a-program', 0],
    ['A+=1', 'not-a-program', 0],
    ['%1', 'not-a-program', 0],
    ['- ls', 'not-a-program', 0],
    ['12 ls', 'not-a-program', 0],
    ["'ls' -l", 'not-a-program', 0],
    ['l"s" -l', 'not-a-program', 0],
    ['"" ls', 'not-a-program', 0],
    ['ls && "rm" x', 'not-a-program', 6],
    ['if true', 'reserved-word', 0],
    ['ls && then', 'reserved-word', 6],
    ['time ls', 'reserved-word', 0],
    ['export A=b', 'reserved-word', 0],
    ['coproc ls', 'reserved-word', 0],
  ];
  it.each(refused)('refuses `%s`', (script, code, index) => {
    expect(parsePlainCommands(script)).toEqual({ ok: false, error: { code, index } });
  });

  it('refuses a script that is longer than any system takes', () => {
    expect(parsePlainCommands('a'.repeat(maxScriptLength))).toEqual({
      ok: true,
      value: [['a'.repeat(maxScriptLength)]],
    });
    expect(parsePlainCommands('a'.repeat(maxScriptLength + 1))).toEqual({
      ok: false,
      error: { code: 'too-long', index: 0 },
    });
  });

  it.each([
    ['one long word', 'a'.repeat(1_000_000)],
    ['many words', 'a '.repeat(300_000)],
    ['many commands', 'a;'.repeat(300_000)],
    ['one long string', `a '${'é"'.repeat(300_000)}'`],
    ['many strings', `a ${`'b'"c"`.repeat(150_000)}`],
    ['many open quotes', `a ${`"'`.repeat(300_000)}`],
    ['many operators', '|'.repeat(500_000)],
    ['astral letters', `a ${'𝒳'.repeat(300_000)}`],
  ])('reads %s in linear time', (_, script) => {
    const before = performance.now();
    parsePlainCommands(script);
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});
