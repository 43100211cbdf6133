import { describe, expect, it } from 'vitest';
import { startArguments } from '../../../src/adapters/no-sandbox/start-arguments.js';

describe('what a program is started with', () => {
  it('is its arguments', () => {
    expect(startArguments(['tool', 'a b', '"'], 'win32')).toEqual({ args: ['a b', '"'] });
    expect(startArguments(['cmd', '/s', '/c', 'echo "a"'], 'linux')).toEqual({ args: ['/s', '/c', 'echo "a"'] });
  });

  it('is a script as it is, for the command interpreter of Windows', () => {
    expect(startArguments(['C:\\W s\\cmd.exe', '/d', '/s', '/c', 'echo "a"& dir'], 'win32')).toEqual({
      args: ['/d', '/s', '/c', '"echo "a"& dir"'],
      windowsVerbatimArguments: true,
      argv0: '"C:\\W s\\cmd.exe"',
    });
  });
});
