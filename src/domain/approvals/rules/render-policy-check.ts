import { isProgramPath } from '../../commands/program-name.js';
import { type AbsolutePath, resolvePath } from '../../paths/absolute-path.js';
import { type ExecRules, strictestDecision } from './exec-rules.js';
import { type MatchOptions, matchRules, type RuleMatch } from './match-rules.js';

/** How a check is made and shown. */
export interface PolicyCheckOptions extends Partial<MatchOptions> {
  /** Against what a relative path of a program is resolved. */
  readonly cwd?: AbsolutePath;
  /** On one line, or indented by two spaces; one line by default. */
  readonly layout?: 'compact' | 'pretty';
}

/** What some rules say about a command, as the JSON text that `execpolicy check` prints; without a final line break. */
export function renderPolicyCheck(
  rules: ExecRules,
  command: readonly string[],
  { hostExecutables = 'ignored', cwd, layout = 'compact' }: PolicyCheckOptions = {},
): string {
  const matches = matchRules(rules, command, { hostExecutables });
  const located =
    matches.length === 0 && hostExecutables === 'resolved' && cwd !== undefined
      ? matchRules(rules, withAbsoluteProgram(command, cwd), { hostExecutables })
      : matches;
  const decision = strictestDecision(located.map((match) => match.decision));
  const check = { matchedRules: located.map(toWire), ...(decision === undefined ? {} : { decision }) };
  return JSON.stringify(check, null, layout === 'pretty' ? 2 : undefined);
}

/** `undefined` members are left out by `JSON.stringify`. */
function toWire({ matchedPrefix, decision, resolvedProgram, justification }: RuleMatch): object {
  return { prefixRuleMatch: { matchedPrefix, decision, resolvedProgram, justification } };
}

function withAbsoluteProgram(command: readonly string[], cwd: AbsolutePath): readonly string[] {
  const [program, ...args] = command;
  return program !== undefined && isProgramPath(program) ? [resolvePath(cwd, program), ...args] : command;
}
