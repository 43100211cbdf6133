import { interpreterScriptOf } from '../../domain/commands/interpreter-script.js';

/** What Node.js starts a program with besides its name. */
export interface StartArguments {
  readonly args: readonly string[];
  /** The arguments are quoted already. */
  readonly windowsVerbatimArguments?: true;
  readonly argv0?: string;
}

/** On Windows a script for the command interpreter is passed on as it is; the rules by which other arguments are quoted would change it. */
export function startArguments(argv: readonly [string, ...string[]], platform: NodeJS.Platform): StartArguments {
  const [program, ...args] = argv;
  const script = platform === 'win32' ? interpreterScriptOf(argv) : undefined;
  if (script === undefined) return { args };
  return { args: [...args.slice(0, -1), `"${script}"`], windowsVerbatimArguments: true, argv0: `"${program}"` };
}
