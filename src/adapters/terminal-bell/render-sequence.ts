import type { Multiplexer, TerminalCharacters } from '../../domain/notifications/terminal-support.js';

const ESC = '\u001b';
const BEL = '\u0007';
const STRING_END = `${ESC}\\`;

/** GNU screen cuts off a string that is longer than some hundred bytes; several short ones in a row it passes on seamlessly. */
const MAX_SCREEN_CHUNK = 200;

/** Which sequence to render. */
export interface SequenceOptions {
  readonly method: 'osc9' | 'bel';
  readonly multiplexer: Multiplexer;
  readonly characters: TerminalCharacters;
}

/**
 * The text that notifies when it is written to a terminal. `line` must be a clean line, see `renderNotificationLine`, whose first
 * character is a letter: terminals in the tradition of ConEmu read a leading number as a command, one of which starts programs.
 *
 * Through a multiplexer, OSC 9 is followed by the bell: both drop what they are asked to pass on from a window that nobody sees, tmux any
 * of it unless it was told not to, and the bell marks the window in both.
 */
export function renderSequence(line: string, { method, multiplexer, characters }: SequenceOptions): string {
  if (method === 'bel') return ringBell(multiplexer);
  // The bell ends the sequence for every terminal; the standard's own end would end the envelope of screen as well.
  const sequence = (text: string) => `${ESC}]9;${text}${BEL}`;
  const text = characters === 'ascii' ? toAscii(line) : line;
  switch (multiplexer) {
    case 'none':
      return sequence(text);
    case 'tmux':
      return `${ESC}Ptmux;${sequence(text).replaceAll(ESC, ESC + ESC)}${STRING_END}${BEL}`;
    case 'screen':
      return `${inStrings(sequence(toAscii(line)))}${BEL}`;
  }
}

// Screen makes a flash of the bell where `vbell` is on, as it is by default on Debian. What it is asked to pass on rings all the same, but
// only from a window that is seen; one that is not needs the bell that screen itself takes note of.
function ringBell(multiplexer: Multiplexer): string {
  return multiplexer === 'screen' ? inStrings(BEL) + BEL : BEL;
}

// SECURITY: screen passes on only the low eight bits of each character, which makes an escape of `ě` (U+011B) and a bell of `ć` (U+0107).
// A terminal that does not work in UTF-8 finds C1 control characters in the bytes of many letters.
function toAscii(line: string): string {
  return line
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^ -~]/gu, '?');
}

function inStrings(sequence: string): string {
  const chunks = sequence.match(new RegExp(`[^]{1,${MAX_SCREEN_CHUNK}}`, 'g')) ?? [];
  return chunks.map((chunk) => `${ESC}P${chunk}${STRING_END}`).join('');
}
