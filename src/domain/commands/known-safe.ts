import { isOption } from './option-syntax.js';
import { isSystemProgram, programName } from './program-name.js';
import { plainCommandsOf } from './shell-invocation.js';

type ArgumentCheck = (args: readonly string[]) => boolean;

/** Programs that only look and print, whatever their arguments. */
const alwaysSafe: ReadonlySet<string> = new Set(
  (
    'cat cd cut echo expr false grep head id ls nl numfmt paste pwd rev seq stat tac tail tr true uname wc ' +
    'which whoami'
  ).split(' '),
);

/** Programs of which some arguments write or start something. */
const safeWith: ReadonlyMap<string, ArgumentCheck> = new Map([
  ['base64', isSafeBase64],
  ['find', isSafeFind],
  ['rg', isSafeRipgrep],
  ['sed', isSafeSed],
  ['uniq', isSafeUniq],
]);

/**
 * Whether a command only looks and prints, so that nobody needs to be asked: a program of a short list with harmless arguments, or a plain
 * script for `bash`, `sh` or `zsh` of nothing but such commands. What is not understood is not safe.
 */
export function isKnownSafe(argv: readonly string[]): boolean {
  const commands = plainCommandsOf(argv) ?? [argv];
  return commands.every(isSafeCommand);
}

function isSafeCommand([program, ...args]: readonly string[]): boolean {
  if (program === undefined || !isSystemProgram(program)) return false;
  const name = programName(program);
  return alwaysSafe.has(name) || safeWith.get(name)?.(args) === true;
}

/** Output options in every spelling: clustered, joined with their value, abbreviated. */
function isSafeBase64(args: readonly string[]): boolean {
  return !args.some((arg) => arg.startsWith('--o') || /^-[^-]*o/.test(arg));
}

const findActions: ReadonlySet<string> = new Set(['-exec', '-execdir', '-ok', '-okdir', '-delete', '-fls']);

function isSafeFind(args: readonly string[]): boolean {
  return !args.some((arg) => findActions.has(arg) || arg.startsWith('-fprint'));
}

/** `--pre` and `--hostname-bin` start programs, `--search-zip` starts decompressors. Clusters such as `-nz` count. */
function isSafeRipgrep(args: readonly string[]): boolean {
  const options = ['--pre', '--hostname-bin', '--search-zip'];
  return !args.some(
    (arg) => /^-[^-]*z/.test(arg) || options.some((option) => arg === option || arg.startsWith(`${option}=`)),
  );
}

/** `sed -n 3p` and `sed -n 3,9p`, with at most one file: other scripts write files and start programs. */
function isSafeSed(args: readonly string[]): boolean {
  const [quiet, script, file, ...rest] = args;
  // A file that looks like an option would be one: `-f` brings another script in.
  return quiet === '-n' && /^(?:\d+,)?\d+p$/.test(script ?? '') && !(file ?? '').startsWith('-') && rest.length === 0;
}

const uniqValueOptions: ReadonlySet<string> = new Set([
  '-f',
  '-s',
  '-w',
  '--skip-fields',
  '--skip-chars',
  '--check-chars',
]);

/** The second operand of `uniq` is a file that it writes, so the first one has to be the last argument. */
function isSafeUniq(args: readonly string[]): boolean {
  if (args.includes('--')) return false;
  const operand = args.findIndex((arg, index) => !isOption(arg) && !uniqValueOptions.has(args[index - 1] ?? ''));
  return operand < 0 || operand === args.length - 1;
}
