import { describe, expect, it } from 'vitest';
import type { CommandAction } from '../../../src/domain/commands/command-action.js';
import { describeCommand } from '../../../src/domain/commands/describe-command.js';

const read = (command: string, path: string, name = path.slice(path.lastIndexOf('/') + 1)): CommandAction => ({
  type: 'read',
  command,
  name,
  path,
});
const list = (command: string, path?: string): CommandAction => ({
  type: 'listFiles',
  command,
  ...(path === undefined ? {} : { path }),
});
const search = (command: string, query: string, path?: string): CommandAction => ({
  type: 'search',
  command,
  query,
  ...(path === undefined ? {} : { path }),
});

describe('describeCommand', () => {
  it.each<readonly [string, readonly CommandAction[]]>([
    ['cat docs/README.md', [read('cat docs/README.md', 'docs/README.md')]],
    ['cat a b', [read('cat a b', 'a'), read('cat a b', 'b')]],
    ['head -n 50 Cargo.toml', [read('head -n 50 Cargo.toml', 'Cargo.toml')]],
    ['tail -n50 x', [read('tail -n50 x', 'x')]],
    ["sed -n '1,120p' src/a.ts", [read("sed -n '1,120p' src/a.ts", 'src/a.ts')]],
    ['nl -ba x | sed -n 3,9p', [read('nl -ba x', 'x')]],
    ['bat --theme TwoDark x', [read('bat --theme TwoDark x', 'x')]],
    ['less -p TODO x', [read('less -p TODO x', 'x')]],
    ['wc -l x', [read('wc -l x', 'x')]],
    ['cd foo && cat x/y', [read('cat x/y', 'foo/x/y')]],
    ['cd -- -odd && cd /tmp && cd a; cat x', [read('cat x', '/tmp/a/x')]],
    ['cd foo && cat /x', [read('cat /x', '/x')]],
    ['ls', [list('ls')]],
    ['ls -la src', [list('ls -la src', 'src')]],
    ['ls a b | head -n 3 | sort -r', [list('ls a b', 'a'), list('ls a b', 'b')]],
    ['cd foo && ls', [list('ls', 'foo')]],
    ['cd foo && ls .', [list('ls .', 'foo')]],
    ['tree -L 2 src', [list('tree -L 2 src', 'src')]],
    ['eza --color=always src', [list("eza '--color=always' src", 'src')]],
    ['du -d 2 .', [list('du -d 2 .', '.')]],
    ['rg --files webview | head', [list('rg --files webview', 'webview')]],
    ['find src -type f', [list('find src -type f', 'src')]],
    ['find', [list('find')]],
    ['git ls-files --exclude target src', [list('git ls-files --exclude target src', 'src')]],
    ['fd', [list('fd')]],
    ['rg -n "a|b" -S', [search("rg -n 'a|b' -S", 'a|b')]],
    ['rg -e x -g src', [search('rg -e x -g src', 'x')]],
    [
      'rg --regexp=x src lib',
      [search("rg '--regexp=x' src lib", 'x', 'src'), search("rg '--regexp=x' src lib", 'x', 'lib')],
    ],
    ['grep -R -A 3 TODO src | wc -l', [search('grep -R -A 3 TODO src', 'TODO', 'src')]],
    ['git grep -l TODO src', [search('git grep -l TODO src', 'TODO', 'src')]],
    ["find . -name '*.ts'", [search("find . -name '*.ts'", '*.ts', '.')]],
    ['fd -e ts foo src', [search('fd -e ts foo src', 'foo', 'src')]],
    ['ls | grep foo', [list('ls'), search('grep foo', 'foo')]],
    ['echo --- && cat x; echo ---; cat x', [read('cat x', 'x')]],
    ['cat x | tr a b | cut -d: -f1 | uniq -c', [read('cat x', 'x')]],
    ['/usr/bin/cat x', [read('/usr/bin/cat x', 'x')]],
  ])('understands `%s`', (script, actions) => {
    expect(describeCommand(['/bin/bash', '-lc', script])).toEqual(actions);
  });

  it.each([
    '',
    'git status',
    'npm test',
    'cat x > y',
    'cat x && rm y',
    'cat x | tee y',
    'cat x | xargs rm',
    'cat $x',
    'cat',
    'head -n 5',
    'true',
    'cd foo',
    'cd && cat x',
    'cd - && cat x',
    'ls | cd x',
    'echo x | cat -; ./cat x',
    '/tmp/cat x',
    'tr a b',
    'rg',
    'rg --pre x y',
    'rg -z y',
    'find . -delete',
    'find . -exec rm {} \\;',
    'fd -x rm',
    'fd -Hx rm',
    'sed -n 1p -fx',
    'sed 1d x',
    'sort -o x y',
    'uniq x y',
    'tree -o x',
    'less -O x y',
    'less "+!rm" y',
    'bat --pager=rm x',
    'git -c core.pager=rm grep x',
    'git grep -Orm x',
  ])('makes no promise about `%s`', (script) => {
    expect(describeCommand(['/bin/bash', '-lc', script])).toEqual([{ type: 'unknown', command: script }]);
  });

  it('understands a program without a shell', () => {
    expect(describeCommand(['cat', 'a b'])).toEqual([read("cat 'a b'", 'a b')]);
    expect(describeCommand(['rm', 'a b'])).toEqual([{ type: 'unknown', command: "rm 'a b'" }]);
    expect(describeCommand([])).toEqual([{ type: 'unknown', command: '' }]);
    expect(describeCommand(['/tmp/bash', '-c', 'ls'])).toEqual([{ type: 'unknown', command: 'ls' }]);
  });
});
