import { quoteArgv } from '../../commands/quote-argv.js';
import { err, ok, type Result } from '../../result.js';
import { type ExecRules, type NetworkRule, noRules, type PrefixRule, type RuleDecision } from './exec-rules.js';
import { matchRules } from './match-rules.js';
import { parseRuleCalls } from './parse-rule-calls.js';
import { readHostExecutable } from './read-host-executable.js';
import { readNetworkRule } from './read-network-rule.js';
import { type ExemplifiedRule, readPrefixRule } from './read-prefix-rule.js';
import type { RuleCall } from './rule-call.js';
import { locateComplaint, type RuleComplaint, type RuleError, type RuleFile } from './rule-error.js';

/**
 * Puts the rules of some files together, in the order given. The examples of a rule are checked against that rule alone, once its file is
 * read. The first thing that is wrong in any file is the error: half of the rules would be no rules to rely on.
 */
export function compileRules(files: readonly RuleFile[]): Result<ExecRules, RuleError> {
  let rules = noRules;
  for (const file of files) {
    const builder = new RulesBuilder(rules);
    const complaint = builder.add(file.text);
    if (complaint !== undefined) return err(locateComplaint(file, complaint));
    rules = file.counts === 'restrictions' ? restricted(rules, builder.rules) : builder.rules;
  }
  return ok(rules);
}

/** The rules before a file, with those of the file that allow nothing. A host executable widens what other rules allow. */
function restricted(before: ExecRules, after: ExecRules): ExecRules {
  const added = <Rule extends { readonly decision: RuleDecision }>(
    all: readonly Rule[],
    count: number,
  ): readonly Rule[] => all.filter(({ decision }, index) => index < count || decision !== 'allow');
  return {
    prefixRules: added(after.prefixRules, before.prefixRules.length),
    networkRules: added(after.networkRules, before.networkRules.length),
    hostExecutables: before.hostExecutables,
  };
}

class RulesBuilder {
  readonly #prefixRules: PrefixRule[];
  readonly #networkRules: NetworkRule[];
  readonly #hostExecutables: Map<string, readonly string[]>;

  constructor(before: ExecRules) {
    this.#prefixRules = [...before.prefixRules];
    this.#networkRules = [...before.networkRules];
    this.#hostExecutables = new Map(before.hostExecutables);
  }

  get rules(): ExecRules {
    return {
      prefixRules: this.#prefixRules,
      networkRules: this.#networkRules,
      hostExecutables: this.#hostExecutables,
    };
  }

  /** Adds the rules of one file; gives what was wrong first. */
  add(text: string): RuleComplaint | undefined {
    const calls = parseRuleCalls(text);
    if (!calls.ok) return calls.error;
    const exemplified: ExemplifiedRule[] = [];
    for (const call of calls.value) {
      const complaint = this.#addCall(call, exemplified);
      if (complaint !== undefined) return complaint;
    }
    return firstOf(exemplified, (rule) => this.#checkExamples(rule));
  }

  #addCall(call: RuleCall, exemplified: ExemplifiedRule[]): RuleComplaint | undefined {
    switch (call.name) {
      case 'prefix_rule':
        return this.#addPrefixRule(call, exemplified);
      case 'host_executable':
        return this.#addHostExecutable(call);
      case 'network_rule':
        return this.#addNetworkRule(call);
      default:
        return {
          code: 'unsupported',
          message: `unknown function \`${call.name}\`; expected \`prefix_rule\`, \`host_executable\` or \`network_rule\``,
          span: { start: call.span.start, end: call.span.start + call.name.length },
        };
    }
  }

  #addPrefixRule(call: RuleCall, exemplified: ExemplifiedRule[]): RuleComplaint | undefined {
    const read = readPrefixRule(call);
    if (!read.ok) return read.error;
    this.#prefixRules.push(read.value.rule);
    exemplified.push(read.value);
    return undefined;
  }

  #addHostExecutable(call: RuleCall): RuleComplaint | undefined {
    const read = readHostExecutable(call);
    if (!read.ok) return read.error;
    this.#hostExecutables.set(read.value.name, read.value.paths);
    return undefined;
  }

  #addNetworkRule(call: RuleCall): RuleComplaint | undefined {
    const read = readNetworkRule(call);
    if (!read.ok) return read.error;
    this.#networkRules.push(read.value);
    return undefined;
  }

  #checkExamples({ rule, matching, notMatching }: ExemplifiedRule): RuleComplaint | undefined {
    const alone: ExecRules = { ...noRules, prefixRules: [rule], hostExecutables: this.#hostExecutables };
    const isMatched = (words: readonly string[]): boolean =>
      matchRules(alone, words, { hostExecutables: 'resolved' }).length > 0;
    const excess = notMatching.find(({ words }) => isMatched(words));
    if (excess !== undefined) {
      const message = `the rule matches \`${quoteArgv(excess.words)}\`, which is an example of what it must not match`;
      return { code: 'example', message, span: excess.span };
    }
    const missed = matching.find(({ words }) => !isMatched(words));
    if (missed === undefined) return undefined;
    const message = `the rule does not match \`${quoteArgv(missed.words)}\`, which is an example of what it must match`;
    return { code: 'example', message, span: missed.span };
  }
}

function firstOf<Item, Found>(items: readonly Item[], find: (item: Item) => Found | undefined): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
