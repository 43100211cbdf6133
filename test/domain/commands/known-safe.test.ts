import { describe, expect, it } from 'vitest';
import { isKnownSafe } from '../../../src/domain/commands/known-safe.js';

/** The words of a line without quotes. */
const words = (line: string): readonly string[] => line.split(' ');

describe('isKnownSafe', () => {
  it.each([
    'cat x',
    'cd ..',
    'cut -d: -f1 x',
    'echo hi',
    'expr 1 + 2',
    'false',
    'grep -R x .',
    'head -n 5 x',
    'id',
    'ls -la',
    'nl -nrz x',
    'numfmt 1000',
    'paste a b',
    'pwd',
    'rev x',
    'seq 3',
    'stat x',
    'tac x',
    'tail -f x',
    'tr a b',
    'true',
    'uname -a',
    'uniq',
    'uniq -c x',
    'uniq -f 1 -w 3 x',
    'uniq -',
    'wc -l x',
    'which ls',
    'whoami',
    'base64 x',
    'base64 -d x',
    'find . -name x',
    'rg -n TODO src',
    'rg --pretty x',
    'sed -n 3p',
    'sed -n 1,5p x',
    '/bin/ls',
    '/usr/bin/cat x',
  ])('lets `%s` through', (line) => {
    expect(isKnownSafe(words(line))).toBe(true);
  });

  it.each([
    '',
    'foo',
    'rm x',
    'git status',
    'git -c core.pager=touch\u00a0x log',
    'git diff',
    'cargo check',
    'env X=1 ls',
    'command ls',
    'sudo ls',
    'xargs ls',
    'tee x',
    'sort -o x y',
    'LS',
    ' ls',
    './ls',
    'bin/ls',
    '/tmp/ls',
    '/usr/bin/../../tmp/ls',
    'base64 -o x',
    'base64 -ox',
    'base64 -Do x',
    'base64 --output x',
    'base64 --output=x',
    'base64 --out=x',
    'find . -exec rm {} ;',
    'find . -execdir rm {} ;',
    'find . -ok rm {} ;',
    'find . -okdir rm {} ;',
    'find . -delete',
    'find . -fls x',
    'find . -fprint x',
    'find . -fprint0 x',
    'find . -fprintf x %p',
    'rg --pre x y',
    'rg --pre=x y',
    'rg --hostname-bin x y',
    'rg --hostname-bin=x y',
    'rg --search-zip y',
    'rg -z y',
    'rg -nz y',
    'rg -zn y',
    'sed 3p x',
    'sed -n',
    'sed -n p x',
    'sed -n 3d x',
    'sed -n 1,2,3p x',
    'sed -n 3p;w x',
    'sed -n 3p x y',
    'sed -n 3p -i',
    'sed -n 3p -fscript',
    'sed -i -n 3p',
    'uniq in out',
    'uniq in -c',
    'uniq -c in out',
    'uniq -- in',
    'uniq -- -in out',
    'uniq - out',
  ])('does not let `%s` through', (line) => {
    expect(isKnownSafe(words(line))).toBe(false);
  });

  it('does not let an empty vector through', () => {
    expect(isKnownSafe([])).toBe(false);
  });

  it.each([
    'ls',
    'ls -1 && pwd',
    "echo 'hi' ; ls",
    'ls | wc -l',
    'grep -R "Cargo.toml" -n || true',
    "sed -n '1,5p' file.txt",
    'find . -name file.txt',
  ])('lets the script `%s` through', (script) => {
    for (const shell of ['bash', 'sh', 'zsh', '/bin/bash', '/usr/bin/zsh', '/usr/local/bin/bash']) {
      expect(isKnownSafe([shell, '-lc', script])).toBe(true);
      expect(isKnownSafe([shell, '-c', script])).toBe(true);
    }
  });

  it.each([
    '',
    'git status',
    "'git status'",
    'ls; rm x',
    'ls && rm -rf /',
    'ls | tee x',
    'ls || (pwd && echo hi)',
    '(ls)',
    'ls > out.txt',
    'ls\nrm x',
    'ls\n',
    'ls & rm x',
    'ls\u00a0x',
    'ls\u2028rm x',
    '\\rm x',
    '\\ls',
    "l's'",
    '"ls"',
    'ls $(rm x)',
    'ls `rm x`',
    'ls *',
    'ls $HOME',
    'X=1 ls',
    'env X=1 ls',
    'PATH=/tmp ls',
    'alias ls=rm; ls',
    'ls() { rm x; }; ls',
    'cat <<EOF\nx\nEOF',
    'cat <<< x',
    "eval 'ls'",
    'find . -delete',
    'find . -exec rm {} \\;',
    'find . "-delete"',
    "find . -del'ete'",
    "rg --pre 'rm x' y",
    'rg "--pre=rm" y',
    'git -c core.pager=rm log',
    '/tmp/ls',
    './ls',
    'cd /tmp && ./ls',
  ])('does not let the script `%s` through', (script) => {
    expect(isKnownSafe(['bash', '-lc', script])).toBe(false);
  });

  it.each([
    [['bash', '-lc', 'ls', 'x']],
    [['bash', '-lc']],
    [['bash', '-x', 'ls']],
    [['bash', '-lxc', 'ls']],
    [['fish', '-c', 'ls']],
    [['/tmp/bash', '-lc', 'ls']],
    [['./sh', '-c', 'ls']],
  ])('does not let the invocation %j through', (argv) => {
    expect(isKnownSafe(argv)).toBe(false);
  });
});
