import { err, ok, type Result } from '../result.js';
import type { ModelTraits } from './model-traits.js';

/** What a catalogue says about one model. */
export interface CatalogueModel extends ModelTraits {
  /** Its name at the provider. */
  readonly slug: string;
  /** What the model is told before everything else; absent when it says nothing. */
  readonly baseInstructions?: string;
  /** In tokens, >= 1. */
  readonly contextWindow?: number;
  /** How much of the window may be used, in percent. */
  readonly usablePercent?: number;
  /** In tokens, >= 1. */
  readonly autoCompactTokenLimit?: number;
  /** The most that the model gets to see of one output, in tokens, >= 0. */
  readonly maxOutputTokens?: number;
  readonly applyPatch: 'offered' | 'omitted';
}

type Fields = { readonly [name: string]: unknown };

/**
 * Reads a catalogue in the form that `model_catalog_json` of the public Codex has. Members that mean nothing here are passed over, and
 * those that are missing are as if nothing were known. The error says what was expected.
 */
export function decodeModelCatalogue(source: string): Result<readonly CatalogueModel[], string> {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    return err(`it is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const models = fieldsOf(value).models;
  if (!Array.isArray(models)) return err('expected an object with a list `models`');
  if (models.length === 0) return err('expected at least one model in `models`');
  const decoded = models.flatMap((model) => decodeModel(fieldsOf(model)) ?? []);
  return decoded.length === models.length ? ok(decoded) : err('expected a name in `slug` of every model');
}

/** The model of a name such as `gpt-5.5` or `openai/gpt-5.5`; undefined when the catalogue has none. */
export function findCatalogueModel(models: readonly CatalogueModel[], name: string): CatalogueModel | undefined {
  const last = name.slice(name.lastIndexOf('/') + 1);
  return models.find(({ slug }) => slug === name) ?? models.find(({ slug }) => slug === last);
}

function decodeModel(model: Fields): CatalogueModel | undefined {
  const slug = textOf(model.slug);
  if (slug === undefined) return undefined;
  const verbosity = model.support_verbosity === true ? textOf(model.default_verbosity) : undefined;
  const summary = textOf(model.default_reasoning_summary);
  return {
    slug,
    ...present('baseInstructions', textOf(model.base_instructions)),
    ...present('reasoningEffort', textOf(model.default_reasoning_level)),
    ...present('reasoningSummary', summary === 'none' ? undefined : summary),
    ...present('verbosity', verbosity),
    ...(model.support_verbosity === true ? {} : { answersOneLength: true as const }),
    serviceTiers: listOf(model.service_tiers).flatMap((tier) => textOf(fieldsOf(tier).id) ?? []),
    ...present('contextWindow', countOf(model.context_window, 1)),
    ...present('usablePercent', percentOf(model.effective_context_window_percent)),
    ...present('autoCompactTokenLimit', countOf(model.auto_compact_token_limit, 1)),
    ...present('maxOutputTokens', outputTokens(fieldsOf(model.truncation_policy))),
    applyPatch: textOf(model.apply_patch_tool_type) === undefined ? 'omitted' : 'offered',
  };
}

/** A token is taken for four bytes, as everywhere. */
function outputTokens({ mode, limit }: Fields): number | undefined {
  const count = countOf(limit, 0);
  return count === undefined || mode === 'tokens' ? count : Math.floor(count / 4);
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function countOf(value: unknown, least: number): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least ? value : undefined;
}

function percentOf(value: unknown): number | undefined {
  const count = countOf(value, 1);
  return count !== undefined && count <= 100 ? count : undefined;
}

function present<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]?: Value });
}
