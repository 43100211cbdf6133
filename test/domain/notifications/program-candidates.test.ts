import { describe, expect, it } from 'vitest';
import { type ProgramSearch, programCandidates } from '../../../src/domain/notifications/program-candidates.js';

const posix: ProgramSearch = { style: 'posix', searchPath: '/usr/bin:.::bin:/usr/bin:/opt/x y' };
const windows: ProgramSearch = { style: 'windows', searchPath: 'C:\\Windows;.;;D:\\Tools\\' };

describe('programCandidates', () => {
  it.each<[string, string, ProgramSearch, readonly string[]]>([
    ['an absolute path', '/a/../b/prog', posix, ['/b/prog']],
    ['a bare name in the absolute directories only', 'prog', posix, ['/usr/bin/prog', '/opt/x y/prog']],
    ['no path relative to the working directory', './prog', posix, []],
    ['no path below the working directory', 'bin/prog', posix, []],
    ['no directory', '..', posix, []],
    ['no empty name', '', posix, []],
    ['no NUL', 'pr\0og', posix, []],
    ['nothing without a search path', 'prog', { ...posix, searchPath: '' }, []],
    ['an absolute Windows path', 'c:/x/prog.exe', windows, ['C:\\x\\prog.exe']],
    [
      'a bare Windows name with the endings that start without an interpreter',
      'prog',
      windows,
      ['C:\\Windows\\prog.exe', 'C:\\Windows\\prog.com', 'D:\\Tools\\prog.exe', 'D:\\Tools\\prog.com'],
    ],
    ['a bare Windows name with its ending', 'Prog.EXE', windows, ['C:\\Windows\\Prog.EXE', 'D:\\Tools\\Prog.EXE']],
    ['no relative Windows path', 'x\\prog.exe', windows, []],
    ['no path relative to a drive', 'C:prog.exe', windows, []],
  ])('knows %s', (_, name, search, expected) => {
    expect(programCandidates(name, search)).toEqual(expected);
  });
});
