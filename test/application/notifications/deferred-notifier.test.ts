import { describe, expect, it } from 'vitest';
import { FixedClock } from '../../../src/adapters/in-memory/fixed-clock.js';
import { RecordingLogger } from '../../../src/adapters/in-memory/recording-logger.js';
import { RecordingNotifier } from '../../../src/adapters/in-memory/recording-notifier.js';
import { SystemClock } from '../../../src/adapters/node/system-clock.js';
import { DeferredNotifier } from '../../../src/application/notifications/deferred-notifier.js';
import type { Notification } from '../../../src/domain/notifications/notification.js';
import type { Notifier } from '../../../src/ports/notifier.js';
import { describeNotifier } from '../../../src/testing/describe-notifier.js';
import { Gate } from '../../../src/testing/gate.js';
import { absolute } from '../support/build.js';

describe('DeferredNotifier', () => {
  describeNotifier({ test: it }, 'DeferredNotifier', async (scenario) => {
    const recording = new RecordingNotifier();
    const makes = { works: async () => recording, missing: () => Promise.reject(refused), hangs: forever };
    const clock = new SystemClock();
    const notifier = new DeferredNotifier({ make: makes[scenario], clock, logger: new RecordingLogger() });
    return { notifier, arrived: async () => recording.notifications.length };
  });

  it('tells what it was given while the notifier was made, in order, and then passes everything on', async () => {
    const { notifier, recording, finish } = deferred();
    notifier.notify(message('one'));
    notifier.notify(message('two'));
    const before = [...recording.notifications];
    await finish();
    notifier.notify(message('three'));
    expect([before, textsOf(recording)]).toEqual([[], ['one', 'two', 'three']]);
  });

  it('keeps a limited number of them', async () => {
    const { notifier, recording, finish } = deferred();
    for (let count = 0; count < 100; count += 1) notifier.notify(message(`${count}`));
    await finish();
    expect(textsOf(recording)).toHaveLength(16);
  });

  it('tries again after the notifier could not be made, and says so in the log', async () => {
    const [recording, logger] = [new RecordingNotifier(), new RecordingLogger()];
    const results: (() => Promise<Notifier>)[] = [() => Promise.reject(refused), async () => recording];
    const make = () => results.shift()?.() ?? forever();
    const notifier = new DeferredNotifier({ make, clock: new FixedClock(), logger });
    notifier.notify(message('lost'));
    await settled();
    notifier.notify(message('told'));
    await settled();
    expect([textsOf(recording), logger.entries]).toEqual([
      ['told'],
      [
        {
          level: 'warn',
          message: 'the notifier could not be made',
          details: { module: 'notifications', cause: refused },
        },
      ],
    ]);
  });

  it('tells what it was given before it was closed, when the notifier is made in time', async () => {
    const { notifier, recording, finish } = deferred();
    notifier.notify(message('one'));
    const closing = notifier.close();
    await finish();
    await closing;
    expect([textsOf(recording), recording.closed]).toEqual([['one'], true]);
  });

  it('tells nothing when the notifier is made too late', async () => {
    const { notifier, recording, clock, finish } = deferred();
    notifier.notify(message('one'));
    const closing = notifier.close();
    await clock.advance(500);
    await closing;
    await finish();
    notifier.notify(message('two'));
    expect(textsOf(recording)).toEqual([]);
  });
});

const refused = new Error('refused');

function deferred() {
  const [recording, clock] = [new RecordingNotifier(), new FixedClock()];
  const gate = new Gate();
  const make = async () => {
    await gate.pass(new AbortController().signal);
    return recording;
  };
  const notifier = new DeferredNotifier({ make, clock, logger: new RecordingLogger() });
  const finish = async () => {
    gate.open();
    await settled();
  };
  return { notifier, recording, clock, finish };
}

/** Everything that was already decided has happened. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function forever(): Promise<Notifier> {
  return new Promise(() => undefined);
}

function message(text: string): Notification {
  return { type: 'turn-failed', threadId: 't', turnId: 'u', cwd: absolute('/repo'), message: text };
}

function textsOf({ notifications }: RecordingNotifier): readonly string[] {
  return notifications.map((each) => (each.type === 'turn-failed' ? each.message : each.type));
}
