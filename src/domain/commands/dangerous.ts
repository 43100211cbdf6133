import { type CommandsWithin, commandsWithin } from './commands-within.js';
import { programName } from './program-name.js';
import type { ScannedCommand } from './scanned-command.js';

/**
 * Whether a command may destroy what nobody can bring back: `rm` with force, by itself, behind programs such as `sudo`, or anywhere in a script.
 * What is too long or nested too deep to be looked through counts as dangerous.
 */
export function isDangerous(argv: readonly string[]): boolean {
  return includesDanger(commandsWithin(argv));
}

/** The same for commands that were found already. */
export function includesDanger({ commands, incomplete }: CommandsWithin): boolean {
  return incomplete || commands.some(isForcedRemoval);
}

/** Long options may be abbreviated; after `--` there are only files. */
function isForcedRemoval({ words }: ScannedCommand): boolean {
  const [program, ...args] = words;
  if (program === undefined || programName(program.text) !== 'rm') return false;
  const end = args.findIndex(({ text }) => text === '--');
  const options = end < 0 ? args : args.slice(0, end);
  return options.some(({ text }) => /^(?:-(?!-).*f|--f(?:o|or|orc|orce)?$)/.test(text));
}
