import { quoteArgv } from '../commands/quote-argv.js';
import type { RuleDecision } from './rules/exec-rules.js';
import type { RuleMatch } from './rules/match-rules.js';

/** How much of a command a message shows, in characters. */
const maxShown = 2_000;

/** Why a person is asked; `undefined` when no rule says `prompt`. */
export function explainPrompt(argv: readonly string[], matches: readonly RuleMatch[]): string | undefined {
  const rule = mostSpecific(matches, 'prompt');
  if (rule === undefined) return undefined;
  if (rule.justification === undefined) return `\`${shown(argv)}\` requires approval by policy`;
  return `\`${shown(argv)}\` requires approval: ${rule.justification}`;
}

/** Why a command is refused, by a rule or without one. */
export function explainRefusal(argv: readonly string[], matches: readonly RuleMatch[]): string {
  const rule = mostSpecific(matches, 'forbidden');
  if (rule === undefined) return `\`${shown(argv)}\` rejected: blocked by policy`;
  const { justification, matchedPrefix } = rule;
  return `\`${shown(argv)}\` rejected: ${justification ?? `policy forbids commands starting with \`${shown(matchedPrefix)}\``}`;
}

/** The rule with a certain decision that names the most words; of several, the last one. */
function mostSpecific(matches: readonly RuleMatch[], decision: RuleDecision): RuleMatch | undefined {
  return matches
    .filter((match) => match.decision === decision)
    .reduce<RuleMatch | undefined>(
      (best, match) => (best === undefined || match.matchedPrefix.length >= best.matchedPrefix.length ? match : best),
      undefined,
    );
}

function shown(argv: readonly string[]): string {
  const line = quoteArgv(argv);
  return line.length <= maxShown ? line : `${line.slice(0, maxShown)}…`;
}
