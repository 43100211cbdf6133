import { type PlainCommand, parsePlainScript } from './parse-plain-script.js';
import { isSystemProgram, programName } from './program-name.js';

/** A script that an argument vector hands to a shell. */
export interface ShellInvocation {
  /** The shell as it was named. */
  readonly shell: string;
  readonly script: string;
}

const shells: ReadonlySet<string> = new Set(['bash', 'sh', 'zsh']);

/** The script of exactly `bash|sh|zsh -c|-lc SCRIPT`; `undefined` for everything else, more arguments included. */
export function shellInvocationOf(argv: readonly string[]): ShellInvocation | undefined {
  const [shell, flag, script, ...rest] = argv;
  if (shell === undefined || script === undefined || rest.length > 0) return undefined;
  if ((flag !== '-c' && flag !== '-lc') || !shells.has(programName(shell))) return undefined;
  return { shell, script };
}

/**
 * The plain commands of a script that a shell of the system is asked to run. `undefined` when the vector is no such invocation or the script is
 * not plain: then nothing is known about what will run.
 */
export function plainScriptOf(argv: readonly string[]): readonly PlainCommand[] | undefined {
  const invocation = shellInvocationOf(argv);
  // A file of one's own that is called `bash` does what it likes with the script.
  if (invocation === undefined || !isSystemProgram(invocation.shell)) return undefined;
  const parsed = parsePlainScript(invocation.script);
  return parsed.ok ? parsed.value : undefined;
}

/** The words of the commands of a plain script; see `plainScriptOf`. */
export function plainCommandsOf(argv: readonly string[]): readonly (readonly string[])[] | undefined {
  return plainScriptOf(argv)?.map(({ words }) => words);
}
