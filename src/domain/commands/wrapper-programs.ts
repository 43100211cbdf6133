import { isOption, type OptionSyntax, takesNextWord } from './option-syntax.js';
import { programName } from './program-name.js';
import type { ScannedWord } from './scanned-command.js';

/** How to find, among the arguments of a program that starts another one, where that one begins. */
interface WrapperSyntax extends OptionSyntax {
  /** How many operands precede the other program; 0 by default. */
  readonly operands?: number;
  /** Whether assignments may precede it. */
  readonly assignments?: true;
}

const wrappers: ReadonlyMap<string, WrapperSyntax> = new Map<string, WrapperSyntax>([
  ['builtin', {}],
  ['busybox', {}],
  ['chroot', { operands: 1, valueOptions: ['--userspec', '--groups'] }],
  ['command', {}],
  ['doas', { valueLetters: 'aCu' }],
  ['env', { valueLetters: 'uCS', valueOptions: ['--unset', '--chdir', '--split-string'], assignments: true }],
  ['exec', { valueLetters: 'a' }],
  ['ionice', { valueLetters: 'cnpPu', valueOptions: ['--class', '--classdata'] }],
  ['nice', { valueLetters: 'n', valueOptions: ['--adjustment'] }],
  ['noglob', {}],
  ['nohup', {}],
  ['setsid', {}],
  ['stdbuf', { valueLetters: 'ioe', valueOptions: ['--input', '--output', '--error'] }],
  [
    'sudo',
    {
      valueLetters: 'CDghpRrTtUu',
      valueOptions: [
        '--user',
        '--group',
        '--host',
        '--prompt',
        '--chdir',
        '--chroot',
        '--role',
        '--type',
        '--close-from',
      ],
      assignments: true,
    },
  ],
  ['time', { valueLetters: 'fo', valueOptions: ['--format', '--output'] }],
  ['timeout', { valueLetters: 'ks', valueOptions: ['--kill-after', '--signal'], operands: 1 }],
  ['toybox', {}],
  ['xargs', { valueLetters: 'adEILnPs', valueOptions: ['--arg-file', '--delimiter', '--max-args', '--max-procs'] }],
]);

const assignment = /^[A-Za-z_][A-Za-z0-9_]*=/;

/**
 * Where, in the words of a command, the command begins that its program starts in turn, as with `sudo`, `env` or `xargs`; the number of
 * words when there is none. `undefined` when the program starts nothing.
 */
export function wrappedCommandStart(words: readonly ScannedWord[]): number | undefined {
  const [program] = words;
  if (program === undefined || !program.literal) return undefined;
  const syntax = wrappers.get(programName(program.text));
  return syntax === undefined ? undefined : startAfterOptions(words, syntax);
}

function startAfterOptions(words: readonly ScannedWord[], syntax: WrapperSyntax): number {
  let operands = syntax.operands ?? 0;
  let index = 1;
  for (; index < words.length; index += 1) {
    const text = words[index]?.text ?? '';
    if (isOption(text)) index += takesNextWord(text, syntax) ? 1 : 0;
    else if (syntax.assignments !== true || !assignment.test(text)) {
      if (operands === 0) break;
      operands -= 1;
    }
  }
  return Math.min(index, words.length);
}
