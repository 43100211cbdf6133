import { constants } from 'node:fs';
import type { RuleFile } from '../../domain/approvals/rules/rule-error.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { RuleStoreError } from '../../ports/rule-store.js';
import { withRuleFile } from './open-rule-file.js';

/** Reads one rule file; `undefined` when the path is not a regular file. */
export async function readRuleFile(path: string): Promise<Result<RuleFile | undefined, RuleStoreError>> {
  try {
    return ok(await withRuleFile(path, constants.O_RDONLY, async ({ text }) => ({ name: path, text })));
  } catch (cause) {
    const message = `cannot read the rules in \`${path}\`: ${cause instanceof Error ? cause.message : String(cause)}`;
    return err({ code: 'unreadable', location: path, message, cause });
  }
}
