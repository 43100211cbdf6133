import { err, ok, type Result } from '../../domain.js';
import { decodePromptBytes } from './decode-prompt-bytes.js';

/** Where a prompt comes from. */
export interface PromptSources {
  /** The argument; `-` stands for standard input. */
  readonly argument: string | undefined;
  /** Where standard input comes from, and how to read all of it. */
  readonly stdin: { readonly isTerminal: boolean; read(): Promise<Uint8Array> };
  /** Tells the person who waits that input is being read. */
  readonly note: (text: string) => void;
}

/** The prompt of a turn: the argument, with piped input added to it as a block; or the input alone. */
export async function assemblePrompt({ argument, stdin, note }: PromptSources): Promise<Result<string, string>> {
  if (argument !== undefined && argument !== '-') {
    if (stdin.isTerminal) return ok(argument);
    note('Reading additional input from stdin...');
    const piped = decodePromptBytes(await stdin.read());
    return piped.ok ? ok(withPipedInput(argument, piped.value)) : piped;
  }
  if (argument === undefined && stdin.isTerminal) {
    return err('there is no prompt; pass one as an argument, or pipe it in');
  }
  if (argument === undefined) note('Reading prompt from stdin...');
  const piped = decodePromptBytes(await stdin.read());
  if (!piped.ok) return piped;
  return piped.value.trim() === '' ? err('no prompt was provided via stdin') : piped;
}

/** Adds piped input to a prompt; blank input adds nothing. */
function withPipedInput(prompt: string, piped: string): string {
  if (piped.trim() === '') return prompt;
  return `${prompt}\n\n<stdin>\n${piped}${piped.endsWith('\n') ? '' : '\n'}</stdin>`;
}
