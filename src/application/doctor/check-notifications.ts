import type { NotificationSettings } from '../../domain/config/settings.js';
import type { NotifierChoice } from '../../domain/notifications/choose-notifiers.js';
import { describeNotifierChoice } from '../../domain/notifications/describe-choice.js';
import { unknownEventNames } from '../../domain/notifications/wanted-events.js';
import type { DoctorCheck } from './doctor-report.js';
import type { Understanding } from './understanding.js';

/** What notifiers are looked for with. */
export interface NotifierSearch {
  /** Which notifiers settings call for; `own` when the host brought its own. */
  readonly notifiers: (settings: NotificationSettings) => Promise<readonly NotifierChoice[] | 'own'>;
  /** Whether a program of this name can be found. */
  readonly hasProgram: (name: string) => Promise<boolean>;
}

/** Which notifiers are in force. Having none is a choice, not a fault. */
export async function checkNotifications(
  { settings }: Understanding,
  { notifiers, hasProgram }: NotifierSearch,
): Promise<DoctorCheck> {
  const subject = 'notifications';
  if (settings === undefined) return { subject, status: 'ok', summary: 'unknown', details: [] };
  const choices = await notifiers(settings.notifications);
  if (choices === 'own') return { subject, status: 'ok', summary: 'the notifier of the host program', details: [] };
  const [summary = 'nobody is notified', ...others] = choices.map(describeNotifierChoice);
  const problems = [...(await missingPrograms(choices, hasProgram)), ...unknownEvents(settings.notifications)];
  const details = [...others, ...problems.map(({ problem }) => problem)];
  if (problems.length === 0) return { subject, status: 'ok', summary, details };
  return { subject, status: 'warning', summary, details, remedy: problems.map(({ remedy }) => remedy).join('; ') };
}

interface Problem {
  readonly problem: string;
  readonly remedy: string;
}

/** Only the configured program can be missing: every other one was chosen because it was found. */
async function missingPrograms(
  choices: readonly NotifierChoice[],
  hasProgram: NotifierSearch['hasProgram'],
): Promise<readonly Problem[]> {
  const [command] = choices.filter(({ kind }) => kind === 'notify-command');
  if (command?.kind !== 'notify-command' || (await hasProgram(command.program))) return [];
  return [
    {
      problem: 'the program of `notify` was not found',
      remedy: 'give it an absolute path, or a name that is in the absolute directories of `PATH`',
    },
  ];
}

function unknownEvents(settings: NotificationSettings): readonly Problem[] {
  const [unknown] = unknownEventNames(settings);
  if (unknown === undefined) return [];
  return [
    { problem: `\`tui.notifications\` names \`${unknown}\`, which is no event`, remedy: `name one of ${eventNames}` },
  ];
}

const eventNames = ['agent-turn-complete', 'approval-requested', 'agent-turn-failed']
  .map((name) => `\`${name}\``)
  .join(', ');
