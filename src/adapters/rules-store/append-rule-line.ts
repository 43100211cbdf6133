import { constants } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { err, ok, type Result } from '../../domain/result.js';
import type { RuleStoreError } from '../../ports/rule-store.js';
import { type OpenedRuleFile, withRuleFile } from './open-rule-file.js';

const { O_RDWR, O_APPEND, O_CREAT } = constants;

/** Adds a line to a rule file that does not have it yet; creates the file, readable by its owner alone, and its folder when they are missing. */
export async function appendRuleLine(path: string, line: string): Promise<Result<void, RuleStoreError>> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const appended = await withRuleFile(path, O_RDWR | O_APPEND | O_CREAT, (file) => append(file, line));
    return appended === undefined ? err(unwritable(path, 'it is not a regular file')) : ok(undefined);
  } catch (cause) {
    return err({ ...unwritable(path, cause instanceof Error ? cause.message : String(cause)), cause });
  }
}

/** One write, so that two processes cannot mix their lines: the system appends every write as a whole. */
async function append({ handle, text }: OpenedRuleFile, line: string): Promise<'appended' | 'present'> {
  if (text.split(/\r?\n/).includes(line)) return 'present';
  const separator = text === '' || text.endsWith('\n') ? '' : '\n';
  await handle.appendFile(`${separator}${line}\n`);
  await handle.sync();
  return 'appended';
}

function unwritable(path: string, reason: string): RuleStoreError {
  return { code: 'unwritable', location: path, message: `cannot add a rule to \`${path}\`: ${reason}` };
}
