import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordingLogger } from '../../../src/adapters/in-memory/recording-logger.js';
import { renderSequence, type SequenceOptions } from '../../../src/adapters/terminal-bell/render-sequence.js';
import { TerminalBellNotifier } from '../../../src/adapters/terminal-bell/terminal-bell-notifier.js';
import { renderNotificationLine } from '../../../src/domain/notifications/render-notification.js';
import type { Multiplexer, TerminalCharacters } from '../../../src/domain/notifications/terminal-support.js';
import { describeNotifier } from '../../../src/testing/describe-notifier.js';
import { hostileNotification } from '../../support/hostile-notification.js';
import { runs } from '../../support/hostile-text.js';
import { turnComplete } from '../../support/turn-complete.js';

describe('TerminalBellNotifier', () => {
  describeNotifier({ test: it }, 'TerminalBellNotifier', async (scenario) => {
    const written: string[] = [];
    const write = (sequence: string) => {
      if (scenario === 'missing') throw new Error('write EIO');
      written.push(sequence);
    };
    return { notifier: new TerminalBellNotifier({ write, method: 'osc9' }), arrived: async () => written.length };
  });

  it('writes one whole sequence at a time, and nothing once it is closed', async () => {
    const written: string[] = [];
    const notifier = new TerminalBellNotifier({ write: (sequence) => written.push(sequence), method: 'osc9' });
    notifier.notify(turnComplete('done'));
    await notifier.close();
    notifier.notify(turnComplete('too late'));
    expect(written).toEqual(['\u001b]9;Codex: Turn complete - shop: done\u0007']);
  });

  it('logs when the terminal cannot be written to', () => {
    const logger = new RecordingLogger();
    const cause = new Error('write EIO');
    const write = () => {
      throw cause;
    };
    new TerminalBellNotifier({ write, method: 'bel', logger }).notify(turnComplete('done'));
    expect(logger.entries).toEqual([
      { level: 'warn', message: 'the terminal could not be notified', details: { module: 'notifications', cause } },
    ]);
  });
});

describe('renderSequence', () => {
  it.each<[string, SequenceOptions, string]>([
    ['the bell', { method: 'bel', multiplexer: 'none', characters: 'unicode' }, '\u0007'],
    ['the bell behind tmux', { method: 'bel', multiplexer: 'tmux', characters: 'unicode' }, '\u0007'],
    [
      'the bell behind screen, which may make a flash of its own bell',
      { method: 'bel', multiplexer: 'screen', characters: 'unicode' },
      '\u001bP\u0007\u001b\\\u0007',
    ],
    ['OSC 9', { method: 'osc9', multiplexer: 'none', characters: 'unicode' }, '\u001b]9;Hé; 漢…\u0007'],
    ['OSC 9 in ASCII', { method: 'osc9', multiplexer: 'none', characters: 'ascii' }, '\u001b]9;He; ?...\u0007'],
    [
      'OSC 9 behind tmux',
      { method: 'osc9', multiplexer: 'tmux', characters: 'unicode' },
      '\u001bPtmux;\u001b\u001b]9;Hé; 漢…\u0007\u001b\\\u0007',
    ],
    [
      'OSC 9 behind tmux in ASCII',
      { method: 'osc9', multiplexer: 'tmux', characters: 'ascii' },
      '\u001bPtmux;\u001b\u001b]9;He; ?...\u0007\u001b\\\u0007',
    ],
    [
      'OSC 9 behind screen, which garbles everything but ASCII',
      { method: 'osc9', multiplexer: 'screen', characters: 'unicode' },
      '\u001bP\u001b]9;He; ?...\u0007\u001b\\\u0007',
    ],
  ])('is %s', (_, options, expected) => {
    expect(renderSequence('Hé; 漢…', options)).toBe(expected);
  });

  it('is cut for screen into strings that it does not truncate', () => {
    const line = `Codex: ${'word '.repeat(200)}`;
    const sequence = renderSequence(line, { method: 'osc9', multiplexer: 'screen', characters: 'ascii' });
    const strings = sequence.split('\u001b\\').slice(0, -1);
    for (const each of strings) expect(each.length).toBeLessThanOrEqual(202);
    expect(strings.map((each) => each.slice(2)).join('')).toBe(`\u001b]9;${line}\u0007`);
  });

  it('lets no letter become a control character behind screen', () => {
    const line = 'Codex: ě]52;c;eA==ć';
    expect(renderSequence(line, { method: 'osc9', multiplexer: 'screen', characters: 'unicode' })).toBe(
      '\u001bP\u001b]9;Codex: e]52;c;eA==c\u0007\u001b\\\u0007',
    );
  });

  it.each<[Multiplexer, TerminalCharacters]>([
    ['none', 'unicode'],
    ['none', 'ascii'],
    ['tmux', 'unicode'],
    ['tmux', 'ascii'],
    ['screen', 'unicode'],
    ['screen', 'ascii'],
  ])('is one notification with no other sequence, whatever the texts (%s, %s)', (multiplexer, characters) => {
    const property = fc.property(hostileNotification, (notification) => {
      const line = renderNotificationLine(notification);
      const sequence = unwrap(renderSequence(line, { method: 'osc9', multiplexer, characters }), multiplexer);
      expect([sequence.slice(0, 11), sequence.at(-1)]).toEqual(['\u001b]9;Codex: ', '\u0007']);
      expect(sequence.slice(1, -1)).not.toMatch(/[\p{Cc}\p{Cs}]/u);
      if (characters === 'ascii' || multiplexer === 'screen') expect(sequence.slice(1, -1)).toMatch(/^[ -~]*$/);
      else expect(sequence).toBe(`\u001b]9;${line}\u0007`);
    });
    fc.assert(property, runs(500));
  });
});

/** What reaches the terminal: an independent reading of how the multiplexers pass strings on. */
function unwrap(sequence: string, multiplexer: Multiplexer): string {
  if (multiplexer === 'none') return sequence;
  expect(sequence.endsWith('\u001b\\\u0007')).toBe(true);
  const inner = sequence.slice(0, -1);
  if (multiplexer === 'screen') return inner.replaceAll('\u001bP', '').replaceAll('\u001b\\', '');
  expect(inner.startsWith('\u001bPtmux;')).toBe(true);
  return inner.slice(7, -2).replaceAll('\u001b\u001b', '\u001b');
}
