/** What a rule says about the commands that it matches, mildest first: `allow` < `prompt` < `forbidden`. */
export type RuleDecision = 'allow' | 'prompt' | 'forbidden';

/** A rule for every command that begins with certain words. */
export interface PrefixRule {
  /** For each leading word, the texts that it may have; at least one word, and at least one text for each. */
  readonly pattern: readonly (readonly string[])[];
  readonly decision: RuleDecision;
  /** Why the rule exists; shown to the person who is asked and to the model that is refused. */
  readonly justification?: string;
}

/** How a command reaches a host that a network rule is about. */
export type NetworkRuleProtocol = 'http' | 'https' | 'socks5_tcp' | 'socks5_udp';

/** A rule for connections to one host. */
export interface NetworkRule {
  /** In lower case, without a port and without a final dot. */
  readonly host: string;
  readonly protocol: NetworkRuleProtocol;
  readonly decision: RuleDecision;
  readonly justification?: string;
}

/** Everything that the rule files of a user say. */
export interface ExecRules {
  /** In the order of the files, and within a file in the order of its lines. */
  readonly prefixRules: readonly PrefixRule[];
  readonly networkRules: readonly NetworkRule[];
  /** By program name, the absolute paths that count as that program. */
  readonly hostExecutables: ReadonlyMap<string, readonly string[]>;
}

/** No rule at all. */
export const noRules: ExecRules = { prefixRules: [], networkRules: [], hostExecutables: new Map() };

const severity: Readonly<Record<RuleDecision, number>> = { allow: 0, prompt: 1, forbidden: 2 };

/** The strictest of some decisions; `undefined` for none. */
export function strictestDecision(decisions: readonly RuleDecision[]): RuleDecision | undefined {
  return decisions.reduce<RuleDecision | undefined>(
    (strictest, decision) =>
      strictest === undefined || severity[decision] > severity[strictest] ? decision : strictest,
    undefined,
  );
}

/** The rules with one more at the end. */
export function withPrefixRule(rules: ExecRules, rule: PrefixRule): ExecRules {
  return { ...rules, prefixRules: [...rules.prefixRules, rule] };
}
