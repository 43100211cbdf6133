import { win32 } from 'node:path';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import { variableKey } from './variable-key.js';

/** The file that a command means. Batch files need the command interpreter. */
export interface FoundProgram {
  readonly kind: 'program' | 'batch';
  readonly path: string;
}

/** What a program is looked for in. */
export interface ProgramSearch {
  readonly cwd: AbsolutePath;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether an absolute path is that of a file. */
  readonly isFile: (path: string) => boolean;
}

const executable = ['.com', '.exe', '.bat', '.cmd'];

/**
 * Finds the file of a program. Windows would look into the working directory before `PATH`, where a repository could plant one, so it
 * is never asked: a bare name is looked up in the absolute directories of `PATH` alone, with the extensions of `PATHEXT` that can be
 * started without another program.
 */
export function findProgram(name: string, { cwd, environment, isFile }: ProgramSearch): FoundProgram | undefined {
  const directories = /[\\/:]/.test(name) ? [cwd] : pathDirectories(environment);
  const endings = executable.includes(win32.extname(name).toLowerCase()) ? [''] : extensions(environment);
  for (const directory of directories) {
    for (const ending of endings) {
      const path = win32.resolve(directory, `${name}${ending}`);
      if (isFile(path)) return { kind: isBatch(path) ? 'batch' : 'program', path };
    }
  }
  return undefined;
}

/** The command interpreter of an environment. */
export function interpreterOf(environment: ProgramSearch['environment']): string {
  return win32.join(variableIn(environment, 'SYSTEMROOT') ?? 'C:\\Windows', 'System32', 'cmd.exe');
}

function pathDirectories(environment: ProgramSearch['environment']): readonly string[] {
  const directories = (variableIn(environment, 'PATH') ?? '').split(';').map((part) => part.replaceAll('"', ''));
  return directories.filter((directory) => /^(?:[A-Za-z]:[\\/]|\\\\)/.test(directory));
}

function extensions(environment: ProgramSearch['environment']): readonly string[] {
  const listed = (variableIn(environment, 'PATHEXT') ?? executable.join(';')).toLowerCase().split(';');
  return listed.filter((extension) => executable.includes(extension));
}

/** Of several spellings of one name the last counts, as in the block that the command gets. */
function variableIn(environment: ProgramSearch['environment'], name: string): string | undefined {
  return Object.entries(environment).findLast(([key]) => variableKey(key) === name)?.[1];
}

function isBatch(path: string): boolean {
  return /\.(?:bat|cmd)$/i.test(path);
}
