import { describe, expect, it } from 'vitest';
import { FixedClock } from '../../src/adapters/in-memory/fixed-clock.js';
import { FixedEnvironment } from '../../src/adapters/in-memory/fixed-environment.js';
import { RecordingNotifier } from '../../src/adapters/in-memory/recording-notifier.js';
import type { FrontEnd } from '../../src/composition/codex-options.js';
import { Notifiers, type NotifiersOptions } from '../../src/composition/notifiers.js';
import type { NotificationSettings } from '../../src/domain/config/settings.js';
import type { Notifier } from '../../src/ports/notifier.js';
import { absolute, doubles } from '../application/support/build.js';

const quiet: NotificationSettings = { terminal: 'none', method: 'auto', condition: 'always' };
const bell: NotificationSettings = { terminal: 'all', method: 'bel', condition: 'always' };
const done = { type: 'turn-complete', threadId: 't', turnId: 'u', cwd: absolute('/repo'), inputMessages: [] } as const;

function notifiers(options: Partial<NotifiersOptions> = {}): Notifiers {
  return new Notifiers({ ports: doubles(), client: 'test', frontEnd: { kind: 'none' }, ...options });
}

describe('Notifiers', () => {
  it('shares one between threads with the same settings', async () => {
    const made = notifiers();
    const [one, same, other] = await Promise.all([
      made.notifierFor(quiet),
      made.notifierFor({ ...quiet }),
      made.notifierFor(bell),
    ]);
    expect([one === same, one === other]).toEqual([true, false]);
  });

  it('tells nobody in a library', async () => {
    expect(await notifiers().choices(bell)).toEqual([]);
  });

  it('rings the bell of a terminal that somebody looks away from', async () => {
    const written: string[] = [];
    const frontEnd: FrontEnd = {
      kind: 'interactive',
      write: (text: string) => void written.push(text),
      focus: () => 'unfocused',
    };
    const made = notifiers({ frontEnd });
    (await made.notifierFor(bell)).notify(done);
    await made.close();
    expect(written).toEqual(['\u0007']);
  });

  it('uses the notifier of the host for everything, and closes it', async () => {
    const own = new RecordingNotifier();
    const made = notifiers({ override: own });
    (await made.notifierFor(quiet)).notify(done);
    (await made.notifierFor(bell)).notify(done);
    expect([own.notifications, await made.choices(bell)]).toEqual([[done, done], []]);
    await made.close();
    expect(own.closed).toBe(true);
  });

  it('lets the host wrap what is shipped', async () => {
    const own = new RecordingNotifier();
    const made = notifiers({ override: () => own });
    (await made.notifierFor(quiet)).notify(done);
    expect(own.notifications).toEqual([done]);
  });

  it('closes what is shipped for a host that wraps it and does not think of that', async () => {
    const written: string[] = [];
    const frontEnd: FrontEnd = {
      kind: 'interactive',
      write: (text) => void written.push(text),
      focus: () => 'unknown',
    };
    let wrapped: Notifier = new RecordingNotifier();
    const made = notifiers({
      frontEnd,
      override: (shipped) => {
        wrapped = shipped;
        return { notify: () => undefined };
      },
    });
    await made.notifierFor(bell);
    await made.close();
    wrapped.notify(done);
    expect(written).toEqual([]);
  });

  it('does not wait for a disk that does not answer', async () => {
    const clock = new FixedClock();
    const ports = doubles({
      clock,
      environment: new FixedEnvironment({ variables: { PATH: '/dead', DISPLAY: ':0' } }),
    });
    ports.fileSystem.inspect = () => new Promise(() => undefined);
    const frontEnd: FrontEnd = { kind: 'interactive', focus: () => 'unknown' };
    const made = notifiers({ ports, frontEnd });
    (await made.notifierFor({ ...bell, method: 'auto' })).notify(done);
    const closing = made.close();
    await clock.advance(1_000);
    await closing;
  });

  it('can be asked again after the host failed to wrap it', async () => {
    const own = new RecordingNotifier();
    let tries = 0;
    const made = notifiers({
      override: () => {
        tries += 1;
        if (tries === 1) throw new Error('not yet');
        return own;
      },
    });
    await expect(made.notifierFor(quiet)).rejects.toThrow('not yet');
    (await made.notifierFor(quiet)).notify(done);
    expect(own.notifications).toEqual([done]);
  });
});
