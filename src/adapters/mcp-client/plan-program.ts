import { access } from 'node:fs/promises';
import { win32 } from 'node:path';
import type { ServerProgram } from './server-process.js';

/** What is executed. */
export interface PlannedProgram {
  readonly file: string;
  readonly args: readonly string[];
  /** `verbatim`: the arguments are already quoted for Windows. */
  readonly quoting: 'by-node' | 'verbatim';
}

/**
 * Decides how a program is executed. Elsewhere than on Windows that is as it is written. On Windows a bare name may mean a batch file,
 * as `npx` does; those are run by the command interpreter, with every argument quoted twice: for the program, and for the interpreter.
 */
export async function planProgram(program: ServerProgram, platform: NodeJS.Platform): Promise<PlannedProgram> {
  const plain: PlannedProgram = { file: program.command, args: program.args, quoting: 'by-node' };
  if (platform !== 'win32') return plain;
  const found = await findOnWindows(program);
  if (found === undefined) return plain;
  if (!/\.(?:cmd|bat)$/i.test(found)) return { ...plain, file: found };
  const line = [quoteForInterpreter(found), ...program.args.map((arg) => quoteForInterpreter(arg, 'batch'))].join(' ');
  const interpreter = variable(program, 'COMSPEC') ?? 'C:\\Windows\\System32\\cmd.exe';
  return { file: interpreter, args: ['/d', '/s', '/c', `"${line}"`], quoting: 'verbatim' };
}

/** The file that a command means: with each of the extensions that `PATHEXT` names, in each directory of `PATH`. */
async function findOnWindows(program: ServerProgram): Promise<string | undefined> {
  const { command, cwd } = program;
  const extensions = (variable(program, 'PATHEXT') ?? '.COM;.EXE;.BAT;.CMD').split(';').filter((part) => part !== '');
  const directories = /[\\/:]/.test(command)
    ? [cwd]
    : (variable(program, 'PATH') ?? '').split(';').filter((directory) => win32.isAbsolute(directory));
  for (const directory of directories) {
    const base = win32.resolve(directory, command);
    for (const candidate of win32.extname(base) === '' ? extensions.map((extension) => base + extension) : [base]) {
      if (await exists(candidate)) return candidate;
    }
  }
  return undefined;
}

function variable({ environment }: ServerProgram, name: string): string | undefined {
  return Object.entries(environment).find(([key]) => key.toUpperCase() === name)?.[1];
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/**
 * Quotes one word of a command line. Backslashes before a quote are doubled, as programs expect it; then the interpreter's own
 * characters are escaped, twice for a batch file, which hands its arguments on to another command line.
 */
export function quoteForInterpreter(word: string, target: 'program' | 'batch' = 'program'): string {
  const quoted = `"${word.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/(\\*)$/, '$1$1')}"`;
  const escaped = quoted.replaceAll(/[()\][%!^"`<>&|;, *?]/g, '^$&');
  return target === 'batch' ? escaped.replaceAll(/[()\][%!^"`<>&|;, *?]/g, '^$&') : escaped;
}
