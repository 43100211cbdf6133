import { type JudgedCommand, type Judgement, matchesOf } from './judge-command.js';
import { isProposablePrefix } from './proposable-prefix.js';
import type { RuleDecision } from './rules/exec-rules.js';

/** Leading words of commands that a person may allow from now on. */
export type ProposedPrefix = readonly [string, ...string[]];

/** What a proposal depends on. */
export interface ProposalInput {
  readonly judgement: Judgement;
  /** What is decided about a command that no rule is about. */
  readonly decide: (command: JudgedCommand) => RuleDecision;
  /** Of which decision a command has to be to be proposed as a whole. */
  readonly decision: RuleDecision;
  /** What the model suggests. */
  readonly suggested?: readonly string[];
}

/**
 * The rule that a person may be offered: what the model suggests, if that would settle the whole request, or else the first command that led to the
 * question. None when a rule is about the request already, when something in it is dangerous, or when the words would allow too much.
 */
export function proposePrefix({ judgement, decide, decision, suggested }: ProposalInput): ProposedPrefix | undefined {
  const { commands } = judgement;
  if (matchesOf(judgement).length > 0 || commands.some(({ dangerous }) => dangerous)) return undefined;
  if (suggested !== undefined && isProposablePrefix(suggested)) {
    const settles = commands.every((command) => begins(command, suggested) || decide(command) === 'allow');
    if (settles) return suggested;
  }
  const words = commands.find((command) => decide(command) === decision)?.words;
  return words !== undefined && isProposablePrefix(words) ? words : undefined;
}

function begins({ words }: JudgedCommand, prefix: readonly string[]): boolean {
  return prefix.every((word, index) => words[index] === word);
}
