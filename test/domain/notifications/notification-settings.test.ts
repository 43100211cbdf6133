import { describe, expect, it } from 'vitest';
import type { Notification } from '../../../src/domain/notifications/notification.js';
import {
  type Focus,
  isWanted,
  type NotificationConfig,
  type NotificationSettings,
  resolveNotificationSettings,
  unknownEventNames,
} from '../../../src/domain/notifications/notification-settings.js';
import { parseAbsolutePath } from '../../../src/domain/paths/absolute-path.js';

const defaults: NotificationSettings = {
  command: [],
  events: ['turn-complete', 'approval-requested'],
  method: 'auto',
  condition: 'unfocused',
};

describe('resolveNotificationSettings', () => {
  it.each<[string, NotificationConfig, NotificationSettings]>([
    ['nothing is configured', {}, defaults],
    ['all is on', { notifications: true }, defaults],
    ['all is off', { notifications: false }, { ...defaults, events: [] }],
    ['no event is listed', { notifications: [] }, { ...defaults, events: [] }],
    ['one event is listed', { notifications: ['approval-requested'] }, { ...defaults, events: ['approval-requested'] }],
    [
      'failures are listed, which are off otherwise',
      { notifications: ['agent-turn-failed', 'agent-turn-complete'] },
      { ...defaults, events: ['turn-complete', 'turn-failed'] },
    ],
    ['an unknown event is listed', { notifications: ['plan-ready'] }, { ...defaults, events: [] }],
    [
      'the rest is configured',
      { notify: ['say', 'done'], method: 'bel', condition: 'always' },
      { ...defaults, command: ['say', 'done'], method: 'bel', condition: 'always' },
    ],
  ])('when %s', (_, config, expected) => {
    expect(resolveNotificationSettings(config)).toEqual(expected);
  });
});

describe('unknownEventNames', () => {
  it('names what no notification has', () => {
    expect(unknownEventNames(['agent-turn-complete', 'plan-ready', 'agent-turn-failed'])).toEqual(['plan-ready']);
    expect(unknownEventNames(true)).toEqual([]);
  });
});

describe('isWanted', () => {
  it.each<[Notification['type'], NotificationConfig['condition'], Focus, boolean]>([
    ['turn-complete', 'unfocused', 'unknown', true],
    ['turn-complete', 'unfocused', 'unfocused', true],
    ['turn-complete', 'unfocused', 'focused', false],
    ['turn-complete', 'always', 'focused', true],
    ['turn-failed', 'always', 'unfocused', false],
  ])('%s under the condition %s with focus %s: %s', (type, condition, focus, expected) => {
    const settings = resolveNotificationSettings(condition === undefined ? {} : { condition });
    expect(isWanted(notificationOf(type), settings, focus)).toBe(expected);
  });
});

function notificationOf(type: Notification['type']): Notification {
  const cwd = parseAbsolutePath('/');
  if (!cwd.ok) throw new Error('the root should be an absolute path');
  return { threadId: 't', turnId: 'u', cwd: cwd.value, type, inputMessages: [], summary: '', message: '' };
}
