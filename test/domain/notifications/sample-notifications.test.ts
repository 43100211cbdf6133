import { describe, expect, it } from 'vitest';
import type { NotificationSettings } from '../../../src/domain/config/settings.js';
import { sampleNotifications } from '../../../src/domain/notifications/sample-notifications.js';
import { isWanted } from '../../../src/domain/notifications/wanted-events.js';
import { parseAbsolutePath } from '../../../src/domain/paths/absolute-path.js';

describe('sampleNotifications', () => {
  it.each<[NotificationSettings['terminal'], readonly string[]]>([
    ['all', ['turn-complete']],
    ['none', []],
    [['approval-requested'], ['approval-requested']],
    [['agent-turn-failed'], ['turn-failed']],
    [['agent-turn-failed', 'approval-requested'], ['approval-requested']],
    [['agent-turn-failed', 'agent-turn-complete'], ['turn-complete']],
    [['no event'], []],
  ])('tell the configured program once, and a person who wants %j of %j', (terminal, expected) => {
    const cwd = parseAbsolutePath('/repo');
    if (!cwd.ok) throw new Error('the path should be absolute');
    const settings: NotificationSettings = { terminal, method: 'auto', condition: 'always' };
    const samples = sampleNotifications(settings, { threadId: 't', turnId: 'u', cwd: cwd.value });
    const told = samples.filter((sample) => isWanted(sample, settings, 'unknown'));
    expect(told.map(({ type }) => type)).toEqual(expected);
    expect(samples.filter(({ type }) => type === 'turn-complete')).toHaveLength(1);
  });
});
