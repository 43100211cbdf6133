import { describe, expect, it } from 'vitest';
import { FixedEnvironment } from '../../src/adapters/in-memory/fixed-environment.js';
import { ModelProviders, type ModelProvidersOptions } from '../../src/composition/model-providers.js';
import type { ModelProvider, ProviderCredential } from '../../src/domain/config/model-providers.js';
import type { Model } from '../../src/ports/model.js';
import { ScriptedModel } from '../../src/testing/scripted-model.js';

const openAi: ProviderCredential = { kind: 'variable', names: ['CODEX_API_KEY', 'OPENAI_API_KEY'] };

function provider(id: string, credential: ProviderCredential = { kind: 'none' }): ModelProvider {
  return {
    id,
    name: id,
    baseUrl: `http://127.0.0.1:1/${id}`,
    credential,
    queryParams: {},
    headers: {},
    headerVariables: {},
    requestMaxRetries: 0,
    streamMaxRetries: 0,
    streamIdleTimeoutMs: 1_000,
  };
}

function providers(options: Partial<ModelProvidersOptions> = {}, variables: Readonly<Record<string, string>> = {}) {
  const environment = new FixedEnvironment({ variables });
  return new ModelProviders({ environment, originator: 'test', version: '0', ...options });
}

/** A model that counts how often it is closed. */
function counted(): { readonly model: Model; readonly closes: () => number } {
  let closes = 0;
  const model: Model = {
    stream: (request, signal) => new ScriptedModel([]).stream(request, signal),
    close: async () => {
      closes += 1;
    },
  };
  return { model, closes: () => closes };
}

describe('ModelProviders', () => {
  it('makes one model for each provider, and another one when its settings changed', async () => {
    const models = providers();
    const [first, same, other, changed] = await Promise.all([
      models.modelFor(provider('a')),
      models.modelFor(provider('a')),
      models.modelFor(provider('b')),
      models.modelFor({ ...provider('a'), headers: { x: '1' } }),
    ]);
    expect([first === same, first === other, first === changed]).toEqual([true, false, false]);
    await models.close();
  });

  it('uses the model of the host for every provider, and closes it once', async () => {
    const { model, closes } = counted();
    const models = providers({ override: model });
    expect(await models.modelFor(provider('a'))).toBe(model);
    expect(await models.modelFor(provider('b'))).toBe(model);
    await models.close();
    await models.close();
    expect(closes()).toBe(1);
  });

  it('lets the host wrap the shipped model', async () => {
    const { model } = counted();
    const wrapped: Model[] = [];
    const models = providers({
      override: (shipped) => {
        wrapped.push(shipped);
        return model;
      },
    });
    expect(await models.modelFor(provider('a'))).toBe(model);
    expect(wrapped).toHaveLength(1);
  });

  it('can be asked again after the host failed to wrap it', async () => {
    const { model } = counted();
    let tries = 0;
    const models = providers({
      override: () => {
        tries += 1;
        if (tries === 1) throw new Error('not yet');
        return model;
      },
    });
    await expect(models.modelFor(provider('a'))).rejects.toThrow('not yet');
    expect(await models.modelFor(provider('a'))).toBe(model);
  });

  it.each<[string, ProviderCredential, Partial<ModelProvidersOptions>, Readonly<Record<string, string>>, unknown]>([
    ['no key is needed', { kind: 'none' }, {}, {}, { kind: 'not-needed' }],
    ['a token is configured', { kind: 'token', token: 't' }, {}, {}, { kind: 'present' }],
    ['a variable is set', openAi, {}, { OPENAI_API_KEY: 'k' }, { kind: 'present' }],
    ['the option stands in', openAi, { apiKey: 'k' }, {}, { kind: 'present' }],
    [
      'the variable is empty',
      openAi,
      {},
      { OPENAI_API_KEY: '' },
      { kind: 'missing', variables: ['CODEX_API_KEY', 'OPENAI_API_KEY'] },
    ],
    [
      'the option is meant for another provider',
      { kind: 'variable', names: ['OTHER'] },
      { apiKey: 'k' },
      {},
      { kind: 'missing', variables: ['OTHER'] },
    ],
    ['the host has its own model', openAi, { override: new ScriptedModel([]) }, {}, { kind: 'own-model' }],
  ])('knows when %s', (_, credential, options, variables, expected) => {
    expect(providers(options, variables).credentialOf(provider('a', credential))).toEqual(expected);
  });
});
