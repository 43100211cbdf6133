import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeModelCatalogue, findCatalogueModel } from '../../../src/domain/conversation/model-catalogue.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 500);
const decode = (model: object) => decodeModelCatalogue(JSON.stringify({ models: [model] }));

describe('decodeModelCatalogue', () => {
  it('takes what says how a model is asked, and nothing else', () => {
    expect(
      decode({
        slug: 'm',
        display_name: 'M',
        base_instructions: 'Be.',
        default_reasoning_level: 'low',
        default_reasoning_summary: 'auto',
        support_verbosity: true,
        default_verbosity: 'medium',
        service_tiers: [{ id: 'priority' }, { name: 'no id' }, null],
        context_window: 1000,
        effective_context_window_percent: 90,
        auto_compact_token_limit: 500,
        truncation_policy: { mode: 'tokens', limit: 100 },
        apply_patch_tool_type: 'freeform',
      }),
    ).toEqual({
      ok: true,
      value: [
        {
          slug: 'm',
          baseInstructions: 'Be.',
          reasoningEffort: 'low',
          reasoningSummary: 'auto',
          verbosity: 'medium',
          serviceTiers: ['priority'],
          contextWindow: 1000,
          usablePercent: 90,
          autoCompactTokenLimit: 500,
          maxOutputTokens: 100,
          applyPatch: 'offered',
        },
      ],
    });
  });

  it.each<[string, object]>([
    ['nothing is said', {}],
    ['values make no sense', { context_window: -1, effective_context_window_percent: 101, truncation_policy: 5 }],
    ['they are null', { default_reasoning_level: null, default_verbosity: null, apply_patch_tool_type: null }],
    ['there is no summary', { default_reasoning_summary: 'none' }],
  ])('knows nothing of a model of which %s', (_, fields) => {
    expect(decode({ slug: 'm', ...fields })).toEqual({
      ok: true,
      value: [{ slug: 'm', answersOneLength: true, serviceTiers: [], applyPatch: 'omitted' }],
    });
  });

  it('takes four bytes for a token', () => {
    expect(decode({ slug: 'm', truncation_policy: { mode: 'bytes', limit: 10_003 } })).toMatchObject({
      value: [{ maxOutputTokens: 2_500 }],
    });
  });

  it('takes any text without an exception', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((models) => `{"models":${models}}`),
    );
    fc.assert(
      fc.property(text, (source) => {
        expect(typeof decodeModelCatalogue(source).ok).toBe('boolean');
      }),
      { numRuns },
    );
  });
});

describe('findCatalogueModel', () => {
  const models = ['a', 'x/a'].map((slug) => ({ slug, serviceTiers: [], applyPatch: 'omitted' as const }));

  it.each([
    ['a', 'a'],
    ['x/a', 'x/a'],
    ['y/a', 'a'],
    ['b', undefined],
  ])('finds %s as %s', (name, slug) => {
    expect(findCatalogueModel(models, name)?.slug).toBe(slug);
  });
});
