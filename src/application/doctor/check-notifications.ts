import type { NotificationSettings } from '../../domain/config/settings.js';
import type { NotifierChoice } from '../../domain/notifications/choose-notifiers.js';
import { describeNotifierChoice } from '../../domain/notifications/describe-choice.js';
import { unknownEventNames } from '../../domain/notifications/wanted-events.js';
import type { DoctorCheck } from './doctor-report.js';
import type { Understanding } from './understanding.js';

/** Which notifiers are in force. Having none is a choice, not a fault. */
export async function checkNotifications(
  { settings }: Understanding,
  notifiers: (settings: NotificationSettings) => Promise<readonly NotifierChoice[] | 'own'>,
): Promise<DoctorCheck> {
  const subject = 'notifications';
  if (settings === undefined) return { subject, status: 'ok', summary: 'unknown', details: [] };
  const choices = await notifiers(settings.notifications);
  if (choices === 'own') return { subject, status: 'ok', summary: 'the notifier of the host program', details: [] };
  const [first = 'nobody is notified', ...others] = choices.map(describeNotifierChoice);
  const [unknown] = unknownEventNames(settings.notifications);
  if (unknown === undefined) return { subject, status: 'ok', summary: first, details: others };
  const details = [...others, `\`tui.notifications\` names \`${unknown}\`, which is no event`];
  return { subject, status: 'warning', summary: first, details, remedy: `name one of ${eventNames}` };
}

const eventNames = ['agent-turn-complete', 'approval-requested', 'agent-turn-failed']
  .map((name) => `\`${name}\``)
  .join(', ');
