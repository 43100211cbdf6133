import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { RecordingLogger } from '../../../src/adapters/in-memory/recording-logger.js';
import { RecordingNotifier } from '../../../src/adapters/in-memory/recording-notifier.js';
import { ScriptedApprover, type ScriptedDecision } from '../../../src/adapters/in-memory/scripted-approver.js';
import type { PreparedCall } from '../../../src/application/tools/tool.js';
import { ApprovalDesk } from '../../../src/application/turn/approval-desk.js';
import type { ApprovalDecision } from '../../../src/ports/approver.js';
import { absolute, doubles, scopeWith } from '../support/build.js';

type AskingCall = Extract<PreparedCall, { kind: 'ask' }>;

const asking: AskingCall = {
  kind: 'ask',
  mode: 'parallel',
  question: { kind: 'command', command: ['rm', '-rf', 'x'], actions: [], availableDecisions: ['accept', 'decline'] },
  declined: 'no',
  grantKey: 'key',
  run: async () => 'done',
};

function deskWith(script?: readonly ScriptedDecision[]) {
  const logger = new RecordingLogger();
  const notifier = new RecordingNotifier();
  const approver = script === undefined ? undefined : new ScriptedApprover(script);
  const ports = doubles({ logger, notifier, ...(approver === undefined ? {} : { approver }) });
  const { scope, events } = scopeWith(ports);
  const desk = new ApprovalDesk();
  const decide = (call: AskingCall = asking, signal: AbortSignal = new AbortController().signal) =>
    desk.decide(call, { scope, callId: 'c1', signal });
  return { desk, decide, approver, logger, notifier, events };
}

describe('ApprovalDesk', () => {
  it('puts the question, and tells a person that there is one', async () => {
    const { decide, approver, notifier } = deskWith(['accept']);
    expect(await decide()).toEqual({ kind: 'approved' });
    const origin = { threadId: 'thread', turnId: 'turn', cwd: absolute('/repo') };
    expect(approver?.requests).toEqual([{ ...asking.question, ...origin, callId: 'c1' }]);
    expect(notifier.notifications).toEqual([{ type: 'approval-requested', ...origin, summary: 'rm -rf x' }]);
  });

  it.each<[string, ScriptedDecision, unknown]>([
    ['decline', 'decline', { kind: 'declined', output: 'no' }],
    ['cancel', 'cancel', { kind: 'cancelled', output: 'no' }],
    ['accept', 'accept', { kind: 'approved' }],
    ['acceptForSession', 'acceptForSession', { kind: 'approved' }],
  ])('understands %s', async (_, decision, expected) => {
    expect(await deskWith([decision]).decide()).toEqual(expected);
  });

  it('leaves nothing behind at the signal of a turn that asks many questions', async () => {
    const { decide } = deskWith(['accept', 'decline', () => Promise.reject(new Error('lost')), 'accept']);
    const { signal } = new AbortController();
    for (let count = 0; count < 4; count += 1) await decide(asking, signal);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['false', false],
    ['true', true],
    ['a word that is not known', 'deny'],
    ['a word in another spelling', 'Decline'],
    ['an object that says something else', { approved: false }],
    ['an empty object', {}],
    ['a number', 0],
  ])('takes %s for a refusal, and says so in the log', async (_, answer) => {
    const { decide, desk, logger } = deskWith([() => answer as never]);
    expect(await decide()).toEqual({ kind: 'declined', output: 'no' });
    expect(desk.isGranted(asking)).toBe(false);
    expect(logger.entries.map(({ level }) => level)).toEqual(['error']);
  });

  it('remembers what was accepted for the session, and nothing else', async () => {
    const { desk, decide } = deskWith(['accept', 'decline', 'cancel', 'acceptForSession']);
    const granted: boolean[] = [];
    for (let round = 0; round < 4; round += 1) {
      await decide();
      granted.push(desk.isGranted(asking));
    }
    expect(granted).toEqual([false, false, false, true]);
    expect(desk.isGranted({ ...asking, grantKey: 'another' })).toBe(false);
  });

  it('declines, with an item that says why and what to do, when nobody answers', async () => {
    const { decide, events, notifier } = deskWith();
    expect(await decide()).toEqual({ kind: 'declined', output: 'no' });
    const message =
      'approval was needed but nobody answers questions here, so the request was declined; pass `approvals` to `createCodex` to answer';
    expect(events).toEqual([{ type: 'item.completed', item: { id: 'item_0', type: 'error', message } }]);
    expect(notifier.notifications).toEqual([]);
  });

  it.each<[string, ScriptedDecision]>([
    ['throws', throwing],
    ['rejects', () => Promise.reject(new Error('broken handler'))],
  ])('declines when the host %s, and logs it', async (_, decision) => {
    const { decide, logger } = deskWith([decision]);
    expect(await decide()).toEqual({ kind: 'declined', output: 'no' });
    expect(logger.entries).toHaveLength(1);
  });

  it('declines when the approver throws before it answers', async () => {
    const logger = new RecordingLogger();
    const approver = { decide: throwing };
    const { scope } = scopeWith(doubles({ logger, approver }));
    const { signal } = new AbortController();
    const decision = new ApprovalDesk().decide(asking, { scope, callId: 'c1', signal });
    expect(await decision).toEqual({ kind: 'declined', output: 'no' });
    expect(logger.entries).toHaveLength(1);
  });

  it.each(['before', 'meanwhile'])('does not wait for an answer when the turn is interrupted %s', async (when) => {
    const { decide, logger } = deskWith([() => new Promise(() => undefined)]);
    const abort = new AbortController();
    if (when === 'before') abort.abort();
    const deciding = decide(asking, abort.signal);
    abort.abort();
    expect(await deciding).toEqual({ kind: 'declined', output: 'no' });
    expect(logger.entries).toEqual([]);
  });

  it('ignores an answer that comes after the interruption', async () => {
    const abort = new AbortController();
    const { decide, desk } = deskWith([
      async (): Promise<ApprovalDecision> => {
        abort.abort();
        return 'acceptForSession';
      },
    ]);
    expect(await decide(asking, abort.signal)).toEqual({ kind: 'declined', output: 'no' });
    expect(desk.isGranted(asking)).toBe(false);
  });

  it('summarises patches and tools for the notification', async () => {
    const { decide, notifier } = deskWith(['decline', 'decline']);
    await decide({
      ...asking,
      question: { kind: 'patch', changes: [{ path: '/repo/a', kind: 'update' }], availableDecisions: [] },
    });
    await decide({
      ...asking,
      question: { kind: 'tool', server: 'files', tool: 'delete', arguments: {}, availableDecisions: [] },
    });
    expect(notifier.notifications.map((sent) => 'summary' in sent && sent.summary)).toEqual([
      'update /repo/a',
      'files: delete',
    ]);
  });
});

function throwing(): never {
  throw new Error('broken handler');
}
