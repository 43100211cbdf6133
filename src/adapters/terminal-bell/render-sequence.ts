import type { Multiplexer } from '../../domain/notifications/terminal-support.js';

const ESC = '\u001b';
const BEL = '\u0007';
const STRING_END = `${ESC}\\`;

/** GNU screen cuts off a string that is longer than some hundred bytes; several short ones in a row it passes on seamlessly. */
const MAX_SCREEN_CHUNK_BYTES = 200;

/**
 * The bytes that notify through a terminal. `line` must be a clean line, see `renderNotificationLine`, whose first character is a letter:
 * terminals in the tradition of ConEmu read a leading number as a command, one of which starts programs.
 *
 * Through a multiplexer, OSC 9 is followed by the bell: tmux drops what it is asked to pass on unless it was told not to, and the bell
 * marks the window in both.
 */
export function renderSequence(
  line: string,
  options: { readonly method: 'osc9' | 'bel'; readonly multiplexer: Multiplexer },
): string {
  if (options.method === 'bel') return BEL;
  // The bell ends the sequence for every terminal; the standard's own end would end the envelope of screen as well.
  const sequence = `${ESC}]9;${line}${BEL}`;
  switch (options.multiplexer) {
    case 'none':
      return sequence;
    case 'tmux':
      return `${ESC}Ptmux;${sequence.replaceAll(ESC, ESC + ESC)}${STRING_END}${BEL}`;
    case 'screen':
      return `${chunks(sequence)
        .map((chunk) => `${ESC}P${chunk}${STRING_END}`)
        .join('')}${BEL}`;
  }
}

function chunks(sequence: string): readonly string[] {
  const found: string[] = [];
  let chunk = '';
  for (const character of sequence) {
    if (Buffer.byteLength(chunk + character) > MAX_SCREEN_CHUNK_BYTES) {
      found.push(chunk);
      chunk = '';
    }
    chunk += character;
  }
  return [...found, chunk];
}
