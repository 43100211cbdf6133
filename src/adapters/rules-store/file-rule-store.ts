import { join } from 'node:path';
import type { ProposedPrefix } from '../../domain/approvals/propose-prefix.js';
import { renderAllowRule } from '../../domain/approvals/rules/render-allow-rule.js';
import type { RuleFile } from '../../domain/approvals/rules/rule-error.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import { ok, type Result } from '../../domain/result.js';
import type { RuleStore, RuleStoreError } from '../../ports/rule-store.js';
import { appendRuleLine } from './append-rule-line.js';
import { listRuleFiles } from './list-rule-files.js';
import { readRuleFile } from './read-rule-file.js';

/** Where the rules are. */
export interface FileRuleStoreOptions {
  /** The folder of the user's settings. The rules are in its folder `rules`. */
  readonly codexHome: AbsolutePath;
}

/**
 * Keeps rules in files as the public Codex does: all `rules/*.rules` of a folder apply, in the order of their names, and new ones go to
 * `rules/default.rules`. Links to files are followed; whatever else has such a name is left alone. Projects bring theirs in
 * `.codex/rules`.
 */
export class FileRuleStore implements RuleStore {
  readonly #folder: string;
  /** Settles when the calls so far have written. */
  #written: Promise<unknown> = Promise.resolve();

  constructor({ codexHome }: FileRuleStoreOptions) {
    this.#folder = join(codexHome, 'rules');
  }

  async read(projectDirectories: readonly AbsolutePath[] = []): Promise<Result<readonly RuleFile[], RuleStoreError>> {
    const names = await listRuleFiles(this.#folder);
    if (!names.ok) return names;
    const files: RuleFile[] = [];
    for (const name of names.value) {
      const read = await readRuleFile(join(this.#folder, name));
      if (!read.ok) return read;
      if (read.value !== undefined) files.push(read.value);
    }
    if (projectDirectories.length === 0) return ok(files);
    const { readProjectRules } = await import('./project-rules.js');
    const project = await readProjectRules(projectDirectories, this.#folder);
    return project.ok ? ok([...files, ...project.value]) : project;
  }

  async allowPrefix(prefix: ProposedPrefix): Promise<Result<void, RuleStoreError>> {
    const path = join(this.#folder, 'default.rules');
    // INVARIANT: one call at a time, so that each of them sees what the ones before have added.
    const appended = this.#written.then(() => appendRuleLine(path, renderAllowRule(prefix)));
    this.#written = appended;
    return appended;
  }
}
