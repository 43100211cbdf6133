import { err, ok, type Result } from '../../domain/result.js';
import { quotableText } from './quotable-text.js';

/** The longest line that the command interpreter takes, in UTF-16 units. */
const maxLine = 8_191;

/** A batch file with its arguments, and the interpreter that runs it. */
export interface BatchCommand {
  /** Absolute path of `cmd.exe`. */
  readonly interpreter: string;
  /** Absolute path of the `.bat` or `.cmd` file. */
  readonly file: string;
  readonly args: readonly string[];
}

/**
 * Renders the command line that runs a batch file. Windows would start the interpreter by itself and have it read the arguments as
 * commands; so it is started by name, without its start-up commands and without delayed expansion, with every argument quoted for it.
 * What cannot be quoted is refused: a line break ends the line whatever stands around it.
 */
export function quoteBatch({ interpreter, file, args }: BatchCommand): Result<string, string> {
  const broken = args.findIndex((argument) => /[\r\n]/.test(argument));
  if (broken !== -1) return err(`argument ${broken + 1} contains a line break, which a batch file cannot be given`);
  const words = [quoteWord(file), ...args.map((argument) => (isPlain(argument) ? argument : quoteWord(argument)))];
  const line = `"${interpreter}" /e:ON /v:OFF /d /s /c "${words.join(' ')}"`;
  return line.length > maxLine ? err('the arguments are too long for a batch file') : ok(line);
}

/** Characters that mean nothing to the interpreter. */
function isPlain(argument: string): boolean {
  return /^[A-Za-z0-9#$+\-./:@\\_]+$/.test(argument) && !argument.endsWith('\\');
}

/**
 * Inside quotation marks the interpreter still expands `%NAME%`. Each percent sign is followed by an expansion that is always empty, so
 * that it cannot begin one of its own.
 */
function quoteWord(word: string): string {
  return `"${quotableText(word, '""').replaceAll('%', '%%cd:~,%')}"`;
}
