import { OpenAIResponsesModel } from '../adapters/openai-responses/openai-responses-model.js';
import type { CredentialState } from '../application/doctor/check-model-provider.js';
import type { ModelProvider, ProviderCredential } from '../domain/config/model-providers.js';
import type { Environment } from '../ports/environment.js';
import type { Model } from '../ports/model.js';
import type { AdapterOverride } from './codex-options.js';

/** What the shipped model adapter is made with. */
export interface ModelProvidersOptions {
  readonly environment: Environment;
  readonly originator: string;
  readonly version: string;
  /** The key of the `apiKey` option, which stands in for the built-in provider's variable. */
  readonly apiKey?: string;
  readonly override?: AdapterOverride<Model>;
}

/** Makes one model per provider; all threads share it and its connections. The adapter is loaded when the first one is asked for. */
export class ModelProviders {
  readonly #options: ModelProvidersOptions;
  readonly #models = new Map<string, Promise<Model>>();

  constructor(options: ModelProvidersOptions) {
    this.#options = options;
  }

  /** The model behind a provider. A provider whose settings changed is another provider. */
  modelFor(provider: ModelProvider): Promise<Model> {
    const key = JSON.stringify(provider);
    const known = this.#models.get(key);
    if (known !== undefined) return known;
    const created = this.#create(provider);
    this.#models.set(key, created);
    // What could not be made may be asked for again: the cause may have been mended.
    created.catch(() => this.#models.delete(key));
    return created;
  }

  /** Whether there is something that requests can prove their sender with. */
  credentialOf(provider: ModelProvider): CredentialState {
    if (typeof this.#options.override === 'object') return { kind: 'own-model' };
    const { credential } = provider;
    if (credential.kind === 'none') return { kind: 'not-needed' };
    if (this.#credential(credential).apiKey !== undefined) return { kind: 'present' };
    const { names, instructions } = credential.kind === 'variable' ? credential : { names: [] };
    return { kind: 'missing', variables: names, ...(instructions === undefined ? {} : { instructions }) };
  }

  async close(): Promise<void> {
    const made = await Promise.allSettled(this.#models.values());
    this.#models.clear();
    // One model of the host may stand behind several providers.
    const models = new Set(made.flatMap((model) => (model.status === 'fulfilled' ? [model.value] : [])));
    await Promise.allSettled([...models].map(async (model) => model.close?.()));
  }

  async #create(provider: ModelProvider): Promise<Model> {
    const { override } = this.#options;
    if (typeof override === 'object') return override;
    const shipped = await this.#shipped(provider);
    return override === undefined ? shipped : override(shipped);
  }

  async #shipped(provider: ModelProvider): Promise<Model> {
    const { environment, originator, version } = this.#options;
    return new OpenAIResponsesModel({
      baseUrl: provider.baseUrl,
      queryParams: provider.queryParams,
      headers: { ...provider.headers, ...resolveHeaders(provider.headerVariables, environment.variables) },
      streamIdleTimeoutMs: provider.streamIdleTimeoutMs,
      originator,
      version,
      ...this.#credential(provider.credential),
    });
  }

  #credential(credential: ProviderCredential): { readonly apiKey?: string; readonly missingKeyVariable?: string } {
    const { environment, apiKey } = this.#options;
    switch (credential.kind) {
      case 'none':
        return {};
      case 'token':
        return { apiKey: credential.token };
      case 'variable': {
        const found = credential.names
          .map((name) => environment.variables[name])
          .find((value) => value !== undefined && value !== '');
        const key = (credential.names.includes('OPENAI_API_KEY') ? apiKey : undefined) ?? found;
        const missingKeyVariable = credential.names.at(-1) ?? credential.names[0];
        return key === undefined ? { missingKeyVariable } : { apiKey: key, missingKeyVariable };
      }
    }
  }
}

function resolveHeaders(
  names: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const found = Object.entries(names).map(([header, variable]) => [header, variables[variable]] as const);
  return Object.fromEntries(
    found.filter((entry): entry is readonly [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
}
