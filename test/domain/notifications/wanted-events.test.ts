import { describe, expect, it } from 'vitest';
import type { NotificationSettings } from '../../../src/domain/config/settings.js';
import type { Notification } from '../../../src/domain/notifications/notification.js';
import {
  type Focus,
  isWanted,
  unknownEventNames,
  wantedEvents,
} from '../../../src/domain/notifications/wanted-events.js';
import { parseAbsolutePath } from '../../../src/domain/paths/absolute-path.js';

describe('wantedEvents', () => {
  it.each<[string, NotificationSettings['terminal'], readonly Notification['type'][]]>([
    ['all is on, which is without failures', 'all', ['turn-complete', 'approval-requested']],
    ['all is off', 'none', []],
    ['nothing is listed', [], []],
    ['one event is listed', ['approval-requested'], ['approval-requested']],
    ['failures are listed', ['agent-turn-failed', 'agent-turn-complete'], ['turn-complete', 'turn-failed']],
    ['an unknown event is listed', ['plan-ready'], []],
  ])('when %s', (_, terminal, expected) => {
    expect(wantedEvents({ terminal })).toEqual(expected);
  });
});

describe('unknownEventNames', () => {
  it('names what no event has', () => {
    const terminal = ['agent-turn-complete', 'plan-ready', 'approval-requested', 'agent-turn-failed'];
    expect(unknownEventNames({ terminal })).toEqual(['plan-ready']);
    expect(unknownEventNames({ terminal: 'all' })).toEqual([]);
  });
});

describe('isWanted', () => {
  it.each<[Notification['type'], NotificationSettings['condition'], Focus, boolean]>([
    ['turn-complete', 'unfocused', 'unknown', true],
    ['turn-complete', 'unfocused', 'unfocused', true],
    ['turn-complete', 'unfocused', 'focused', false],
    ['turn-complete', 'always', 'focused', true],
    ['turn-failed', 'always', 'unfocused', false],
  ])('%s under the condition %s with focus %s: %s', (type, condition, focus, expected) => {
    expect(isWanted(notificationOf(type), { terminal: 'all', method: 'auto', condition }, focus)).toBe(expected);
  });
});

function notificationOf(type: Notification['type']): Notification {
  const cwd = parseAbsolutePath('/');
  if (!cwd.ok) throw new Error('the root should be an absolute path');
  return { threadId: 't', turnId: 'u', cwd: cwd.value, type, inputMessages: [], summary: '', message: '' };
}
