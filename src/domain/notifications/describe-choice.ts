import type { NotifierChoice } from './choose-notifiers.js';
import { cleanText } from './clean-text.js';
import type { Multiplexer } from './terminal-support.js';

const MAX_PROGRAM_CHARACTERS = 200;

/** One line for people that says what a chosen notifier does, and why it was chosen. */
export function describeNotifierChoice(choice: NotifierChoice): string {
  return `${means(choice)} (${choice.reason})`;
}

function means(choice: NotifierChoice): string {
  switch (choice.kind) {
    case 'notify-command':
      return `${shown(choice.program)} is run with a JSON argument for every completed turn`;
    case 'terminal-notifier':
    case 'notify-send':
      return `desktop notifications through ${shown(choice.program)}`;
    case 'windows-toast':
      return `Windows toasts through ${shown(choice.program)}`;
    case 'terminal-bell':
      return `${choice.method === 'osc9' ? 'OSC 9' : 'the bell'} of the terminal${passage(choice)}`;
  }
}

function passage(choice: { readonly method: 'osc9' | 'bel'; readonly multiplexer: Multiplexer }): string {
  if (choice.multiplexer === 'none' || choice.method === 'bel') return '';
  const condition = choice.multiplexer === 'tmux' ? ', which must have `allow-passthrough on`' : '';
  return `, passed through ${choice.multiplexer}${condition}`;
}

function shown(program: string): string {
  return `\`${cleanText(program, MAX_PROGRAM_CHARACTERS)}\``;
}
