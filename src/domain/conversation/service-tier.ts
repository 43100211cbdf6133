/** How fast and at what price the provider answers, as a request says it. */
export interface ChosenTier {
  /** What the request says; nothing when absent. */
  readonly tier?: string;
  /** Why the wish has no effect, for people. */
  readonly warning?: string;
}

/**
 * What a request says when a user wished for a tier: `fast` is another word for `priority`, `default` says nothing, `flex` goes to every
 * model, and others only to models that are known to have them.
 */
export function chooseServiceTier(
  wished: string,
  { model, offered }: { readonly model: string; readonly offered: readonly string[] },
): ChosenTier {
  const tier = wished === 'fast' ? 'priority' : wished;
  if (tier === 'default') return {};
  if (tier === 'flex' || offered.includes(tier)) return { tier };
  const known = offered.length === 0 ? 'none is known' : `known are ${offered.map((name) => `\`${name}\``).join(', ')}`;
  return {
    warning: `\`service_tier\` is left out of requests: \`${wished}\` is no tier of the model \`${model}\`, of which ${known}`,
  };
}
