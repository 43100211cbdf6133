import { isAbsoluteProgram, programName } from '../../commands/program-name.js';
import type { ExecRules, PrefixRule, RuleDecision } from './exec-rules.js';
import { normaliseProgram } from './normalise-program.js';

/** A rule that is about a command. */
export interface RuleMatch {
  /** The leading words of the command that the rule names, with the program as the rule names it. */
  readonly matchedPrefix: readonly string[];
  readonly decision: RuleDecision;
  readonly justification?: string;
  /** The absolute path in the command, when the rule names the program without a directory. */
  readonly resolvedProgram?: string;
}

/** How rules are matched. */
export interface MatchOptions {
  /**
   * `ignored`: a rule for `git` is only about the word `git`. `resolved`: when no rule names a program by its absolute path, rules for its name
   * count, unless `host_executable` lists paths for that name and this one is not among them.
   */
  readonly hostExecutables: 'ignored' | 'resolved';
}

/** The rules that are about a command, in the order of the rules. */
export function matchRules(rules: ExecRules, command: readonly string[], options: MatchOptions): readonly RuleMatch[] {
  const exact = matchPrefixes(rules, command);
  const [program, ...args] = command;
  if (exact.length > 0 || options.hostExecutables === 'ignored' || program === undefined) return exact;
  const path = isAbsoluteProgram(program) ? normaliseProgram(program) : undefined;
  if (path === undefined) return exact;
  const name = programName(path);
  const listed = rules.hostExecutables.get(name);
  if (listed !== undefined && !listed.includes(path)) return exact;
  return matchPrefixes(rules, [name, ...args]).map((match) => ({ ...match, resolvedProgram: path }));
}

function matchPrefixes({ prefixRules }: ExecRules, command: readonly string[]): readonly RuleMatch[] {
  return prefixRules
    .filter((rule) => matchesPrefix(rule, command))
    .map(({ pattern, decision, justification }) => ({
      matchedPrefix: command.slice(0, pattern.length),
      decision,
      ...(justification === undefined ? {} : { justification }),
    }));
}

/** Whether a command begins with the words of a rule. A word that is not known matches nothing. */
export function matchesPrefix({ pattern }: PrefixRule, command: readonly (string | undefined)[]): boolean {
  return pattern.every((alternatives, index) => {
    const word = command[index];
    return word !== undefined && alternatives.includes(word);
  });
}
