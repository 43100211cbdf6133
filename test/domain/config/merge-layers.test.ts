import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConfigLayer } from '../../../src/domain/config/config-layer.js';
import { mergeLayers, mergeTables, tableWith, valueAt } from '../../../src/domain/config/merge-layers.js';
import type { JsonObject } from '../../../src/domain/tools/tool-definition.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 300);
const layer = (name: ConfigLayer['name'], values: JsonObject): ConfigLayer => ({ name, source: name, values });

describe('mergeLayers', () => {
  const system = layer('system', { model: 'a', tui: { notifications: false, notification_method: 'bel' } });
  const user = layer('user', { model: 'b', notify: ['x', 'y'], tui: { notifications: true } });
  const session = layer('session', { notify: ['z'] });
  const merged = mergeLayers([system, user, session]);

  it('merges tables key by key and replaces everything else', () => {
    expect(merged.values).toEqual({
      model: 'b',
      tui: { notifications: true, notification_method: 'bel' },
      notify: ['z'],
    });
  });

  it.each([
    [['model'], user],
    [['tui'], user],
    [['tui', 'notification_method'], system],
    [['notify'], session],
    [['nothing'], undefined],
    [['model', 'length'], undefined],
    [['constructor'], undefined],
  ])('knows where %j comes from', (path, origin) => {
    expect(merged.originOf(path)).toBe(origin);
  });

  it('replaces a table by a value and a value by a table', () => {
    const table = layer('user', { permissions: { dev: { a: 1 } } });
    const value = layer('session', { permissions: { dev: 'read' } });
    expect([mergeLayers([table, value]).values, mergeLayers([value, table]).values]).toEqual([
      { permissions: { dev: 'read' } },
      { permissions: { dev: { a: 1 } } },
    ]);
  });

  it('treats `__proto__` as a key like any other', () => {
    const hostile = JSON.parse(
      '{"__proto__": {"polluted": true}, "a": {"__proto__": {"polluted": true}}}',
    ) as JsonObject;
    const { values } = mergeLayers([layer('user', { a: { b: 1 } }), layer('project', hostile)]);
    expect(JSON.stringify(values)).toBe('{"a":{"b":1,"__proto__":{"polluted":true}},"__proto__":{"polluted":true}}');
    expect(Object.getPrototypeOf(values)).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('mergeTables', () => {
  const leaf = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.array(fc.integer(), { maxLength: 2 }));
  const name = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor');
  const { table } = fc.letrec<{ table: JsonObject }>((tie) => ({
    table: fc.dictionary(name, fc.oneof({ maxDepth: 3 }, leaf, tie('table')), { maxKeys: 4, noNullPrototype: true }),
  }));

  it('keeps a table merged with itself or with nothing, and merging twice changes nothing more', () => {
    fc.assert(
      fc.property(table, table, (a, b) => {
        expect([mergeTables(a, a), mergeTables(a, {}), mergeTables({}, a)]).toEqual([a, a, a]);
        const merged = mergeTables(a, b);
        expect(mergeTables(merged, b)).toEqual(merged);
        expect(Object.keys(merged).sort()).toEqual([...new Set([...Object.keys(a), ...Object.keys(b)])].sort());
      }),
      { numRuns },
    );
  });
});

describe('valueAt and tableWith', () => {
  it('are inverse', () => {
    const path = ['projects', '/a.b', '__proto__'];
    expect(valueAt(tableWith(path, 1), path)).toBe(1);
    expect(valueAt({}, path)).toBeUndefined();
  });
});
