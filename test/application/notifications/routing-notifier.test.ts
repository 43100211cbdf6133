import { describe, expect, it } from 'vitest';
import { FixedClock } from '../../../src/adapters/in-memory/fixed-clock.js';
import { RecordingLogger } from '../../../src/adapters/in-memory/recording-logger.js';
import { RecordingNotifier } from '../../../src/adapters/in-memory/recording-notifier.js';
import { type NotifierRoute, RoutingNotifier } from '../../../src/application/notifications/routing-notifier.js';
import type { Notification } from '../../../src/domain/notifications/notification.js';
import { parseAbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import { describeNotifier } from '../../../src/testing/describe-notifier.js';

const done = notification('turn-complete');
const failed = notification('turn-failed');

describe('RoutingNotifier', () => {
  describeNotifier({ test: it }, 'RoutingNotifier', async (scenario) => {
    const recording = new RecordingNotifier();
    const broken = {
      notify: () => Promise.reject(new Error('refused')),
      close: () => Promise.reject(new Error('refused')),
    };
    const { router } = routing([{ notifier: scenario === 'missing' ? broken : recording }]);
    return { notifier: router, arrived: async () => recording.notifications.length };
  });

  it('hands each notification to those who want it', () => {
    const [all, failures] = [new RecordingNotifier(), new RecordingNotifier()];
    const { router } = routing([
      { notifier: all },
      { notifier: failures, wants: ({ type }) => type === 'turn-failed' },
    ]);
    router.notify(done);
    router.notify(failed);
    expect([all.notifications, failures.notifications]).toEqual([[done, failed], [failed]]);
  });

  it.each<[string, () => void]>([
    ['throws', thrower],
    ['rejects', () => Promise.reject(refused)],
  ])('does not let a notifier that %s concern the others', async (_, notify) => {
    const other = new RecordingNotifier();
    const { router, logger } = routing([{ notifier: { notify } }, { notifier: other }]);
    router.notify(done);
    expect(other.notifications).toEqual([done]);
    await router.close();
    expect(logger.entries).toEqual([
      { level: 'warn', message: 'a notifier failed', details: { module: 'notifications', cause: refused } },
    ]);
  });

  it('closes all of them once, and hands over nothing afterwards', async () => {
    const [one, two] = [new RecordingNotifier(), new RecordingNotifier()];
    const { router, logger, clock } = routing([
      { notifier: one },
      { notifier: { notify: () => undefined, close: () => Promise.reject(refused) } },
      { notifier: { notify: () => undefined } },
      { notifier: two },
    ]);
    await Promise.all([router.close(), router.close()]);
    router.notify(done);
    expect([one, two].map(({ closed, notifications }) => ({ closed, notifications }))).toEqual([
      { closed: true, notifications: [] },
      { closed: true, notifications: [] },
    ]);
    expect(logger.entries).toEqual([
      { level: 'warn', message: 'a notifier failed', details: { module: 'notifications', cause: refused } },
    ]);
    expect(clock.sleeping).toBe(0);
  });

  it('waits a second for one that does not close', async () => {
    const { router, clock } = routing([
      { notifier: { notify: () => undefined, close: () => new Promise(() => undefined) } },
    ]);
    const closed = router.close();
    expect(await clock.untilSleeping()).toBe(1_000);
    await clock.advance(1_000);
    await closed;
  });
});

const refused = new Error('refused');

function thrower(): void {
  throw refused;
}

function routing(routes: readonly NotifierRoute[]) {
  const [clock, logger] = [new FixedClock(), new RecordingLogger()];
  return { router: new RoutingNotifier({ routes, clock, logger }), clock, logger };
}

function notification(type: Notification['type']): Notification {
  const cwd = parseAbsolutePath('/');
  if (!cwd.ok) throw new Error('the root should be an absolute path');
  return { threadId: 't', turnId: 'u', cwd: cwd.value, type, inputMessages: [], summary: '', message: '' };
}
