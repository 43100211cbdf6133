import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NotifyCommandNotifier } from '../../../src/adapters/notify-command/notify-command-notifier.js';
import { MAX_PAYLOAD_BYTES, renderPayload } from '../../../src/adapters/notify-command/render-payload.js';
import type { Notification } from '../../../src/domain/notifications/notification.js';
import { parseAbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import { describeNotifier } from '../../../src/testing/describe-notifier.js';
import { hostileNotification, hostileTurnComplete } from '../../support/hostile-notification.js';
import { hostileText, runs } from '../../support/hostile-text.js';
import { type BuildNotifier, programSubject } from '../../support/notifier-subject.js';
import { recordNotification } from '../../support/record-notification.js';

type TurnComplete = Extract<Notification, { type: 'turn-complete' }>;

const maxBytes = MAX_PAYLOAD_BYTES.posix;

const build: BuildNotifier = (program, launcher) =>
  new NotifyCommandNotifier({
    program,
    arguments: ['-first', '--'],
    variables: { HOME: '/h' },
    client: 'codex_exec',
    launcher,
  });

describe.skipIf(process.platform === 'win32')('NotifyCommandNotifier', () => {
  describeNotifier({ test: it }, 'NotifyCommandNotifier', (scenario) => programSubject(scenario, build));

  it('runs the program in the directory of the thread with its own arguments and the JSON', async () => {
    const calls = await recordNotification(
      turnComplete({ inputMessages: ['my prompt'], lastAgentMessage: 'final "quoted"\nline2' }),
      build,
    );
    expect(calls).toEqual([
      {
        pid: expect.any(Number),
        arguments: [
          '-first',
          '--',
          '{"type":"agent-turn-complete","thread-id":"01a1","turn-id":"01a2","cwd":"/","client":"codex_exec","input-messages":["my prompt"],"last-assistant-message":"final \\"quoted\\"\\nline2"}',
        ],
        cwd: '/',
        input: '',
        variables: expect.objectContaining({ HOME: '/h' }),
      },
    ]);
  });

  it('passes every hostile text as part of the one JSON argument of one call', { timeout: 120_000 }, async () => {
    const property = fc.asyncProperty(hostileTurnComplete, async (notification) => {
      const [call, ...more] = await recordNotification(notification, build);
      expect(more).toEqual([]);
      expect(call?.arguments.slice(0, 2)).toEqual(['-first', '--']);
      expect(call?.arguments).toHaveLength(3);
      expect(JSON.parse(call?.arguments[2] ?? '')).toEqual(expectedPayload(notification));
    });
    await fc.assert(property, runs(30));
  });
});

describe('NotifyCommandNotifier', () => {
  it('tells about completed turns only', () => {
    const property = fc.property(hostileNotification, (notification) => {
      const launched: unknown[] = [];
      const launcher = { launch: (call: unknown) => launched.push(call), close: async () => undefined };
      new NotifyCommandNotifier({ program: 'p', variables: {}, launcher }).notify(notification);
      expect(launched).toHaveLength(notification.type === 'turn-complete' ? 1 : 0);
    });
    fc.assert(property, runs(200));
  });
});

describe('renderPayload', () => {
  it('says so when there is no final message', () => {
    expect(JSON.parse(renderPayload(turnComplete({ inputMessages: [] }), { client: 'c', maxBytes }))).toEqual({
      type: 'agent-turn-complete',
      'thread-id': '01a1',
      'turn-id': '01a2',
      cwd: '/',
      client: 'c',
      'input-messages': [],
      'last-assistant-message': null,
    });
  });

  it.each<[string, Partial<TurnComplete>]>([
    ['a long message', { lastAgentMessage: 'x'.repeat(10_000_000) }],
    ['a long message of characters that take an escape each', { lastAgentMessage: '\u0001'.repeat(500_000) }],
    ['a long input', { inputMessages: ['🧑‍🚀'.repeat(200_000)] }],
    ['many inputs', { inputMessages: Array.from({ length: 300_000 }, () => 'x') }],
  ])('cuts %s to what the operating system takes as one argument', (_, change) => {
    const payload = renderPayload(turnComplete(change), { client: 'c', maxBytes });
    const bytes = Buffer.byteLength(payload);
    expect(bytes).toBeLessThanOrEqual(maxBytes);
    expect(bytes).toBeGreaterThan(maxBytes / 5);
    expect(JSON.parse(payload)).toMatchObject({ type: 'agent-turn-complete', 'thread-id': '01a1', 'turn-id': '01a2' });
    expect(payload).not.toMatch(/\\ud[89a-f]/);
  });

  it('leaves out the oldest input messages before it shortens anything', () => {
    const inputMessages = Array.from({ length: 200 }, (_, index) => `${index} ${'x'.repeat(1_000)}`);
    const change = { inputMessages, lastAgentMessage: 'y'.repeat(50_000) };
    const payload = JSON.parse(renderPayload(turnComplete(change), { client: 'c', maxBytes }));
    expect(payload).toEqual({
      ...expectedPayload(turnComplete(change)),
      client: 'c',
      'input-messages': inputMessages.slice(-59),
    });
  });

  it('is one JSON object with the fields of the contract, in their order, whatever the texts', () => {
    const property = fc.property(hostileNotification, hostileText, (notification, client) => {
      if (notification.type !== 'turn-complete') return;
      const payload = renderPayload(notification, { client, maxBytes });
      const decoded: unknown = JSON.parse(payload);
      expect(decoded).toEqual({ ...expectedPayload(notification), client });
      expect(Object.keys(Object(decoded))).toEqual(Object.keys(expectedPayload(notification)));
      expect(payload).not.toMatch(/\p{Cc}/u);
    });
    fc.assert(property, runs(500));
  });
});

function expectedPayload(notification: Notification): object {
  if (notification.type !== 'turn-complete') throw new Error('only completed turns have a payload');
  return {
    type: 'agent-turn-complete',
    'thread-id': notification.threadId,
    'turn-id': notification.turnId,
    cwd: notification.cwd,
    client: 'codex_exec',
    'input-messages': notification.inputMessages,
    'last-assistant-message': notification.lastAgentMessage,
  };
}

function turnComplete(change: Partial<TurnComplete>): TurnComplete {
  const cwd = parseAbsolutePath('/');
  if (!cwd.ok) throw new Error('the root should be an absolute path');
  return { type: 'turn-complete', threadId: '01a1', turnId: '01a2', cwd: cwd.value, inputMessages: [], ...change };
}
