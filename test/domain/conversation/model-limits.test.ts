import { describe, expect, it } from 'vitest';
import { modelLimits } from '../../../src/domain/conversation/model-limits.js';

describe('the limits of a model', () => {
  it.each<[string, number, number]>([
    ['gpt-5.5', 258_400, 244_800],
    ['some-model-nobody-knows', 258_400, 244_800],
    ['gpt-4o-mini', 121_600, 115_200],
    ['gpt-4.1-nano', 995_197, 942_818],
    ['gpt-4-0613', 7_782, 7_372],
    ['gpt-4-turbo-preview', 121_600, 115_200],
    ['openai/gpt-oss-120b', 124_518, 117_964],
    ['o3-mini', 190_000, 180_000],
  ])('%s are 95 and 90 per cent of its window', (model, contextWindow, compactAtTokens) => {
    expect(modelLimits(model)).toEqual({ contextWindow, compactAtTokens });
  });

  it('follow a window that is set', () => {
    expect(modelLimits('gpt-4o', { contextWindow: 10_000 })).toEqual({ contextWindow: 9_500, compactAtTokens: 9_000 });
  });

  it.each([
    [5_000, 5_000],
    [9_999, 9_000],
  ])('compact at %i tokens when that is set, but not beyond 90 per cent', (limit, compactAtTokens) => {
    const limits = modelLimits('m', { contextWindow: 10_000, autoCompactTokenLimit: limit });
    expect(limits).toEqual({ contextWindow: 9_500, compactAtTokens });
  });
});
