import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { programCandidates } from '../../domain/notifications/program-candidates.js';
import type { PathStyle } from '../../domain/paths/absolute-path.js';

/**
 * The first executable file called `name`, or nothing. The search is done here and not by the system, because Windows looks into the
 * working directory first, and so does any system whose `PATH` has a relative entry.
 */
export async function findProgram(
  name: string,
  variables: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const style: PathStyle = process.platform === 'win32' ? 'windows' : 'posix';
  for (const candidate of programCandidates(name, { searchPath: searchPathOf(variables, style), style })) {
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

function searchPathOf(variables: Readonly<Record<string, string>>, style: PathStyle): string {
  if (style === 'posix') return variables.PATH ?? '';
  return Object.entries(variables).find(([name]) => name.toLowerCase() === 'path')?.[1] ?? '';
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    // Whatever the reason is, this candidate cannot be started; the next one may.
    return false;
  }
}
