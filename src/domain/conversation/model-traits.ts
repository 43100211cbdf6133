/** How a model is asked when the settings say nothing. */
export interface ModelTraits {
  /** Present for models that reason. Their sealed reasoning is then asked for, so that they can go on with it after a call. */
  readonly reasoningEffort?: string;
  /** How the reasoning is summed up; the provider's own choice when absent. */
  readonly reasoningSummary?: string;
  /** Present for models whose answers can be asked to be short. */
  readonly verbosity?: string;
  /** The length of the answers is not a matter of wishes, not even of the user's. */
  readonly answersOneLength?: true;
  /** What `service_tier` of a request may say besides `flex`. */
  readonly serviceTiers: readonly string[];
}

/** Traits by the beginning of a model's name; the longest beginning that fits wins. */
const traits: readonly (readonly [prefix: string, traits: ModelTraits])[] = [
  ['gpt-5', { reasoningEffort: 'medium', verbosity: 'low', serviceTiers: ['priority'] }],
  ['gpt-5-chat', { serviceTiers: [] }],
  ['gpt-5-codex', { reasoningEffort: 'medium', serviceTiers: ['priority'] }],
  ['gpt-6', { reasoningEffort: 'medium', verbosity: 'low', serviceTiers: ['priority'] }],
  ['codex-mini', { reasoningEffort: 'medium', serviceTiers: [] }],
  ['o3', { reasoningEffort: 'medium', serviceTiers: [] }],
  ['o4-mini', { reasoningEffort: 'medium', serviceTiers: [] }],
];

/** The traits of a model by its name at the provider, such as `gpt-5.5` or `openai/gpt-5.5`; none for a model that is not known. */
export function modelTraits(model: string): ModelTraits {
  const name = model.slice(model.lastIndexOf('/') + 1);
  const fitting = traits.filter(([prefix]) => name.startsWith(prefix));
  return fitting.sort(([a], [b]) => b.length - a.length)[0]?.[1] ?? { serviceTiers: [] };
}
