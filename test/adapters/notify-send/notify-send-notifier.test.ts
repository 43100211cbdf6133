import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NotifySendNotifier } from '../../../src/adapters/notify-send/notify-send-notifier.js';
import { planArguments } from '../../../src/adapters/notify-send/plan-arguments.js';
import type { Notification } from '../../../src/domain/notifications/notification.js';
import { renderNotification } from '../../../src/domain/notifications/render-notification.js';
import { parseAbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import { describeNotifier } from '../../../src/testing/describe-notifier.js';
import { hostileNotification } from '../../support/hostile-notification.js';
import { runs } from '../../support/hostile-text.js';
import { type BuildNotifier, programSubject } from '../../support/notifier-subject.js';
import { recordNotification } from '../../support/record-notification.js';

const build: BuildNotifier = (program, launcher) =>
  new NotifySendNotifier({ program, variables: { DISPLAY: ':0' }, launcher });

describe.skipIf(process.platform === 'win32')('NotifySendNotifier', () => {
  describeNotifier({ test: it }, 'NotifySendNotifier', (scenario) => programSubject(scenario, build));

  it('hands over summary and body after the end of the options', async () => {
    expect(await recordNotification(approvalRequested('rm <b>-rf</b> "$HOME" && \\033]9;x\\a'), build)).toEqual([
      {
        pid: expect.any(Number),
        arguments: [
          ...['--app-name=Codex', '--urgency=critical', '--', 'Codex: Approval requested'],
          'shop: rm &lt;b&gt;-rf&lt;/b&gt; "$HOME" &amp;&amp; \\\\033]9;x\\\\a',
        ],
        cwd: expect.any(String),
        input: '',
        variables: expect.objectContaining({ DISPLAY: ':0' }),
      },
    ]);
  });

  it('makes one call with only its own options of every hostile text', { timeout: 120_000 }, async () => {
    const property = fc.asyncProperty(hostileNotification, async (notification) => {
      const [call, ...more] = await recordNotification(notification, build);
      expect(more).toEqual([]);
      expectOwnOptions(call?.arguments ?? [], notification);
    });
    await fc.assert(property, runs(30));
  });
});

describe('planArguments', () => {
  it('has only its own options and a body without markup or escapes, whatever the texts', () => {
    const property = fc.property(hostileNotification, (notification) => {
      expectOwnOptions(planArguments(notification), notification);
    });
    fc.assert(property, runs(1_000));
  });
});

function expectOwnOptions(words: readonly string[], notification: Notification): void {
  const { subtitle, message } = renderNotification(notification);
  expect(words).toEqual([
    '--app-name=Codex',
    expect.stringMatching(/^--urgency=(?:normal|critical)$/),
    '--',
    `Codex: ${subtitle}`,
    expect.any(String),
  ]);
  const body = words[4] ?? '';
  expect(body).not.toMatch(/[<>]|&(?!(?:amp|lt|gt);)/);
  expect(asShown(body)).toBe(message);
}

/** What a desktop shows, after notify-send resolved backslash sequences and the desktop resolved entities. */
function asShown(body: string): string {
  expect(body.replaceAll('\\\\', '')).not.toContain('\\');
  return body.replaceAll('\\\\', '\\').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function approvalRequested(summary: string): Notification {
  const cwd = parseAbsolutePath('/home/me/shop');
  if (!cwd.ok) throw new Error('the path should be absolute');
  return { type: 'approval-requested', threadId: '01a1', turnId: '01a2', cwd: cwd.value, summary };
}
