import { describe, expect, it } from 'vitest';
import { findProgram, interpreterOf } from '../../../src/adapters/windows-sandbox/find-program.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';

const cwd = 'C:\\ws' as AbsolutePath;
const files = new Set([
  'C:\\Windows\\System32\\cmd.exe',
  'C:\\node\\npm.cmd',
  'C:\\node\\npm',
  'C:\\node\\node.exe',
  'C:\\node\\tool.js',
  'C:\\my tools\\lint.exe',
  'C:\\ws\\evil.exe',
  'C:\\ws\\bin\\mine.bat',
  'C:\\ws\\relative\\r.exe',
]);
const Path = 'relative;.;C:\\Windows\\System32;;C:\\node;"C:\\my tools"';

function find(name: string, environment: Record<string, string> = { Path }): string | undefined {
  const found = findProgram(name, { cwd, environment, isFile: (path) => files.has(path) });
  return found && `${found.kind} ${found.path}`;
}

describe('the file of a program', () => {
  it.each<[string, string, string | undefined]>([
    ['is found in PATH with an extension', 'cmd', 'program C:\\Windows\\System32\\cmd.exe'],
    ['may be named in full', 'cmd.exe', 'program C:\\Windows\\System32\\cmd.exe'],
    ['is a batch file for many tools', 'npm', 'batch C:\\node\\npm.cmd'],
    ['is found in a quoted directory', 'lint', 'program C:\\my tools\\lint.exe'],
    ['is never taken from the working directory by a bare name', 'evil', undefined],
    ['is never taken from a relative directory of PATH', 'r', undefined],
    ['is taken from the working directory when a path says so', '.\\evil', 'program C:\\ws\\evil.exe'],
    ['may be written with slashes', 'bin/mine.bat', 'batch C:\\ws\\bin\\mine.bat'],
    ['may be absolute', 'C:\\node\\node.exe', 'program C:\\node\\node.exe'],
    ['is not what only another program can run', 'tool.js', undefined],
    ['may be missing', 'nothing', undefined],
  ])('%s', (_, name, expected) => {
    expect(find(name)).toBe(expected);
  });

  it('obeys the order of PATHEXT, and leaves out what cannot be started', () => {
    expect(find('npm', { Path, PATHEXT: '.JS;.CMD' })).toBe('batch C:\\node\\npm.cmd');
    expect(find('npm', { Path, PATHEXT: '.JS;.EXE' })).toBeUndefined();
  });

  it('comes from the spelling of PATH that was set last', () => {
    expect(find('node', { Path: 'C:\\nowhere', PATH: 'C:\\node' })).toBe('program C:\\node\\node.exe');
  });
});

describe('the command interpreter', () => {
  it('is the one of the system', () => {
    expect([interpreterOf({ systemroot: 'D:\\Win' }), interpreterOf({})]).toEqual([
      'D:\\Win\\System32\\cmd.exe',
      'C:\\Windows\\System32\\cmd.exe',
    ]);
  });
});
