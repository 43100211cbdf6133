import { describe, expect, it } from 'vitest';
import { modelTraits } from '../../../src/domain/conversation/model-traits.js';

describe('the traits of a model', () => {
  it.each([
    ['gpt-5.5', { reasoningEffort: 'medium', verbosity: 'low' }],
    ['openai/gpt-5.5', { reasoningEffort: 'medium', verbosity: 'low' }],
    ['gpt-5-codex', { reasoningEffort: 'medium' }],
    ['gpt-5-chat-latest', {}],
    ['o3', { reasoningEffort: 'medium' }],
    ['gpt-4o', {}],
    ['llama-5', {}],
    ['', {}],
  ])('of `%s` are told by its name', (model, expected) => {
    expect(modelTraits(model)).toEqual(expected);
  });
});
