import { describe, expect, it } from 'vitest';
import { isProposablePrefix } from '../../../src/domain/approvals/proposable-prefix.js';

describe('isProposablePrefix', () => {
  it.each([
    'ls',
    'npm run build',
    'git push',
    'git -C x status',
    'git --no-pager log',
    'python3 script.py',
    'python3 -m pytest',
    'node build.mjs',
    'sudo apt update',
    'env A=b make',
    '/usr/bin/make',
  ])('may offer `%s`', (line) => {
    expect(isProposablePrefix(line.split(' '))).toBe(true);
  });

  it.each([
    'python3',
    'python3 -',
    'python3 -c',
    'python3.12',
    'python',
    'python -',
    'python -c',
    'py',
    'py -3',
    'pythonw',
    'pyw',
    'pypy',
    'pypy3',
    'git',
    'git -C x',
    'git -c a=b',
    'git --no-pager',
    '/usr/bin/git',
    'bash',
    'bash -lc',
    'sh',
    'sh -c',
    'sh -lc',
    'zsh',
    'zsh -lc',
    '/bin/zsh',
    '/bin/zsh -lc',
    '/bin/bash',
    '/bin/bash -lc',
    'pwsh',
    'pwsh -Command',
    'pwsh -c',
    'powershell',
    'powershell -Command',
    'powershell -c',
    'powershell.exe',
    'powershell.exe -Command',
    'powershell.exe -c',
    'C:\\Windows\\PowerShell.exe -c',
    'cmd /c',
    'env',
    'env A=b',
    'env -i bash',
    'sudo',
    'sudo -n',
    'sudo -u root',
    'sudo bash -c',
    'xargs',
    'timeout 5',
    'node',
    'node -e',
    'perl',
    'perl -e',
    'ruby',
    'ruby -e',
    'php',
    'php -r',
    'lua',
    'lua -e',
    'osascript',
    'eval ls',
  ])('may not offer `%s`', (line) => {
    expect(isProposablePrefix(line.split(' '))).toBe(false);
  });

  it('may not offer nothing, an empty program or a broken character', () => {
    expect(isProposablePrefix([])).toBe(false);
    expect(isProposablePrefix([''])).toBe(false);
    expect(isProposablePrefix(['ls', '\ud800'])).toBe(false);
  });
});
