import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { err, ok, type Result } from '../../domain/result.js';

/**
 * Whether files can be written below a folder that may not exist yet; the error says why not. Nothing is created: for a missing folder,
 * the nearest one above it has to be writable.
 *
 * @param path absolute
 */
export async function checkFolder(path: string): Promise<Result<void, string>> {
  for (let folder = path; ; folder = dirname(folder)) {
    const found = await stat(folder).catch((error: unknown) => codeOf(error));
    if (found === 'ENOENT' && folder !== dirname(folder)) continue;
    if (typeof found === 'string') return err(`\`${folder}\` cannot be looked at (${found})`);
    if (!found.isDirectory()) return err(`\`${folder}\` is not a folder`);
    return access(folder, constants.W_OK | constants.X_OK).then(
      () => ok(undefined),
      (error: unknown) => err(`\`${folder}\` is not writable (${codeOf(error)})`),
    );
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
