import { err, ok, type Result } from '../result.js';
import type { Config } from './config.js';
import type { Inconsistency } from './inconsistency.js';
import { formatKeyPath } from './key-path.js';
import type { ModelProviderConfig } from './model-provider-table.js';
import { nearestName } from './nearest-name.js';

/** How requests prove who sends them. */
export type ProviderCredential =
  /** The first of these variables that is set and not empty holds the key. */
  | { readonly kind: 'variable'; readonly names: readonly [string, ...string[]]; readonly instructions?: string }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'none' };

/** A service that speaks the Responses API, with every default filled in. */
export interface ModelProvider {
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** Without a trailing slash and without `/responses`. */
  readonly baseUrl: string;
  readonly credential: ProviderCredential;
  readonly queryParams: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Header name to the environment variable that holds its value; an unset variable leaves the header out. */
  readonly headerVariables: Readonly<Record<string, string>>;
  /** >= 0. */
  readonly requestMaxRetries: number;
  /** >= 0. */
  readonly streamMaxRetries: number;
  /** > 0. */
  readonly streamIdleTimeoutMs: number;
}

/** The id of the provider that needs no configuration. */
const builtInProvider = 'openai';

const openAiKeys = ['CODEX_API_KEY', 'OPENAI_API_KEY'] as const;

/** The provider that a configuration selects. `variables` are those of the environment. */
export function modelProviderFrom(
  config: Config,
  variables: Readonly<Record<string, string | undefined>>,
): Result<ModelProvider, Inconsistency> {
  const configured = config.modelProviders ?? {};
  if (Object.hasOwn(configured, builtInProvider)) return err(reservedId());
  const id = config.modelProvider ?? builtInProvider;
  if (id === builtInProvider) return ok(openAi(config, variables));
  const provider = Object.hasOwn(configured, id) ? configured[id] : undefined;
  return provider === undefined ? err(unknownProvider(id, Object.keys(configured))) : fromTable(id, provider);
}

function openAi(config: Config, variables: Readonly<Record<string, string | undefined>>): ModelProvider {
  const address = config.openaiBaseUrl ?? (variables.OPENAI_BASE_URL || 'https://api.openai.com/v1');
  return {
    ...withDefaults({}),
    id: builtInProvider,
    name: 'OpenAI',
    baseUrl: withoutTrailingSlash(address),
    credential: { kind: 'variable', names: openAiKeys },
  };
}

function fromTable(id: string, table: ModelProviderConfig): Result<ModelProvider, Inconsistency> {
  if (table.baseUrl === undefined) return err(missingBaseUrl(id));
  return ok({
    ...withDefaults(table),
    id,
    name: table.name ?? id,
    baseUrl: withoutTrailingSlash(table.baseUrl),
    credential: credentialOf(table),
  });
}

function credentialOf(table: ModelProviderConfig): ProviderCredential {
  if (table.experimentalBearerToken !== undefined) return { kind: 'token', token: table.experimentalBearerToken };
  if (table.envKey !== undefined) {
    const base = { kind: 'variable', names: [table.envKey] } as const;
    return table.envKeyInstructions === undefined ? base : { ...base, instructions: table.envKeyInstructions };
  }
  return table.requiresOpenaiAuth === true ? { kind: 'variable', names: openAiKeys } : { kind: 'none' };
}

function withDefaults(table: ModelProviderConfig): Omit<ModelProvider, 'id' | 'name' | 'baseUrl' | 'credential'> {
  return {
    queryParams: table.queryParams ?? {},
    headers: table.httpHeaders ?? {},
    headerVariables: table.envHttpHeaders ?? {},
    requestMaxRetries: table.requestMaxRetries ?? 4,
    streamMaxRetries: table.streamMaxRetries ?? 5,
    streamIdleTimeoutMs: table.streamIdleTimeoutMs ?? 300_000,
  };
}

function withoutTrailingSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function unknownProvider(id: string, configured: readonly string[]): Inconsistency {
  const known = [builtInProvider, ...configured];
  const near = nearestName(id, known);
  const hint = near === undefined ? '' : `; did you mean \`${near}\`?`;
  const expected = known.map((name) => `\`${name}\``).join(', ');
  return {
    path: ['model_provider'],
    message: `there is no model provider \`${id}\`; expected one of ${expected}, or a new \`[model_providers.${id}]\` table${hint}`,
  };
}

function reservedId(): Inconsistency {
  return {
    path: ['model_providers', builtInProvider],
    message: `\`${builtInProvider}\` is the built-in provider and cannot be redefined; choose another id, or set \`openai_base_url\``,
  };
}

function missingBaseUrl(id: string): Inconsistency {
  const path = ['model_providers', id];
  return { path, message: `\`${formatKeyPath(path)}\` has no \`base_url\`; set the address of its API` };
}
