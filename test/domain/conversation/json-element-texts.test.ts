import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonElementTexts } from '../../../src/domain/conversation/json-members.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 300);

describe('jsonElementTexts', () => {
  it.each<[string, readonly string[]]>([
    ['[]', []],
    [' [ \n ] ', []],
    ['[1]', ['1']],
    ['[ 1e2 , "a]\\",b" ,\n{"x":[1,2]} , [ ] ,null]', ['1e2', '"a]\\",b"', '{"x":[1,2]}', '[ ]', 'null']],
  ])('takes `%s` apart', (text, expected) => {
    expect(jsonElementTexts(text)).toEqual(expected);
  });

  it('finds what a parser finds, however it is spaced', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.integer({ min: 0, max: 3 }), (values, indent) => {
        const texts = jsonElementTexts(JSON.stringify(values, null, indent));
        expect(texts.map((text) => JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(values)));
      }),
      { numRuns },
    );
  });
});
