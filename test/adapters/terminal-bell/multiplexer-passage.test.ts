import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderSequence } from '../../../src/adapters/terminal-bell/render-sequence.js';
import { renderNotificationLine } from '../../../src/domain/notifications/render-notification.js';
import { hostileNotification } from '../../support/hostile-notification.js';
import { isUsable, passedOn, type RealMultiplexer } from '../../support/terminal-multiplexer.js';

const batches = fc.array(hostileNotification, { minLength: 25, maxLength: 25 });

describe.each<[RealMultiplexer, string, RegExp]>([
  ['tmux', 'set -g allow-passthrough on', /^[^\p{Cc}\p{Cs}]*$/u],
  ['screen', 'vbell on', /^[ -~]*$/],
])('a real %s', (multiplexer, settings, characters) => {
  it.skipIf(!isUsable(multiplexer))(
    'passes on one notification for each, and nothing that the texts brought along',
    { timeout: 60_000 },
    async () => {
      const property = fc.asyncProperty(batches, async (notifications) => {
        const lines = notifications.map(renderNotificationLine);
        const sequences = lines.map((line) =>
          renderSequence(line, { method: 'osc9', multiplexer, characters: 'unicode' }),
        );
        const { commands, rest } = received(await passedOn(multiplexer, sequences, settings));
        expect(commands).toHaveLength(lines.length);
        for (const command of commands) expect(command).toMatch(characters);
        expect(commands).toEqual(multiplexer === 'tmux' ? lines.map((line) => `9;${line}`) : expect.anything());
        for (const remnant of ['Codex', '\u001bP', '\u001bX', '\u001b^', '\u001b_'])
          expect(rest).not.toContain(remnant);
      });
      // Each is a multiplexer of its own with 25 notifications, and a screen that flashes takes its time.
      await fc.assert(property, { numRuns: 2 });
    },
  );
});

describe('the bell', () => {
  it.skipIf(!isUsable('tmux')).each([
    ['bel', 'set -g allow-passthrough off'],
    ['osc9', 'set -g allow-passthrough off'],
    ['osc9', 'set -g allow-passthrough on'],
  ] as const)('is passed on by tmux (%s, %s)', async (method, settings) => {
    const sequence = renderSequence('Codex', { method, multiplexer: 'tmux', characters: 'ascii' });
    expect(received(await passedOn('tmux', [sequence], settings)).rest).toContain('\u0007');
  });

  it.skipIf(!isUsable('screen')).each(['vbell on', 'vbell off'])(
    'is passed on by screen, whatever it makes of bells itself (%s)',
    async (settings) => {
      const sequence = renderSequence('Codex', { method: 'bel', multiplexer: 'screen', characters: 'ascii' });
      expect(received(await passedOn('screen', [sequence], settings)).rest).toContain('\u0007');
    },
  );
});

/** The commands to the operating system of the terminal, and what else it was sent. */
function received(text: string): { readonly commands: readonly string[]; readonly rest: string } {
  const [before = '', ...parts] = text.split('\u001b]');
  const ends = parts.map((part) => part.search(/\p{Cc}/u));
  return {
    commands: parts.map((part, index) => part.slice(0, ends[index])),
    // What ends a command is one character, as the notifier writes it.
    rest: before + parts.map((part, index) => part.slice((ends[index] ?? 0) + 1)).join(''),
  };
}
