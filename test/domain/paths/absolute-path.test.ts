import { describe, expect, it } from 'vitest';
import {
  type AbsolutePath,
  componentsOf,
  isWithin,
  nameOf,
  type PathStyle,
  parentOf,
  parseAbsolutePath,
  pathKey,
  pathStyleOf,
  relativeWithin,
  resolvePath,
  rootOf,
} from '../../../src/domain/paths/absolute-path.js';
import { ancestorsOf, selfAndAncestors } from '../../../src/domain/paths/ancestors.js';
import { distinctPaths } from '../../../src/domain/paths/distinct-paths.js';

function abs(text: string): AbsolutePath {
  const style: PathStyle = text.startsWith('/') ? 'posix' : 'windows';
  const parsed = parseAbsolutePath(text, style);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

describe('an absolute path', () => {
  it.each<[PathStyle, string, string]>([
    ['posix', '/', '/'],
    ['posix', '//', '/'],
    ['posix', '/tmp/a/../b/./c/', '/tmp/b/c'],
    ['posix', '/tmp//x', '/tmp/x'],
    ['posix', '/../..', '/'],
    ['posix', '/a\\b', '/a\\b'],
    ['windows', 'c:\\', 'C:\\'],
    ['windows', 'c:/Users//x/../y', 'C:\\Users\\y'],
    ['windows', 'C:\\a\\.\\b\\', 'C:\\a\\b'],
    ['windows', 'C:\\..\\a', 'C:\\a'],
    ['windows', '\\\\host\\share', '\\\\host\\share\\'],
    ['windows', '//host/share/a/b', '\\\\host\\share\\a\\b'],
    ['windows', '\\\\?\\C:\\a', 'C:\\a'],
    ['windows', '\\\\.\\C:\\a', 'C:\\a'],
    ['windows', '\\\\?\\UNC\\host\\share\\a', '\\\\host\\share\\a'],
    ['windows', 'C:\\ws\\.git.\\config', 'C:\\ws\\.git\\config'],
    ['windows', 'C:\\ws\\.git .. . \\x', 'C:\\ws\\.git\\x'],
    ['windows', 'C:\\ws\\.git::$INDEX_ALLOCATION\\x', 'C:\\ws\\.git\\x'],
    ['windows', 'C:\\ws\\a.txt:stream', 'C:\\ws\\a.txt'],
    ['windows', 'C:\\ws\\...\\a', 'C:\\ws\\a'],
    ['posix', '/ws/a. /b:c', '/ws/a. /b:c'],
  ])('in %s syntax normalises `%s` to `%s`', (style, text, expected) => {
    expect(parseAbsolutePath(text, style)).toEqual({ ok: true, value: expected });
  });

  it.each<[PathStyle, string, 'not-absolute' | 'contains-nul']>([
    ['posix', '', 'not-absolute'],
    ['posix', 'a/b', 'not-absolute'],
    ['posix', '~/a', 'not-absolute'],
    ['posix', 'C:\\a', 'not-absolute'],
    ['posix', '/a\0b', 'contains-nul'],
    ['windows', '/a', 'not-absolute'],
    ['windows', '\\a', 'not-absolute'],
    ['windows', 'C:a', 'not-absolute'],
    ['windows', '\\\\host', 'not-absolute'],
    ['windows', 'C:\\a\0', 'contains-nul'],
  ])('in %s syntax is not `%s`', (style, text, code) => {
    expect(parseAbsolutePath(text, style)).toEqual({ ok: false, error: { code, text } });
  });

  it.each([
    ['/ws', 'a', '/ws/a'],
    ['/ws', '../b', '/b'],
    ['/ws', '/etc', '/etc'],
    ['/ws', '', '/ws'],
    ['/ws', '.', '/ws'],
    ['/', 'a', '/a'],
    ['/', '..', '/'],
    ['C:\\ws', 'a/b', 'C:\\ws\\a\\b'],
    ['C:\\ws', 'D:\\x', 'D:\\x'],
    ['C:\\', 'a', 'C:\\a'],
    ['C:\\ws', '\\x', 'C:\\x'],
    ['C:\\ws', '/x/y', 'C:\\x\\y'],
    ['C:\\ws', 'c:x', 'C:\\ws\\x'],
    ['C:\\ws', 'D:x', 'D:\\x'],
    ['C:\\ws', 'd:..\\x', 'D:\\x'],
    ['C:\\ws', '.git. ', 'C:\\ws\\.git'],
    ['\\\\host\\share\\a', '\\b', '\\\\host\\share\\b'],
    ['\\\\host\\share\\a', '..\\..\\..\\b', '\\\\host\\share\\b'],
  ])('`%s` resolves `%s` to `%s`', (base, text, expected) => {
    expect(resolvePath(abs(base), text)).toBe(expected);
  });

  it.each([
    ['/', { style: 'posix', root: '/', components: [], parent: '/', name: '', ancestors: [] }],
    ['/a', { style: 'posix', root: '/', components: ['a'], parent: '/', name: 'a', ancestors: ['/'] }],
    ['/a/b', { style: 'posix', root: '/', components: ['a', 'b'], parent: '/a', name: 'b', ancestors: ['/a', '/'] }],
    ['C:\\', { style: 'windows', root: 'C:\\', components: [], parent: 'C:\\', name: '', ancestors: [] }],
    [
      'C:\\a\\B',
      {
        style: 'windows',
        root: 'C:\\',
        components: ['a', 'B'],
        parent: 'C:\\a',
        name: 'B',
        ancestors: ['C:\\a', 'C:\\'],
      },
    ],
    [
      '\\\\h\\s\\a',
      {
        style: 'windows',
        root: '\\\\h\\s\\',
        components: ['a'],
        parent: '\\\\h\\s\\',
        name: 'a',
        ancestors: ['\\\\h\\s\\'],
      },
    ],
  ])('`%s` has its parts', (text, expected) => {
    const path = abs(text);
    expect({
      style: pathStyleOf(path),
      root: rootOf(path),
      components: componentsOf(path),
      parent: parentOf(path),
      name: nameOf(path),
      ancestors: ancestorsOf(path),
    }).toEqual(expected);
    expect(selfAndAncestors(path)).toEqual([path, ...expected.ancestors]);
  });

  it.each([
    ['/a/b', '/a', 'b'],
    ['/a', '/a', ''],
    ['/a/b/c', '/', 'a/b/c'],
    ['/', '/', ''],
    ['/ab', '/a', undefined],
    ['/a', '/a/b', undefined],
    ['/A', '/a', undefined],
    ['C:\\A\\b', 'c:\\a', 'b'],
    ['C:\\Ab', 'C:\\A', undefined],
    ['D:\\a', 'C:\\', undefined],
    ['C:\\a\\b\\c', 'C:\\', 'a/b/c'],
  ])('`%s` lies within `%s` as `%s`', (path, ancestor, expected) => {
    expect(relativeWithin(abs(path), abs(ancestor))).toBe(expected);
    expect(isWithin(abs(path), abs(ancestor))).toBe(expected !== undefined);
  });

  it('is compared without case on Windows alone', () => {
    expect([pathKey(abs('/Ab')), pathKey(abs('C:\\Ab'))]).toEqual(['/Ab', 'c:\\ab']);
    expect(distinctPaths([abs('C:\\A'), abs('/x'), abs('c:\\a'), abs('/X'), abs('/x')])).toEqual(['C:\\A', '/x', '/X']);
  });
});
