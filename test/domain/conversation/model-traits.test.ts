import { describe, expect, it } from 'vitest';
import { modelTraits } from '../../../src/domain/conversation/model-traits.js';

describe('the traits of a model', () => {
  it.each([
    ['gpt-5.5', { reasoningEffort: 'medium', verbosity: 'low', serviceTiers: ['priority'] }],
    ['openai/gpt-5.5', { reasoningEffort: 'medium', verbosity: 'low', serviceTiers: ['priority'] }],
    ['gpt-5-codex', { reasoningEffort: 'medium', serviceTiers: ['priority'] }],
    ['gpt-5-chat-latest', { serviceTiers: [] }],
    ['o3', { reasoningEffort: 'medium', serviceTiers: [] }],
    ['gpt-4o', { serviceTiers: [] }],
    ['llama-5', { serviceTiers: [] }],
    ['', { serviceTiers: [] }],
  ])('of `%s` are told by its name', (model, expected) => {
    expect(modelTraits(model)).toEqual(expected);
  });
});
