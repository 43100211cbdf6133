import { describe, expect, it } from 'vitest';
import { shellArgv } from '../../../src/domain/commands/shell-argv.js';

const windowsPowerShell = 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe';

describe('the arguments of a shell', () => {
  it.each<[string, 'login' | 'plain', readonly string[]]>([
    ['/bin/bash', 'login', ['-lc', 'run']],
    ['/bin/bash', 'plain', ['-c', 'run']],
    ['zsh', 'login', ['-lc', 'run']],
    [windowsPowerShell, 'login', ['-Command', 'run']],
    [windowsPowerShell, 'plain', ['-NoProfile', '-Command', 'run']],
    ['/usr/bin/pwsh', 'plain', ['-NoProfile', '-Command', 'run']],
    ['PowerShell.exe', 'login', ['-Command', 'run']],
    ['C:\\Windows\\System32\\cmd.exe', 'login', ['/d', '/s', '/c', 'run']],
    ['cmd', 'plain', ['/d', '/s', '/c', 'run']],
    ['C:\\Program Files\\Git\\bin\\bash.exe', 'login', ['-lc', 'run']],
  ])('%s as a %s shell', (shell, login, args) => {
    expect(shellArgv(shell, 'run', login)).toEqual([shell, ...args]);
  });
});
