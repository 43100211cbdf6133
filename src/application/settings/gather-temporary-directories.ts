import {
  type AbsolutePath,
  isWithin,
  parseAbsolutePath,
  pathStyleOf,
  resolvePath,
} from '../../domain/paths/absolute-path.js';
import type { PermissionContext } from '../../domain/permissions/permission-context.js';
import type { Environment } from '../../ports/environment.js';
import type { FileSystem } from '../../ports/file-system.js';

/** What the directories for temporary files are found from. */
export interface TemporaryDirectorySources {
  readonly cwd: AbsolutePath;
  readonly environment: Environment;
  readonly fileSystem: FileSystem;
}

/**
 * Finds the directories that profiles mean by `:tmpdir` and `:slash_tmp`. Profiles make them writable, so a variable counts only if it
 * names an absolute directory that does not contain the home of the user.
 */
export async function gatherTemporaryDirectories({
  environment,
  fileSystem,
  cwd,
}: TemporaryDirectorySources): Promise<Pick<PermissionContext, 'tmpdir' | 'slashTmp'>> {
  const slashTmp = resolvePath(cwd, '/tmp');
  const stated = statedDirectory(environment, cwd);
  const tmpdir = stated !== undefined && (await leadsHome(stated, { environment, fileSystem })) ? undefined : stated;
  const hasSlashTmp = environment.platform !== 'windows' && (await fileSystem.inspect(slashTmp)).type === 'directory';
  return {
    ...(tmpdir === undefined ? {} : { tmpdir }),
    ...(hasSlashTmp ? { slashTmp } : {}),
  };
}

/** A link to the home is as bad as the home itself. */
async function leadsHome(
  directory: AbsolutePath,
  { environment, fileSystem }: Pick<TemporaryDirectorySources, 'environment' | 'fileSystem'>,
): Promise<boolean> {
  const [place, home] = await Promise.all(
    [directory, environment.homeDirectory].map((path) => fileSystem.inspect(path)),
  );
  return place !== undefined && home !== undefined && isWithin(home.realPath, place.realPath);
}

function statedDirectory(environment: Environment, cwd: AbsolutePath): AbsolutePath | undefined {
  const named = temporaryDirectoryNames(environment.platform).map((name) => variableIn(environment, name));
  const parsed = parseAbsolutePath(named.find((text) => text !== undefined && text !== '') ?? '', pathStyleOf(cwd));
  return parsed.ok && !isWithin(environment.homeDirectory, parsed.value) ? parsed.value : undefined;
}

/** The variables that name the directory for temporary files, the one that counts first. */
function temporaryDirectoryNames(platform: Environment['platform']): readonly string[] {
  return platform === 'windows' ? ['TEMP', 'TMP'] : ['TMPDIR'];
}

/** Windows knows names of variables in any case. */
function variableIn({ platform, variables }: Environment, name: string): string | undefined {
  if (platform !== 'windows') return variables[name];
  return Object.entries(variables).findLast(([key]) => key.toUpperCase() === name)?.[1];
}
