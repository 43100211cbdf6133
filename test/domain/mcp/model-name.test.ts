import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distinctNames, modelName, namespaceName } from '../../../src/domain/mcp/model-name.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 500);

describe('modelName', () => {
  it.each([
    ['echo', 'echo'],
    ['weird.name-x y', 'weird_name_x_y'],
    ['../../etc/passwd', '______etc_passwd'],
    ['\u001b[31mred', '__31mred'],
    ['🙂', '_'],
    ['', '_'],
    ['a'.repeat(64), 'a'.repeat(64)],
    ['a'.repeat(65), `${'a'.repeat(55)}_2dd603ec`],
  ])('spells %j as %j', (raw, expected) => {
    expect(modelName(raw)).toBe(expected);
  });

  it('always makes a name that providers accept', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 5_000 }), (raw) => {
        expect(modelName(raw)).toMatch(/^[A-Za-z0-9_]{1,64}$/);
      }),
      { numRuns },
    );
  });

  it('keeps long names apart', () => {
    const long = 'x'.repeat(4_096);
    expect(modelName(`${long}1`)).not.toBe(modelName(`${long}2`));
  });
});

describe('namespaceName', () => {
  it.each([
    ['mini', 'mcp__mini'],
    ['my-srv.x', 'mcp__my_srv_x'],
  ])('names the namespace of %j %j', (server, expected) => {
    expect(namespaceName(server)).toBe(expected);
  });
});

describe('distinctNames', () => {
  it('numbers what would have the same name', () => {
    const names = distinctNames(['a.b', 'a-b', 'a_b_2', 'a b', 'a.b'], modelName);
    expect([...names]).toEqual([
      ['a.b', 'a_b'],
      ['a-b', 'a_b_2'],
      ['a_b_2', 'a_b_2_2'],
      ['a b', 'a_b_3'],
    ]);
  });

  it('gives every key a name of its own, however alike the keys are', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[.\-_a]{0,70}$/)), (keys) => {
        const names = distinctNames(keys, modelName);
        expect(names.size).toBe(new Set(keys).size);
        expect(new Set(names.values()).size).toBe(names.size);
        for (const name of names.values()) expect(name).toMatch(/^[A-Za-z0-9_]{1,64}$/);
      }),
      { numRuns },
    );
  });
});
