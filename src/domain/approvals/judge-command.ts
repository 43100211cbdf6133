import { type CommandsWithin, commandsWithin, commandsWithinScript } from '../commands/commands-within.js';
import { includesDanger } from '../commands/dangerous.js';
import { isKnownSafe } from '../commands/known-safe.js';
import { isSystemProgram, programName } from '../commands/program-name.js';
import type { ScannedCommand } from '../commands/scanned-command.js';
import { plainCommandsOf, shellInvocationOf } from '../commands/shell-invocation.js';
import { type ExecRules, type RuleDecision, strictestDecision } from './rules/exec-rules.js';
import { matchesPrefix, matchRules, type RuleMatch } from './rules/match-rules.js';

/** What is known about one command of a script, or about an argument vector as a whole. */
export interface JudgedCommand {
  readonly words: readonly string[];
  /** The rules that may decide; empty when none is about this command. */
  readonly matches: readonly RuleMatch[];
  readonly safe: boolean;
  readonly dangerous: boolean;
}

/** What is known about an argument vector. */
export interface Judgement {
  /** The commands of a plain script, or the whole vector when it is none. Never empty. */
  readonly commands: readonly JudgedCommand[];
  /** Rules that ask or forbid, for commands that are found further in: in substitutions, behind `sudo`, on other lines. */
  readonly innerMatches: readonly RuleMatch[];
}

/** Looks at an argument vector in the light of some rules. */
export function judgeCommand(argv: readonly string[], rules: ExecRules): Judgement {
  const commands = plainCommandsOf(argv) ?? [argv];
  return {
    commands: commands.map((words) => judge(words, rules)),
    innerMatches: restrictingMatches(commandsInside(argv), rules),
  };
}

/** Every rule that is about the vector or about a command in it. */
export function matchesOf({ commands, innerMatches }: Judgement): readonly RuleMatch[] {
  return [...commands.flatMap(({ matches }) => matches), ...innerMatches];
}

/** Whether rules allow every single command, so that no sandbox is needed. */
export function isAllowedByRules({ commands, innerMatches }: Judgement): boolean {
  if (innerMatches.length > 0) return false;
  return commands.every(({ matches }) => decisionOfRules(matches) === 'allow');
}

function judge(words: readonly string[], rules: ExecRules): JudgedCommand {
  const matches = matchRules(rules, words, { hostExecutables: 'resolved' }).filter((match) => mayDecide(match, rules));
  return { words, matches, safe: isKnownSafe(words), dangerous: includesDanger(commandsWithin(words)) };
}

/** A file anywhere may be called `git`: a rule for the name allows it only in a place that the user or the system vouches for. */
function mayDecide({ decision, resolvedProgram }: RuleMatch, { hostExecutables }: ExecRules): boolean {
  if (decision !== 'allow' || resolvedProgram === undefined) return true;
  return hostExecutables.has(programName(resolvedProgram)) || isSystemProgram(resolvedProgram);
}

/** The commands in the script of a shell, or those that any other program starts; the shell itself is no news. */
function commandsInside(argv: readonly string[]): CommandsWithin {
  const invocation = shellInvocationOf(argv);
  return invocation === undefined ? commandsWithin(argv) : commandsWithinScript(invocation.script);
}

function restrictingMatches({ commands }: CommandsWithin, { prefixRules }: ExecRules): readonly RuleMatch[] {
  const restricting = prefixRules.filter(({ decision }) => decision !== 'allow');
  if (restricting.length === 0) return [];
  return commands.flatMap((command) => {
    const words = knownWords(command);
    const byName = [words[0] === undefined ? undefined : programName(words[0]), ...words.slice(1)];
    return restricting
      .filter((rule) => matchesPrefix(rule, words) || matchesPrefix(rule, byName))
      .map(({ pattern, decision, justification }) => ({
        matchedPrefix: byName.slice(0, pattern.length).map((word) => word ?? ''),
        decision,
        ...(justification === undefined ? {} : { justification }),
      }));
  });
}

function knownWords({ words }: ScannedCommand): readonly (string | undefined)[] {
  return words.map(({ text, literal }) => (literal ? text : undefined));
}

/** The strictest of what rules say; `undefined` when none is about the command. */
export function decisionOfRules(matches: readonly RuleMatch[]): RuleDecision | undefined {
  return strictestDecision(matches.map(({ decision }) => decision));
}
