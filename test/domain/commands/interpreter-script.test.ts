import { describe, expect, it } from 'vitest';
import { interpreterScriptOf } from '../../../src/domain/commands/interpreter-script.js';

describe('the script of the command interpreter', () => {
  it.each<[readonly string[], string | undefined]>([
    [['cmd', '/d', '/s', '/c', 'echo "a"'], 'echo "a"'],
    [['C:\\Windows\\System32\\CMD.EXE', '/S', '/K', 'dir'], 'dir'],
    [['c:/windows/system32/cmd.exe', '/s', '/c', ''], ''],
    [['cmd', '/c', 'echo'], undefined],
    [['cmd', '/s', '/c'], undefined],
    [['cmd', '/s', '/c', 'a', 'b'], undefined],
    [['xcmd', '/s', '/c', 'a'], undefined],
    [['powershell', '/s', '/c', 'a'], undefined],
    [[], undefined],
  ])('of %j is %j', (argv, script) => {
    expect(interpreterScriptOf(argv)).toBe(script);
  });
});
