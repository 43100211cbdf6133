import { programCandidates } from '../../domain/notifications/program-candidates.js';
import type { Environment } from '../../ports/environment.js';
import type { FileSystem } from '../../ports/file-system.js';

/** Whether there is a file where the program called `name` would be started from. */
export async function hasProgram(
  name: string,
  { environment, fileSystem }: { readonly environment: Environment; readonly fileSystem: FileSystem },
): Promise<boolean> {
  const { platform, variables } = environment;
  const style = platform === 'windows' ? 'windows' : 'posix';
  for (const path of programCandidates(name, { searchPath: variables.PATH ?? '', style })) {
    if ((await fileSystem.inspect(path)).type === 'file') return true;
  }
  return false;
}
