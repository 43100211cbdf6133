import { interpreterScriptOf } from '../../domain/commands/interpreter-script.js';
import { quotableText } from './quotable-text.js';

/** The longest command line that Windows takes, in UTF-16 units, without the null character at its end. */
export const maxCommandLine = 32_766;

/**
 * Renders program and arguments as one command line that `CommandLineToArgvW`, and with it every program that splits its arguments the
 * usual way, turns back into the same texts. The program must not contain a quotation mark: nothing could express it.
 *
 * The command interpreter does not split its arguments: what stands behind `/c` or `/k` is a script, and is passed on as it is, between
 * two quotation marks of which the interpreter takes off exactly these.
 */
export function quoteArguments(argv: readonly [string, ...string[]]): string {
  const [program, ...args] = argv;
  const script = interpreterScriptOf(argv);
  const words = script === undefined ? args : args.slice(0, -1);
  return [quoteProgram(program), ...words.map(quoteArgument), ...(script === undefined ? [] : [`"${script}"`])].join(
    ' ',
  );
}

/** Backslashes mean themselves in the name of the program, so it is only wrapped. */
function quoteProgram(program: string): string {
  return /[\s]/.test(program) || program === '' ? `"${program}"` : program;
}

function quoteArgument(argument: string): string {
  if (argument !== '' && !/[\s"]/.test(argument)) return argument;
  return `"${quotableText(argument, '\\"')}"`;
}
