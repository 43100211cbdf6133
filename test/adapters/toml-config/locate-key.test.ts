import fc from 'fast-check';
import { parse, stringify } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { locateKey } from '../../../src/adapters/toml-config/locate-key.js';
import { scanStatements } from '../../../src/adapters/toml-config/scan-statements.js';
import { valueAt } from '../../../src/domain/config/merge-layers.js';
import type { JsonObject } from '../../../src/domain/tools/tool-definition.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 200);

const document = `# a comment with [brackets] and = signs
model = "x"   # trailing

notify = [ # inside = a list
  "a]",
  'b # no comment',
]
long = """
[not.a.table]
key = "no"
"quoted""""
"quoted key" . sub = 1\r
[tui]
  notifications = true
[mcp_servers.'my server']
env = { A = "1", "B c" = '''x
y''' }
[[rules]]
name = "one"
[projects."/a.b"]
trust_level = "trusted"
[permissions.dev.filesystem]
":root" = "read"`;

describe('locateKey', () => {
  it.each<[string, readonly string[], 'name' | 'value', unknown]>([
    ['a key', ['model'], 'name', { line: 2, column: 1 }],
    ['its value', ['model'], 'value', { line: 2, column: 9 }],
    ['a list', ['notify'], 'value', { line: 4, column: 10 }],
    ['an entry of a list', ['notify', '1'], 'value', { line: 4, column: 10 }],
    ['a key behind a multi-line string', ['quoted key', 'sub'], 'value', { line: 12, column: 22 }],
    ['an indented key', ['tui', 'notifications'], 'name', { line: 14, column: 3 }],
    ['a table', ['tui'], 'name', { line: 13, column: 1 }],
    ['a table that is only implied', ['mcp_servers'], 'name', { line: 15, column: 1 }],
    ['a key of an inline table', ['mcp_servers', 'my server', 'env', 'B c'], 'name', { line: 16, column: 7 }],
    ['a key of an array of tables', ['rules', 'name'], 'name', { line: 19, column: 1 }],
    ['a quoted table', ['projects', '/a.b', 'trust_level'], 'value', { line: 21, column: 15 }],
    ['the last line', ['permissions', 'dev', 'filesystem', ':root'], 'value', { line: 23, column: 11 }],
    ['text inside a string', ['not', 'a', 'table'], 'name', undefined],
    ['nothing', ['modle'], 'name', undefined],
  ])('finds %s', (_, path, part, position) => {
    expect(locateKey(document, path, part)).toEqual(position);
  });

  it('is not confused by a byte order mark', () => {
    expect(locateKey('\uFEFFmodel = 1', ['model'], 'value')).toEqual({ line: 1, column: 10 });
  });
});

describe('scanStatements', () => {
  const key = fc.string({
    unit: fc.constantFrom('a', 'b', '.', '"', "'", ' ', '=', '#', '[', ']', '\\', 'é'),
    maxLength: 5,
  });
  const leaf = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', '"', "'", '\n', '\\', '#', '[', '{', '=', ',') }),
    fc.integer(),
    fc.boolean(),
    fc.array(fc.string({ unit: fc.constantFrom('a', '"', "'", ']', '#') }), { maxLength: 3 }),
  );
  const { table } = fc.letrec<{ table: JsonObject }>((tie) => ({
    table: fc.dictionary(key, fc.oneof({ maxDepth: 2 }, leaf, tie('table')), { maxKeys: 4, noNullPrototype: true }),
  }));

  it('sees exactly the pairs that a parser sees, each with its own text', () => {
    fc.assert(
      fc.property(table, (values) => {
        const text = stringify(values);
        for (const { kind, path, valueStart, end } of scanStatements(text)) {
          if (kind === 'header') continue;
          const { value } = parse(`value = ${text.slice(valueStart, end)}`) as { value: unknown };
          expect(value).toEqual(valueAt(values, path));
        }
        expect(scanStatements(text).filter(({ kind }) => kind === 'pair')).toHaveLength(countPairs(values));
      }),
      { numRuns },
    );
  });

  it('ends on any text whatsoever', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('a', '"', "'", '\n', '\\', '#', '[', ']', '=', ' ', '.'),
      maxLength: 40,
    });
    fc.assert(
      fc.property(hostile, (text) => {
        expect(scanStatements(text).every(({ start, end }) => start < end)).toBe(true);
      }),
      { numRuns },
    );
  });

  const million = 1_000_000;

  it.each([
    ['brackets', '['.repeat(million)],
    ['quotes', `a = ${'"'.repeat(million)}`],
    ['spaces', `a = ${' '.repeat(million)}`],
    ['lines without a key', '\n=\n'.repeat(million / 3)],
    ['pairs', 'a=1\n'.repeat(million / 4)],
  ])('takes a moment for a megabyte of %s', (_, text) => {
    expect(scanStatements(text).length).toBeLessThanOrEqual(million / 4);
  });
});

function countPairs(values: JsonObject): number {
  return Object.values(values).reduce<number>(
    (count, value) =>
      count +
      (typeof value === 'object' && value !== null && !Array.isArray(value) ? countPairs(value as JsonObject) : 1),
    0,
  );
}
