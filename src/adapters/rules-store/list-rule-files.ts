import { readdir } from 'node:fs/promises';
import { err, ok, type Result } from '../../domain/result.js';
import type { RuleStoreError } from '../../ports/rule-store.js';
import { errorCodeOf } from './error-code.js';

/** The names of the rule files in a folder, in their order; none when there is no such folder. */
export async function listRuleFiles(folder: string): Promise<Result<readonly string[], RuleStoreError>> {
  try {
    const names = await readdir(folder);
    return ok(names.filter((name) => /^.+\.rules$/s.test(name)).sort());
  } catch (cause) {
    if (errorCodeOf(cause) === 'ENOENT') return ok([]);
    const message = `cannot list the rule files in \`${folder}\`: ${String(cause)}`;
    return err({ code: 'unreadable', location: folder, message, cause });
  }
}
