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
    ['keeps empty values and equal signs in values', { A: '', B: 'x=y' }, 'A=\0B=x=y\0\0'],
  ])('%s', (_, environment, block) => {
    expect(environmentBlock(environment)).toBe(block);
  });
});
