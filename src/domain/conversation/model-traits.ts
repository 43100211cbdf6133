/** How a model is asked when the settings say nothing. */
export interface ModelTraits {
  /** Present for models that reason. Their sealed reasoning is then asked for, so that they can go on with it after a call. */
  readonly reasoningEffort?: 'medium';
  /** Present for models whose answers can be asked to be short. */
  readonly verbosity?: 'low';
}

/** Traits by the beginning of a model's name; the longest beginning that fits wins. */
const traits: readonly (readonly [prefix: string, traits: ModelTraits])[] = [
  ['gpt-5', { reasoningEffort: 'medium', verbosity: 'low' }],
  ['gpt-5-chat', {}],
  ['gpt-5-codex', { reasoningEffort: 'medium' }],
  ['gpt-6', { reasoningEffort: 'medium', verbosity: 'low' }],
  ['codex-mini', { reasoningEffort: 'medium' }],
  ['o3', { reasoningEffort: 'medium' }],
  ['o4-mini', { reasoningEffort: 'medium' }],
];

/** The traits of a model by its name at the provider, such as `gpt-5.5` or `openai/gpt-5.5`; none for a model that is not known. */
export function modelTraits(model: string): ModelTraits {
  const name = model.slice(model.lastIndexOf('/') + 1);
  const fitting = traits.filter(([prefix]) => name.startsWith(prefix));
  return fitting.sort(([a], [b]) => b.length - a.length)[0]?.[1] ?? {};
}
