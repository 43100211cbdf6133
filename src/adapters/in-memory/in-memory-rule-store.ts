import type { ProposedPrefix } from '../../domain/approvals/propose-prefix.js';
import { renderAllowRule } from '../../domain/approvals/rules/render-allow-rule.js';
import type { RuleFile } from '../../domain/approvals/rules/rule-error.js';
import { ok, type Result } from '../../domain/result.js';
import type { RuleStore, RuleStoreError } from '../../ports/rule-store.js';

/** Keeps rules as long as it lives. What is allowed later goes to a file of its own after those that it began with. */
export class InMemoryRuleStore implements RuleStore {
  readonly #files: readonly RuleFile[];
  readonly #added = new Set<string>();

  /** @param files the rules to begin with; none by default */
  constructor(files: readonly RuleFile[] = []) {
    this.#files = files;
  }

  async read(): Promise<Result<readonly RuleFile[], RuleStoreError>> {
    if (this.#added.size === 0) return ok(this.#files);
    return ok([...this.#files, { name: 'default.rules', text: [...this.#added, ''].join('\n') }]);
  }

  async allowPrefix(prefix: ProposedPrefix): Promise<Result<void, RuleStoreError>> {
    this.#added.add(renderAllowRule(prefix));
    return ok(undefined);
  }
}
