import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatKeyPath, parseKeyPath } from '../../../src/domain/config/key-path.js';
import { ok } from '../../../src/domain/result.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 300);

describe('parseKeyPath', () => {
  it.each([
    ['model', ['model']],
    ['sandbox_workspace_write.network_access', ['sandbox_workspace_write', 'network_access']],
    ['projects."/home/me/a.b".trust_level', ['projects', '/home/me/a.b', 'trust_level']],
    ["mcp_servers.'my server'.url", ['mcp_servers', 'my server', 'url']],
    [' a . b ', ['a', 'b']],
    ['"\\u0041"', ['A']],
    ['__proto__.x', ['__proto__', 'x']],
  ])('reads %s', (text, path) => {
    expect(parseKeyPath(text)).toEqual(ok(path));
  });

  it.each([
    ['', 'the key is empty'],
    ['  ', 'the key is empty'],
    ['a.', 'the key `a.` is malformed at column 3; expected a bare word or a quoted name'],
    ['.a', 'the key `.a` is malformed at column 1; expected a bare word or a quoted name'],
    ['a b', 'the key `a b` is malformed at column 1; expected a bare word or a quoted name'],
    ['a."b', 'the key `a."b` is malformed at column 3; expected a bare word or a quoted name'],
    ['"\\x"', 'the key `"\\x"` is malformed at column 1; expected a bare word or a quoted name'],
  ])('refuses `%s`', (text, error) => {
    expect(parseKeyPath(text)).toEqual({ ok: false, error });
  });

  it('reads back every path that was formatted', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), (path) => {
        expect(parseKeyPath(formatKeyPath(path))).toEqual(ok(path));
      }),
      { numRuns },
    );
  });
});
