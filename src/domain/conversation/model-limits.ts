/** How much of a conversation a model can read at once. */
export interface ModelLimits {
  /** Tokens that may be used, the provider's own overhead left out: 95 % of the window, or as a catalogue says. */
  readonly contextWindow: number;
  /** Tokens at which the history is compacted before the next request: at most 90 % of the window. */
  readonly compactAtTokens: number;
}

/** Settings that override what is known about a model; in tokens, >= 1. */
export interface ModelLimitSettings {
  /** The whole window. */
  readonly contextWindow?: number;
  /** How much of it may be used, in percent; 95 when absent. */
  readonly usablePercent?: number;
  readonly autoCompactTokenLimit?: number;
}

/** The window of a model that is not in the catalogue. */
const defaultContextWindow = 272_000;

/** Windows by the beginning of a model's name; the longest beginning that fits wins. */
const contextWindows: readonly (readonly [prefix: string, tokens: number])[] = [
  ['gpt-3.5', 16_385],
  ['gpt-4', 8_192],
  ['gpt-4-turbo', 128_000],
  ['gpt-4o', 128_000],
  ['gpt-4.1', 1_047_576],
  ['gpt-4.5', 128_000],
  ['gpt-5-chat', 128_000],
  ['gpt-oss', 131_072],
  ['o1', 200_000],
  ['o3', 200_000],
  ['o4-mini', 200_000],
  ['codex-mini', 200_000],
];

/** The limits of a model, by its name at the provider; a name such as `openai/gpt-4o` is known by its last part. */
export function modelLimits(model: string, settings: ModelLimitSettings = {}): ModelLimits {
  const whole = settings.contextWindow ?? windowOf(model.slice(model.lastIndexOf('/') + 1));
  const ninetyPercent = Math.floor((whole * 90) / 100);
  return {
    contextWindow: Math.floor((whole * (settings.usablePercent ?? 95)) / 100),
    compactAtTokens: Math.min(settings.autoCompactTokenLimit ?? ninetyPercent, ninetyPercent),
  };
}

function windowOf(name: string): number {
  const fitting = contextWindows.filter(([prefix]) => name.startsWith(prefix));
  return fitting.sort(([a], [b]) => b.length - a.length)[0]?.[1] ?? defaultContextWindow;
}
