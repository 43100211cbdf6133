import { type AbsolutePath, parseAbsolutePath } from '../domain/paths/absolute-path.js';
import type { Notification, Notifier } from '../ports/notifier.js';
import { assert, assertEqual } from './assert.js';
import type { DefineTest } from './define-test.js';

/** The notifier under test, and what is known about where its notifications arrive. */
export interface NotifierSubject {
  readonly notifier: Notifier;
  /** How many notifications have arrived; asked after `close`. Left out where that cannot be told. */
  readonly arrived?: () => Promise<number>;
  readonly cleanUp?: () => Promise<void>;
}

/**
 * How the technology behind the notifier under test has to behave:
 * - `works`: it takes every notification;
 * - `missing`: it is not there, or refuses everything;
 * - `hangs`: it takes a notification and never comes to an end.
 */
export type NotifierScenario = 'works' | 'missing' | 'hangs';

/** How long `notify` may take, milliseconds; it must not wait for anything. */
const IMMEDIATELY_MS = 5_000;
/** The second that `close` has, and some allowance for a machine under load. */
const CLOSE_LIMIT_MS = 1_500;
const FLOOD = 500;

/** The contract of `Notifier`: what every implementation has to do, whatever technology it notifies with. */
export function describeNotifier(
  runner: { readonly test: DefineTest },
  name: string,
  create: (scenario: NotifierScenario) => Promise<NotifierSubject>,
): void {
  const contract = (sentence: string, scenario: NotifierScenario, run: (subject: NotifierSubject) => Promise<void>) =>
    runner.test(`${name} ${sentence}`, async () => {
      const subject = await create(scenario);
      try {
        await run(subject);
      } finally {
        await subject.notifier.close?.();
        await subject.cleanUp?.();
      }
    });

  contract('takes every kind of notification at once and without a result', 'works', takesEveryKind);
  contract('delivers a completed turn exactly once', 'works', deliversOnce);
  contract('takes hostile texts', 'works', takesHostileTexts);
  contract('makes exactly one notification of a hostile text', 'works', makesOneOfHostileText);
  contract('leaves the notification as it is', 'works', leavesNotificationAlone);
  contract('takes a flood without a delay', 'works', takesFlood);
  contract('stays silent when its technology is missing', 'missing', takesEveryKind);
  contract('neither waits nor hangs when its technology does', 'hangs', doesNotHang);
  contract('closes more than once, and does not mind what comes after', 'works', closesForGood);
}

async function takesEveryKind({ notifier }: NotifierSubject): Promise<void> {
  for (const notification of everyKind('done')) notifyAtOnce(notifier, notification);
  await closeInTime(notifier);
}

async function deliversOnce({ notifier, arrived }: NotifierSubject): Promise<void> {
  notifyAtOnce(notifier, turnComplete('done'));
  await closeInTime(notifier);
  if (arrived !== undefined) assertEqual(await arrived(), 1, 'the number of notifications that arrived');
}

async function takesHostileTexts({ notifier }: NotifierSubject): Promise<void> {
  for (const text of hostileTexts) {
    for (const notification of everyKind(text)) notifyAtOnce(notifier, notification);
  }
  await closeInTime(notifier);
}

async function makesOneOfHostileText({ notifier, arrived }: NotifierSubject): Promise<void> {
  const hostile = hostileTexts.join('');
  notifyAtOnce(notifier, { ...turnComplete(hostile), threadId: hostile, turnId: hostile });
  await closeInTime(notifier);
  if (arrived !== undefined) assertEqual(await arrived(), 1, 'the number of notifications that arrived');
}

async function leavesNotificationAlone({ notifier }: NotifierSubject): Promise<void> {
  for (const notification of everyKind('done')) {
    const before = structuredClone(notification);
    notifyAtOnce(notifier, notification);
    assertEqual(notification, before, 'the notification');
  }
  await closeInTime(notifier);
}

async function takesFlood({ notifier }: NotifierSubject): Promise<void> {
  const start = performance.now();
  for (let count = 0; count < FLOOD; count += 1) notifier.notify(turnComplete(`message ${count}`));
  const tookMs = performance.now() - start;
  assert(tookMs < 4 * IMMEDIATELY_MS, `${FLOOD} notifications took ${tookMs} ms; expected them not to wait`);
  await closeInTime(notifier);
}

async function doesNotHang({ notifier }: NotifierSubject): Promise<void> {
  for (const notification of everyKind('done')) notifyAtOnce(notifier, notification);
  await closeInTime(notifier);
}

async function closesForGood({ notifier }: NotifierSubject): Promise<void> {
  await Promise.all([closeInTime(notifier), closeInTime(notifier)]);
  await closeInTime(notifier);
  notifyAtOnce(notifier, turnComplete('too late'));
}

function notifyAtOnce(notifier: Notifier, notification: Notification): void {
  const start = performance.now();
  const result: unknown = notifier.notify(notification);
  const tookMs = performance.now() - start;
  assertEqual(result, undefined, 'the result of notify');
  assert(tookMs < IMMEDIATELY_MS, `notify took ${tookMs} ms; expected it to return at once`);
}

async function closeInTime(notifier: Notifier): Promise<void> {
  const start = performance.now();
  await notifier.close?.();
  const tookMs = performance.now() - start;
  assert(tookMs < CLOSE_LIMIT_MS, `close took ${tookMs} ms; expected at most a second`);
}

function turnComplete(text: string): Notification {
  return { ...origin(), type: 'turn-complete', inputMessages: [text], lastAgentMessage: text };
}

function everyKind(text: string): readonly Notification[] {
  return [
    turnComplete(text),
    { ...origin(), type: 'turn-complete', inputMessages: [] },
    { ...origin(), type: 'approval-requested', summary: text },
    { ...origin(), type: 'turn-failed', message: text },
  ];
}

function origin(): { readonly threadId: string; readonly turnId: string; readonly cwd: AbsolutePath } {
  const cwd = parseAbsolutePath('/');
  if (!cwd.ok) throw new Error('the root should be an absolute path');
  return {
    threadId: '01890a5d-ac96-774b-bcce-b302099a8057',
    turnId: '01890a5d-ac96-774b-bcce-b302099a8058',
    cwd: cwd.value,
  };
}

const hostileTexts: readonly string[] = [
  '',
  '-execute',
  '--help',
  '"; touch /tmp/owned; "',
  "'); Start-Process calc; ('",
  '$(touch owned) `touch owned` %PATH% $env:PATH',
  '\u0007\u001b]9;a second one\u0007\u001b\\\u009c',
  '\u001b]52;c;b3duZWQ=\u0007\u001b[2J\u001bPtmux;\u001b\u001b]9;x\u0007\u001b\\',
  '<b>&amp;</b><image src="file:///etc/passwd"/></text>',
  '4;1;100',
  '[{"a"}]',
  'line\r\none\u2028two\u0000three',
  '\u202egnp.exe\u2066\u200b\ufeff',
  '\ud800 alone \udc00',
  '🧑‍🚀'.repeat(2_000),
  'x'.repeat(300_000),
];
