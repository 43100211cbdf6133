import type { ProposedPrefix } from '../../domain/approvals/propose-prefix.js';
import { type ExecRules, noRules, withPrefixRule } from '../../domain/approvals/rules/exec-rules.js';
import { type RuleFile, renderRuleError } from '../../domain/approvals/rules/rule-error.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { NetworkPolicy } from '../../domain/permissions/network-policy.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { RuleStore } from '../../ports/rule-store.js';

const openNetwork =
  'a `network_rule` keeps nothing away while the network is open as a whole; choose hosts in `[permissions.<name>.network]` instead';

/** Whose turn it is, and what it lets commands do. */
export interface RuleReader {
  readonly turnId: string;
  /** What commands may reach by themselves. */
  readonly network: NetworkPolicy;
  /** Whether commands may write to a place. */
  readonly mayWrite: (place: AbsolutePath) => Promise<boolean>;
  /** Tells people what they should know about the rules. */
  readonly warn: (message: string) => void;
}

/**
 * The rules that the commands of a thread are judged by. They are read for the first command of every turn, so that what somebody changes
 * meanwhile counts, and again after one was added. What a project brings and commands may change can forbid, but not allow.
 */
export class CommandRules {
  readonly #store: RuleStore;
  readonly #projectDirectories: readonly AbsolutePath[];
  readonly #warned = new Set<string>();
  /** What was allowed but could not be kept. */
  #unkept: readonly ProposedPrefix[] = [];
  #read: { readonly turnId: string; readonly rules: Promise<Result<ExecRules, string>> } | undefined;

  /** @param projectDirectories of a trusted project, from its root down to the working directory */
  constructor(store: RuleStore, projectDirectories: readonly AbsolutePath[] = []) {
    this.#store = store;
    this.#projectDirectories = projectDirectories;
  }

  /** The rules of a turn. The error says for people why there are none to rely on: no command may be judged without them. */
  inForce(reader: RuleReader): Promise<Result<ExecRules, string>> {
    const { turnId } = reader;
    if (this.#read?.turnId !== turnId) this.#read = { turnId, rules: this.#load(reader) };
    return this.#read.rules;
  }

  /** Allows commands that begin with `prefix` from now on. A rule that cannot be kept counts as long as the thread lives; the error says why. */
  async allow(prefix: ProposedPrefix): Promise<Result<void, string>> {
    const kept = await this.#store.allowPrefix(prefix);
    if (!kept.ok) this.#unkept = [...this.#unkept, prefix];
    this.#read = undefined;
    return kept.ok ? ok(undefined) : err(kept.error.message);
  }

  async #load(reader: RuleReader): Promise<Result<ExecRules, string>> {
    const files = await this.#store.read(this.#projectDirectories);
    if (!files.ok) return err(files.error.message);
    const compiled = await compile(await Promise.all(files.value.map((file) => this.#weigh(file, reader))));
    if (!compiled.ok) return compiled;
    if (reader.network === 'enabled' && compiled.value.networkRules.some(({ decision }) => decision !== 'allow')) {
      this.#warnOnce(reader, openNetwork);
    }
    const allow = (rules: ExecRules, prefix: ProposedPrefix): ExecRules =>
      withPrefixRule(rules, { pattern: prefix.map((word) => [word]), decision: 'allow' });
    return ok(this.#unkept.reduce(allow, compiled.value));
  }

  #warnOnce({ warn }: RuleReader, message: string): void {
    if (!this.#warned.has(message)) warn(message);
    this.#warned.add(message);
  }

  async #weigh(file: RuleFile, reader: RuleReader): Promise<RuleFile> {
    if (file.place === undefined || !(await reader.mayWrite(file.place))) return file;
    this.#warnOnce(
      reader,
      `commands may change \`${file.name}\`, so what it allows does not count; keep such rules in the user's own folder`,
    );
    return { ...file, counts: 'restrictions' };
  }
}

/** What reads rules is loaded when there are some. */
async function compile(files: readonly RuleFile[]): Promise<Result<ExecRules, string>> {
  if (files.length === 0) return ok(noRules);
  const { compileRules } = await import('../../domain/approvals/rules/compile-rules.js');
  const compiled = compileRules(files);
  return compiled.ok ? compiled : err(renderRuleError(compiled.error));
}
