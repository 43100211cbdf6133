import type { NotificationSettings } from '../config/settings.js';
import type { Notification, NotificationEvent } from './notification.js';

/** Whether the person looks at the front end. Only an interactive front end can know; everyone else says `unknown`. */
export type Focus = 'focused' | 'unfocused' | 'unknown';

const eventsByName: ReadonlyMap<string, NotificationEvent> = new Map([
  ['agent-turn-complete', 'turn-complete'],
  ['approval-requested', 'approval-requested'],
  ['agent-turn-failed', 'turn-failed'],
]);

// A failed turn is told about only when it is named: the public Codex has no such event.
const standardEvents: readonly NotificationEvent[] = ['turn-complete', 'approval-requested'];

/** What a person is told about. Names that no event has are passed over, see {@link unknownEventNames}. */
export function wantedEvents({ terminal }: Pick<NotificationSettings, 'terminal'>): readonly NotificationEvent[] {
  if (terminal === 'all') return standardEvents;
  if (terminal === 'none') return [];
  return Array.from(eventsByName).flatMap(([name, event]) => (terminal.includes(name) ? [event] : []));
}

/** Those of the configured event names that no event has, in their order; for a warning. */
export function unknownEventNames({ terminal }: Pick<NotificationSettings, 'terminal'>): readonly string[] {
  return typeof terminal === 'string' ? [] : terminal.filter((name) => !eventsByName.has(name));
}

/** Whether a person wants to be told about `notification`. An unknown focus counts as looking elsewhere. */
export function isWanted(notification: Notification, settings: NotificationSettings, focus: Focus): boolean {
  if (!wantedEvents(settings).includes(notification.type)) return false;
  return settings.condition === 'always' || focus !== 'focused';
}
