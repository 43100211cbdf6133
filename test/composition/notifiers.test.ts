import { describe, expect, it } from 'vitest';
import { RecordingNotifier } from '../../src/adapters/in-memory/recording-notifier.js';
import type { FrontEnd } from '../../src/composition/codex-options.js';
import { Notifiers, type NotifiersOptions } from '../../src/composition/notifiers.js';
import type { NotificationSettings } from '../../src/domain/config/settings.js';
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
    const notifier = await notifiers({ frontEnd }).notifierFor(bell);
    notifier.notify(done);
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
