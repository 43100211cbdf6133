import type { ProposedPrefix } from '../../domain/approvals/propose-prefix.js';
import { type ExecRules, noRules, withPrefixRule } from '../../domain/approvals/rules/exec-rules.js';
import { type RuleFile, renderRuleError } from '../../domain/approvals/rules/rule-error.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { RuleStore } from '../../ports/rule-store.js';

/**
 * The rules that the commands of a thread are judged by. They are read for the first command of every turn, so that what somebody changes
 * meanwhile counts, and again after one was added.
 */
export class CommandRules {
  readonly #store: RuleStore;
  /** What was allowed but could not be kept. */
  #unkept: readonly ProposedPrefix[] = [];
  #read: { readonly turnId: string; readonly rules: Promise<Result<ExecRules, string>> } | undefined;

  constructor(store: RuleStore) {
    this.#store = store;
  }

  /** The rules of a turn. The error says for people why there are none to rely on: no command may be judged without them. */
  inForce(turnId: string): Promise<Result<ExecRules, string>> {
    if (this.#read?.turnId !== turnId) this.#read = { turnId, rules: this.#load() };
    return this.#read.rules;
  }

  /** Allows commands that begin with `prefix` from now on. A rule that cannot be kept counts as long as the thread lives; the error says why. */
  async allow(prefix: ProposedPrefix): Promise<Result<void, string>> {
    const kept = await this.#store.allowPrefix(prefix);
    if (!kept.ok) this.#unkept = [...this.#unkept, prefix];
    this.#read = undefined;
    return kept.ok ? ok(undefined) : err(kept.error.message);
  }

  async #load(): Promise<Result<ExecRules, string>> {
    const files = await this.#store.read();
    if (!files.ok) return err(files.error.message);
    const compiled = await compile(files.value);
    if (!compiled.ok) return compiled;
    const allow = (rules: ExecRules, prefix: ProposedPrefix): ExecRules =>
      withPrefixRule(rules, { pattern: prefix.map((word) => [word]), decision: 'allow' });
    return ok(this.#unkept.reduce(allow, compiled.value));
  }
}

/** What reads rules is loaded when there are some. */
async function compile(files: readonly RuleFile[]): Promise<Result<ExecRules, string>> {
  if (files.length === 0) return ok(noRules);
  const { compileRules } = await import('../../domain/approvals/rules/compile-rules.js');
  const compiled = compileRules(files);
  return compiled.ok ? compiled : err(renderRuleError(compiled.error));
}
