import { maxScriptLength } from './parse-plain-script.js';
import { programName } from './program-name.js';
import { type ScannedScript, scanCommands, scanExpansions } from './scan-commands.js';
import type { ScannedCommand, ScannedWord } from './scanned-command.js';
import { wrappedCommandStart } from './wrapper-programs.js';

/** Every command that an argument vector is known to run. */
export interface CommandsWithin {
  /** In no particular order. What wraps a command comes with it: of `sudo rm x`, both `sudo rm x` and `rm x`. */
  readonly commands: readonly ScannedCommand[];
  /** Whether there may be more: the script is too long, or scripts and wrappers are nested too deep, to be looked through. */
  readonly incomplete: boolean;
}

/** How many shells and wrappers deep commands are looked for. */
const maxDepth = 10;

/**
 * Finds the commands that an argument vector runs: itself, what its program starts in turn (`sudo`, `env`, `xargs`, `find -exec`), and whatever is
 * written in the scripts and inputs that it gives to shells. It finds too much rather than too little, so it is no basis for allowing anything.
 */
export function commandsWithin(argv: readonly string[]): CommandsWithin {
  if (argv.reduce((length, word) => length + word.length, 0) > maxScriptLength) return tooLong;
  return unfold([{ words: argv.map((text) => ({ text, literal: true })) }]);
}

/** The same for a script. */
export function commandsWithinScript(script: string): CommandsWithin {
  return script.length > maxScriptLength ? tooLong : unfold(commandsOf(scanCommands(script)));
}

const tooLong: CommandsWithin = { commands: [], incomplete: true };

function unfold(outermost: readonly ScannedCommand[]): CommandsWithin {
  const commands: ScannedCommand[] = [];
  let level = outermost;
  for (let depth = 0; depth < maxDepth && level.length > 0; depth += 1) {
    for (const command of level) commands.push(command);
    level = level.flatMap(innerCommands);
  }
  return { commands, incomplete: level.length > 0 };
}

/** The commands one level further in. */
function innerCommands(command: ScannedCommand): readonly ScannedCommand[] {
  const { words } = command;
  const start = wrappedCommandStart(words);
  const wrapped = start === undefined || start === words.length ? [] : [{ ...command, words: words.slice(start) }];
  const scripts = scriptsOf(command).flatMap((script) => commandsOf(scanCommands(script)));
  return [...wrapped, ...commandsOfFind(words), ...scripts];
}

/** The commands of a scan, and of the here-documents in it that the shell expands. */
function commandsOf(scan: ScannedScript): readonly ScannedCommand[] {
  const scans = [scan];
  let texts = scan.expandedTexts;
  for (let depth = 0; depth < maxDepth && texts.length > 0; depth += 1) {
    const inTexts = texts.map(scanExpansions);
    for (const found of inTexts) scans.push(found);
    texts = inTexts.flatMap(({ expandedTexts }) => expandedTexts);
  }
  return scans.flatMap(({ commands }) => commands);
}

const shells: ReadonlySet<string> = new Set(['ash', 'bash', 'dash', 'ksh', 'mksh', 'sh', 'su', 'zsh']);

/** What a command hands to a shell to be run. */
function scriptsOf({ words, input }: ScannedCommand): readonly string[] {
  const [program, ...args] = words;
  if (program === undefined || !program.literal) return [];
  const name = programName(program.text);
  if (shells.has(name)) return scriptsOfShell(args, input);
  if (name === 'eval') return [textOf(args)];
  if (name === 'env') return splitStringsOf(args);
  return [];
}

function scriptsOfShell(args: readonly ScannedWord[], input: string | undefined): readonly string[] {
  const flag = args.findIndex(({ text }) => /^-[A-Za-z]*c/.test(text));
  const script = flag < 0 ? undefined : args.slice(flag + 1).find(({ text }) => !/^[-+]/.test(text));
  return [script?.text, input].filter((text) => text !== undefined);
}

/** `env -S 'program argument'` splits the string into words, much as a shell does. */
function splitStringsOf(args: readonly ScannedWord[]): readonly string[] {
  return args.flatMap(({ text }, index) => {
    const joined = /^(?:-[A-Za-z0]*S|--split-string=)(.+)$/s.exec(text)?.[1];
    if (joined !== undefined) return [joined];
    return /^(?:-[A-Za-z0]*S|--split-string)$/.test(text) ? [args[index + 1]?.text ?? ''] : [];
  });
}

const findActions: ReadonlySet<string> = new Set(['-exec', '-execdir', '-ok', '-okdir']);

/** The commands that `find` runs for what it finds. */
function commandsOfFind(words: readonly ScannedWord[]): readonly ScannedCommand[] {
  const [program] = words;
  if (program === undefined || programName(program.text) !== 'find') return [];
  const commands: ScannedCommand[] = [];
  for (let index = 1; index < words.length; index += 1) {
    if (!findActions.has(words[index]?.text ?? '')) continue;
    const end = endOfAction(words, index + 1);
    if (end > index + 1) commands.push({ words: words.slice(index + 1, end) });
    index = end;
  }
  return commands;
}

function endOfAction(words: readonly ScannedWord[], start: number): number {
  let end = start;
  while (end < words.length && words[end]?.text !== ';' && words[end]?.text !== '+') end += 1;
  return end;
}

function textOf(words: readonly ScannedWord[]): string {
  return words.map(({ text }) => text).join(' ');
}
