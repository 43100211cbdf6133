import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AbsolutePath, parseAbsolutePath, resolvePath } from '../../../src/domain/paths/absolute-path.js';
import { compileGlob, type Glob, hasGlobSyntax, maxGlobLength } from '../../../src/domain/paths/glob.js';

function abs(text: string): AbsolutePath {
  const parsed = parseAbsolutePath(text, text.startsWith('/') ? 'posix' : 'windows');
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

function compiled(pattern: string): Glob {
  const glob = compileGlob(abs(pattern));
  if (!glob.ok) throw new Error(glob.error.code);
  return glob.value;
}

const cases: readonly (readonly [pattern: string, matching: readonly string[], others: readonly string[]])[] = [
  ['/r/a', ['/r/a'], ['/r', '/r/ab', '/r/a/b', '/a']],
  ['/r/*', ['/r/a', '/r/.env', '/r/ü'], ['/r', '/r/a/b', '/x/a']],
  ['/r/*.env', ['/r/.env', '/r/a.env'], ['/r/a/b.env', '/r/a.envx', '/r/env']],
  ['/r/a*', ['/r/a', '/r/abc'], ['/r/b', '/r/ba']],
  ['/r/a*b*c', ['/r/abc', '/r/axxbxxc', '/r/abbcc', '/r/abcbc'], ['/r/abcd', '/r/acb', '/r/ab', '/r/ac']],
  ['/r/aa*aa', ['/r/aaaa', '/r/aaxaa'], ['/r/aaa', '/r/aa']],
  ['/r/?', ['/r/a', '/r/é', '/r/😀'], ['/r/ab', '/r', '/r/a/b']],
  ['/r/a?c*', ['/r/abc', '/r/abcd'], ['/r/ac', '/r/abd']],
  ['/r/*?x', ['/r/ax', '/r/abx'], ['/r/x']],
  ['/r/**/*.env', ['/r/.env', '/r/a.env', '/r/x/y/z.env'], ['/r', '/r/a.envx', '/x/a.env']],
  ['/r/**', ['/r/a', '/r/a/b/c'], ['/r', '/ra']],
  ['/r/**/x', ['/r/x', '/r/a/x', '/r/a/b/x'], ['/r/ax', '/r/x/a']],
  ['/r/**/a/**/b', ['/r/a/b', '/r/x/a/y/z/b', '/r/a/a/b'], ['/r/b', '/r/a', '/r/b/a']],
  ['/**/b', ['/b', '/a/b'], ['/b/a', '/']],
  ['/**', ['/a', '/a/b'], ['/']],
  ['/r/**/**/b', ['/r/b', '/r/a/b'], ['/r/a']],
  ['/r/a**b', ['/r/ab', '/r/axxb'], ['/r/a/b']],
  ['/r/*/file[0-9]?.txt', ['/r/a/file1x.txt'], ['/r/file1x.txt', '/r/a/filexx.txt', '/r/a/b/file1x.txt']],
  ['/r/[a-c]', ['/r/a', '/r/b', '/r/c'], ['/r/d', '/r/-', '/r/ab', '/r/A']],
  ['/r/[!a-c]', ['/r/d', '/r/-', '/r/!'], ['/r/a', '/r/dd']],
  ['/r/[^ab]', ['/r/c'], ['/r/a', '/r/b']],
  ['/r/[]a]', ['/r/]', '/r/a'], ['/r/b', '/r/[]a]']],
  ['/r/[!]]', ['/r/a'], ['/r/]']],
  ['/r/[a-]', ['/r/a', '/r/-'], ['/r/b']],
  ['/r/[-a]', ['/r/a', '/r/-'], ['/r/b']],
  ['/r/[*?]', ['/r/*', '/r/?'], ['/r/a']],
  ['/r/x[ab]y*', ['/r/xay', '/r/xbyz'], ['/r/xcy', '/r/xab']],
  ['/r/[*.env', ['/r/[a.env', '/r/[.env'], ['/r/a.env']],
  ['/r/[ab', ['/r/[ab'], ['/r/a', '/r/b']],
  ['/r/]a', ['/r/]a'], ['/r/a']],
  ['/r/{a,b}', ['/r/{a,b}'], ['/r/a', '/r/b']],
  ['/r/a\\*', ['/r/a\\', '/r/a\\b'], ['/r/a*']],
  ['/r/A', ['/r/A'], ['/r/a']],
  ['C:\\R\\**\\*.ENV', ['C:\\r\\a.env', 'c:\\R\\x\\B.Env'], ['D:\\r\\a.env', 'C:\\r\\a.txt']],
  ['\\\\h\\s\\*', ['\\\\H\\S\\a'], ['\\\\h\\t\\a', 'C:\\a']],
];

describe('a pattern', () => {
  it.each(cases)('`%s` matches %j and not %j', (pattern, matching, others) => {
    const { matches } = compiled(pattern);
    expect(matching.filter((path) => !matches(abs(path)))).toEqual([]);
    expect(others.filter((path) => matches(abs(path)))).toEqual([]);
  });

  it('covers what it matches and everything below it', () => {
    const { covers } = compiled('/r/**/secret*');
    const paths = ['/r/secrets', '/r/secrets/a/b', '/r/x/secret/a', '/r/x', '/r', '/secrets', '/r/x/other/a'];
    expect(paths.filter((path) => covers(abs(path)))).toEqual(['/r/secrets', '/r/secrets/a/b', '/r/x/secret/a']);
    expect([compiled('/').covers(abs('/a')), compiled('/r').covers(abs('/r'))]).toEqual([true, true]);
  });

  it.each([
    ['/r/a/*.env', '/r/a'],
    ['/r/a', '/r/a'],
    ['/**/x', '/'],
    ['/r*', '/'],
    ['/R/[a]/b', '/R'],
    ['C:\\R\\*', 'C:\\R'],
  ])('`%s` is based in `%s`', (pattern, base) => {
    expect(compiled(pattern)).toMatchObject({ pattern: abs(pattern), base });
  });

  it('with a range that ends before it starts is refused', () => {
    expect(compileGlob(abs('/r/[z-a]'))).toEqual({
      ok: false,
      error: { code: 'invalid-range', pattern: '/r/[z-a]' },
    });
  });

  it('that is too long is refused', () => {
    const longest = `/${'*'.repeat(maxGlobLength - 1)}`;
    expect(compileGlob(abs(longest)).ok).toBe(true);
    expect(compileGlob(abs(`${longest}*`))).toEqual({
      ok: false,
      error: { code: 'pattern-too-long', pattern: `${longest}*` },
    });
  });

  it('is told from a plain path by its characters', () => {
    expect(['a*b', 'a?b', 'a[b', 'a]b', 'a{b}', 'a\\b', 'ab'].filter(hasGlobSyntax)).toEqual([
      'a*b',
      'a?b',
      'a[b',
      'a]b',
    ]);
  });

  it.each([
    ['stars', `/${'*a'.repeat(2000)}b`, `/${'a'.repeat(30_000)}`],
    ['questions', `/${'*?'.repeat(2000)}b`, `/${'a'.repeat(5000)}`],
    ['globstars', `/${'**/a/'.repeat(800)}b`, `/${'a/'.repeat(8000)}c`],
    ['classes', `/${'*[ab]'.repeat(800)}c`, `/${'ab'.repeat(5000)}`],
  ])('made of many %s does not blow up', (_, pattern, path) => {
    const started = performance.now();
    expect(compiled(pattern).matches(abs(path))).toBe(false);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('agrees with a regular expression on random patterns', () => {
    const part = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), minLength: 1, maxLength: 6 });
    const component = fc.oneof({ weight: 1, arbitrary: fc.constant('**') }, { weight: 3, arbitrary: part });
    const name = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 6 });
    const property = fc.property(
      fc.array(component, { minLength: 1, maxLength: 4 }),
      fc.array(name, { minLength: 1, maxLength: 5 }),
      (pattern, path) => {
        const candidate = resolvePath(abs('/'), path.join('/'));
        expect(compiled(`/${pattern.join('/')}`).matches(candidate)).toBe(toRegExp(pattern).test(candidate));
      },
    );
    fc.assert(property, { numRuns: Number(process.env.FAST_CHECK_RUNS ?? 1000) });
  });
});

/** A second implementation, by translation. Patterns and paths are short, so backtracking does not matter. */
function toRegExp(pattern: readonly string[]): RegExp {
  const parts = pattern.map((component, index) => {
    if (component === '**') return index === pattern.length - 1 ? '(?:/[^/]+)+' : '(?:/[^/]+)*';
    return `/${component.replace(/\*+/g, '[^/]*').replaceAll('?', '[^/]')}`;
  });
  return new RegExp(`^${parts.join('')}$`);
}
