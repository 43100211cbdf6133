import type { Notification, NotificationEvent } from './notification.js';

/** How a notification reaches a terminal: `osc9` is a desktop notification by the terminal, `bel` is its bell. */
export type NotificationMethod = 'auto' | 'osc9' | 'bel';

/** When a person is notified: only while they look elsewhere, or always. */
export type NotificationCondition = 'unfocused' | 'always';

/** Whether the person looks at the front end. Only an interactive front end can know; everyone else says `unknown`. */
export type Focus = 'focused' | 'unfocused' | 'unknown';

/** The configured values that concern notifications; what is absent has its default. */
export interface NotificationConfig {
  /** `notify`: a program and its first arguments. Default: empty, which is off. */
  readonly notify?: readonly string[];
  /** `tui.notifications`: all standard events, none, or a list of names. Default: true. */
  readonly notifications?: boolean | readonly string[];
  /** `tui.notification_method`. Default: `auto`. */
  readonly method?: NotificationMethod;
  /** `tui.notification_condition`. Default: `unfocused`. */
  readonly condition?: NotificationCondition;
}

/** What the configuration asks for. */
export interface NotificationSettings {
  /** The program that is told about every completed turn, and its first arguments; empty when off. */
  readonly command: readonly string[];
  /** What a person is told about. */
  readonly events: readonly NotificationEvent[];
  readonly method: NotificationMethod;
  readonly condition: NotificationCondition;
}

const eventsByName: ReadonlyMap<string, NotificationEvent> = new Map([
  ['agent-turn-complete', 'turn-complete'],
  ['approval-requested', 'approval-requested'],
  ['agent-turn-failed', 'turn-failed'],
]);

// A failed turn is told about only when it is named: the public Codex has no such event.
const standardEvents: readonly NotificationEvent[] = ['turn-complete', 'approval-requested'];

/** Fills in the defaults and translates the names of events. Names that nobody knows are passed over, see {@link unknownEventNames}. */
export function resolveNotificationSettings(config: NotificationConfig): NotificationSettings {
  return {
    command: config.notify ?? [],
    events: resolveEvents(config.notifications ?? true),
    method: config.method ?? 'auto',
    condition: config.condition ?? 'unfocused',
  };
}

/** Those of the configured event names that no notification has, in their order; for a warning. */
export function unknownEventNames(notifications: boolean | readonly string[]): readonly string[] {
  return typeof notifications === 'boolean' ? [] : notifications.filter((name) => !eventsByName.has(name));
}

/** Whether a person wants to be told about `notification`. An unknown focus counts as looking elsewhere. */
export function isWanted(notification: Notification, settings: NotificationSettings, focus: Focus): boolean {
  if (!settings.events.includes(notification.type)) return false;
  return settings.condition === 'always' || focus !== 'focused';
}

function resolveEvents(notifications: boolean | readonly string[]): readonly NotificationEvent[] {
  if (notifications === true) return standardEvents;
  if (notifications === false) return [];
  return Array.from(eventsByName).flatMap(([name, event]) => (notifications.includes(name) ? [event] : []));
}
