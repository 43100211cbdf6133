import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { environmentBlock } from '../../../src/adapters/windows-sandbox/environment-block.js';

describe('an environment block', () => {
  it.each<[string, Record<string, string>, string]>([
    ['of nothing is two null characters', {}, '\0\0'],
    ['is sorted by the upper-case names', { b: '2', A: '1', _: '3' }, 'A=1\0b=2\0_=3\0\0'],
    [
      'holds one variable per name, whatever its case, and the last counts',
      { Path: 'old', PATH: 'new' },
      'PATH=new\0\0',
    ],
    [
      'tells apart what Windows tells apart',
      { straße: '1', STRASSE: '2', ſet: '3', set: '4' },
      'set=4\0STRASSE=2\0straße=1\0ſet=3\0\0',
    ],
    ['keeps empty values and equal signs in values', { A: '', B: 'x=y' }, 'A=\0B=x=y\0\0'],
  ])('%s', (_, environment, block) => {
    expect(environmentBlock(environment)).toBe(block);
  });

  it('holds every name once, in the order of the upper-case names, with what was set last', () => {
    const name = fc.string({
      unit: fc.constantFrom('a', 'A', 'b', '_', 'Z', '1', 'é', 'É', 'ß'),
      minLength: 1,
      maxLength: 4,
    });
    const value = fc.string({ unit: fc.constantFrom('x', '=', ' ', ';'), maxLength: 4 });
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 12 }), (variables) => {
        const block = environmentBlock(Object.fromEntries(variables));
        const held = block
          .split('\0')
          .filter((text) => text !== '')
          .map((text) => /^([^=]*)=(.*)$/.exec(text)?.slice(1));
        const upper = (text: string): string => text.replaceAll(/[a-zé]/g, (letter) => letter.toUpperCase());
        const names = held.map((pair) => upper(pair?.[0] ?? ''));
        expect(names).toEqual([...new Set(Object.keys(Object.fromEntries(variables)).map(upper))].sort());
        for (const pair of held) {
          const last = Object.entries(Object.fromEntries(variables)).findLast(
            ([key]) => upper(key) === upper(pair?.[0] ?? ''),
          );
          expect(pair).toEqual(last);
        }
        expect(block.endsWith('\0\0')).toBe(true);
      }),
    );
  });
});
