import { describe, expect, it } from 'vitest';
import { type AbsolutePath, parseAbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import { compileGlob } from '../../../src/domain/paths/glob.js';
import { GlobSet } from '../../../src/domain/paths/glob-set.js';

/** A set of patterns below `/`; each finds itself. */
function setOf(...patterns: readonly string[]): (path: string) => string | undefined {
  const members = patterns.map((pattern) => {
    const parsed = parseAbsolutePath(`/${pattern}`);
    const glob = compileGlob(parsed.ok ? parsed.value : ('/' as AbsolutePath));
    if (!glob.ok) throw new Error(pattern);
    // A literal beginning belongs to the base, which is the file system root here only for patterns that start with a wildcard.
    expect(glob.value.base).toBe('/');
    return { steps: glob.value.steps, value: pattern };
  });
  const set = new GlobSet(members);
  return (path) =>
    set.find(
      path.split('/').filter((name) => name !== ''),
      0,
    );
}

describe('a set of patterns', () => {
  const find = setOf('*/a', '**/*.env', '*/secrets/**', '[x]/y/z');

  it.each([
    ['', undefined],
    ['a', undefined],
    ['b/a', '*/a'],
    ['b/a/below', '*/a'],
    ['b/c/d/x.env', '**/*.env'],
    ['b/x.env/below/more', '**/*.env'],
    ['b/secrets', undefined],
    ['b/secrets/x', '*/secrets/**'],
    ['x/y/z', '[x]/y/z'],
    ['x/y', undefined],
    ['w/y/z', undefined],
    ['.env', '**/*.env'],
  ])('finds for `%s` the pattern %s, however often it is asked', (path, expected) => {
    expect([find(path), find(path), find(path)]).toEqual([expected, expected, expected]);
  });

  it('looks at the components from a place on', () => {
    const parsed = compileGlob('/*/b' as AbsolutePath);
    const set = new GlobSet(parsed.ok ? [{ steps: parsed.value.steps, value: 'found' }] : []);
    const components = ['r', 's', 'a', 'b'];
    expect([0, 1, 2, 3, 4].map((start) => set.find(components, start))).toEqual([
      undefined,
      undefined,
      'found',
      undefined,
      undefined,
    ]);
  });

  it('without members finds nothing, and with an empty pattern everything', () => {
    expect(new GlobSet<string>([]).find(['a'], 0)).toBeUndefined();
    expect(new GlobSet([{ steps: [], value: 'all' }]).find([], 0)).toBe('all');
    expect(new GlobSet([{ steps: [], value: 'all' }]).find(['a', 'b'], 0)).toBe('all');
  });

  it('takes the first of several matches', () => {
    expect(setOf('*/x', '**/x')('a/x')).toBe('*/x');
    expect(setOf('**/x', '*/x')('a/x/y')).toBe('**/x');
  });

  it('answers the same after more directories than it remembers', () => {
    const deep = setOf('*/d/*/x', '**/*.env');
    for (let index = 0; index < 25_000; index += 1) {
      const expected = index % 2 === 0 ? '*/d/*/x' : undefined;
      expect(deep(`${index}/d/${index}/${index % 2 === 0 ? 'x' : 'y'}`)).toBe(expected);
    }
    expect([deep('a/b.env'), deep('a/d/c/x'), deep('a/b')]).toEqual(['**/*.env', '*/d/*/x', undefined]);
  });
});
