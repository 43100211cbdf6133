import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planArguments } from '../../../src/adapters/terminal-notifier/plan-arguments.js';
import { TerminalNotifierNotifier } from '../../../src/adapters/terminal-notifier/terminal-notifier-notifier.js';
import type { Notification } from '../../../src/domain/notifications/notification.js';
import { renderNotification } from '../../../src/domain/notifications/render-notification.js';
import { parseAbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import { describeNotifier } from '../../../src/testing/describe-notifier.js';
import { hostileNotification } from '../../support/hostile-notification.js';
import { hostileText, runs } from '../../support/hostile-text.js';
import { type BuildNotifier, programSubject } from '../../support/notifier-subject.js';
import { recordNotification } from '../../support/record-notification.js';

const build: BuildNotifier = (program, launcher) =>
  new TerminalNotifierNotifier({
    program,
    variables: { HOME: '/h' },
    sound: 'default',
    activate: 'com.apple.Terminal',
    launcher,
  });

describe.skipIf(process.platform === 'win32')('TerminalNotifierNotifier', () => {
  describeNotifier({ test: it }, 'TerminalNotifierNotifier', (scenario) => programSubject(scenario, build));

  it('hands over the words of others on standard input only', async () => {
    expect(await recordNotification(turnFailed('-execute "rm -rf /"'), build)).toEqual([
      {
        pid: expect.any(Number),
        arguments: [
          ...['-title', 'Codex', '-subtitle', 'Turn failed', '-group', 'codex-01a1'],
          ...['-sound', 'default', '-activate', 'com.apple.Terminal'],
        ],
        cwd: expect.any(String),
        input: 'shop: -execute "rm -rf /"',
        variables: expect.objectContaining({ HOME: '/h' }),
      },
    ]);
  });

  it('makes one call with only its own options of every hostile text', { timeout: 120_000 }, async () => {
    const property = fc.asyncProperty(hostileNotification, async (notification) => {
      const [call, ...more] = await recordNotification(notification, build);
      expect(more).toEqual([]);
      expectOwnOptions(call?.arguments ?? []);
      expect(call?.input).toBe(renderNotification(notification).message);
    });
    await fc.assert(property, runs(30));
  });
});

describe('planArguments', () => {
  it('has only its own options, whatever the texts', () => {
    const property = fc.property(hostileNotification, (notification) => {
      expectOwnOptions(planArguments(notification, { sound: 'default', activate: 'com.apple.Terminal' }));
    });
    fc.assert(property, runs(500));
  });

  it.each([
    ['-execute', '\\-execute'],
    ['[x]', '\\[x]'],
    ['"x"', '\\"x"'],
    ['\\x', '\\\\x'],
    ['', '\\'],
    ['Glass', 'Glass'],
  ])('neutralises the option value `%s`', (value, neutral) => {
    expect(planArguments(turnFailed(''), { title: value, sound: value, activate: value })).toEqual([
      ...['-title', neutral, '-subtitle', 'Turn failed', '-group', 'codex-01a1'],
      ...['-sound', neutral, '-activate', neutral],
    ]);
  });

  it('lets no option value be taken for an option', () => {
    const property = fc.property(hostileNotification, hostileText, (notification, value) => {
      const values = planArguments(notification, { title: value, sound: value, activate: value }).filter(
        (_, at) => at % 2 === 1,
      );
      for (const each of values) expect(each).toMatch(/^[A-Za-z0-9\\]/);
    });
    fc.assert(property, runs(500));
  });
});

function expectOwnOptions(words: readonly string[]): void {
  expect(words.filter((_, at) => at % 2 === 0)).toEqual(['-title', '-subtitle', '-group', '-sound', '-activate']);
  expect(words.filter((_, at) => at % 2 === 1)).toEqual([
    'Codex',
    expect.stringMatching(/^(?:Turn complete|Approval requested|Turn failed)$/),
    expect.stringMatching(/^codex-[a-z0-9-]{0,57}$/),
    'default',
    'com.apple.Terminal',
  ]);
}

function turnFailed(message: string): Notification {
  const cwd = parseAbsolutePath('/home/me/shop');
  if (!cwd.ok) throw new Error('the path should be absolute');
  return { type: 'turn-failed', threadId: '01a1', turnId: '01a2', cwd: cwd.value, message };
}
