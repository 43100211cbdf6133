/** Which options of a program take the next word as their value. */
export interface OptionSyntax {
  /** Short options, without their dash. */
  readonly valueLetters?: string;
  /** Long options, with their dashes. */
  readonly valueOptions?: readonly string[];
}

/** Whether a word is an option; a single dash stands for standard input. */
export function isOption(word: string): boolean {
  return word.startsWith('-') && word !== '-';
}

/** Whether an option takes the next word as its value. A cluster of letters does when its first letter with a value is its last one. */
export function takesNextWord(option: string, { valueLetters = '', valueOptions = [] }: OptionSyntax): boolean {
  if (option.startsWith('--')) return valueOptions.includes(option);
  const letters = [...option.slice(1)];
  const first = letters.findIndex((letter) => valueLetters.includes(letter));
  return first >= 0 && first === letters.length - 1;
}

/** The words that are neither options nor their values. After `--` every word is one. */
export function operandsOf(args: readonly string[], syntax: OptionSyntax): readonly string[] {
  const operands: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? '';
    if (word === '--') return [...operands, ...args.slice(index + 1)];
    if (!isOption(word)) operands.push(word);
    else if (takesNextWord(word, syntax)) index += 1;
  }
  return operands;
}
