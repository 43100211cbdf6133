import type { NotificationSettings } from '../config/settings.js';
import type { Notification } from './notification.js';
import { wantedEvents } from './wanted-events.js';

/** Where a sample is said to come from. */
export type SampleOrigin = Pick<Notification, 'threadId' | 'turnId' | 'cwd'>;

/**
 * Notifications that show everybody once that they are told: a completed turn, which the configured program takes whatever else is
 * set, and, for a person who does not want to know of those, something that is wanted.
 */
export function sampleNotifications(settings: NotificationSettings, origin: SampleOrigin): readonly Notification[] {
  const complete: Notification = {
    type: 'turn-complete',
    ...origin,
    inputMessages: ['codex-sdk doctor --notify'],
    lastAgentMessage: text,
  };
  const wanted = wantedEvents(settings);
  if (wanted.includes('turn-complete')) return [complete];
  if (wanted.includes('approval-requested'))
    return [complete, { type: 'approval-requested', ...origin, summary: text }];
  return wanted.includes('turn-failed') ? [complete, { type: 'turn-failed', ...origin, message: text }] : [complete];
}

const text = 'Notifications work.';
