import { describe, expect, it } from 'vitest';
import { assemblePrompt } from '../../../src/cli/exec/assemble-prompt.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function assemble(argument: string | undefined, stdin: string | Uint8Array | 'terminal') {
  const notes: string[] = [];
  const isTerminal = stdin === 'terminal';
  const read = async (): Promise<Uint8Array> => {
    if (isTerminal) throw new Error('a terminal is never read');
    return typeof stdin === 'string' ? bytes(stdin) : stdin;
  };
  const prompt = await assemblePrompt({ argument, stdin: { isTerminal, read }, note: (text) => notes.push(text) });
  return { prompt: prompt.ok ? prompt.value : { error: prompt.error }, notes };
}

const additional = ['Reading additional input from stdin...'];
const whole = ['Reading prompt from stdin...'];

describe('assemblePrompt', () => {
  it.each<[string, string | undefined, string | Uint8Array, unknown, readonly string[]]>([
    ['an argument on a terminal', 'do it', 'terminal', 'do it', []],
    ['an argument and nothing piped', 'do it', '', 'do it', additional],
    ['an argument and blank input', 'do it', ' \n\t', 'do it', additional],
    ['an argument and input', 'sum up', 'a\nb', 'sum up\n\n<stdin>\na\nb\n</stdin>', additional],
    ['an argument and input that ends with a newline', 'sum up', 'a\n', 'sum up\n\n<stdin>\na\n</stdin>', additional],
    ['input alone, verbatim', undefined, 'do it\n', 'do it\n', whole],
    ['a dash', '-', 'do it\n', 'do it\n', []],
    ['UTF-16 with a byte order mark', '-', new Uint8Array([0xff, 0xfe, 0x61, 0, 0xe4, 0]), 'aä', []],
    ['UTF-16, big endian', '-', new Uint8Array([0xfe, 0xff, 0, 0x61]), 'a', []],
    ['UTF-8 with a byte order mark', '-', bytes('\uFEFFa'), 'a', []],
  ])('takes %s', async (_, argument, stdin, prompt, notes) => {
    expect(await assemble(argument, stdin)).toEqual({ prompt, notes });
  });

  it.each<[string, string | undefined, string | Uint8Array, string, readonly string[]]>([
    [
      'neither argument nor pipe',
      undefined,
      'terminal',
      'there is no prompt; pass one as an argument, or pipe it in',
      [],
    ],
    ['an empty pipe', undefined, '', 'no prompt was provided via stdin', whole],
    ['a dash and a blank pipe', '-', '\n', 'no prompt was provided via stdin', []],
    [
      'input that is no text',
      'do it',
      new Uint8Array([0x61, 0xff]),
      'the input is not valid UTF-8 (invalid byte at offset 1); convert it to UTF-8 and try again',
      additional,
    ],
    [
      'half a UTF-16 character',
      '-',
      new Uint8Array([0xff, 0xfe, 0x61]),
      'the input is not valid UTF-16LE; convert it to UTF-8 and try again',
      [],
    ],
  ])('refuses %s', async (_, argument, stdin, error, notes) => {
    expect(await assemble(argument, stdin)).toEqual({ prompt: { error }, notes });
  });
});
