import type { DoctorCheck, DoctorReport, DoctorSubject } from '../../index.js';
import type { Paint, Tone } from '../style.js';
import { visibleText } from '../visible-text.js';

const subjects: Readonly<Record<DoctorSubject, string>> = {
  sandbox: 'sandbox',
  configuration: 'configuration',
  'model-provider': 'model provider',
  sessions: 'sessions',
  'optional-dependencies': 'optional',
  notifications: 'notifications',
};

const marks: Readonly<Record<DoctorCheck['status'], { readonly mark: string; readonly tone: Tone }>> = {
  ok: { mark: '✓', tone: 'green' },
  warning: { mark: '!', tone: 'yellow' },
  broken: { mark: '✗', tone: 'red' },
};

const width = Math.max(...Object.values(subjects).map((name) => name.length));
const indent = ' '.repeat(width + 4);

/** A report for people: one line per subject, then what else there is to say about it and what to do. */
export function renderReport(report: DoctorReport, paint: Paint): string {
  const { version, runtime, platform, codexHome, checks } = report;
  const header = `codex-sdk ${version}, ${runtime}, ${platform}\nCodex home: ${visibleText(codexHome)}\n\n`;
  const broken = checks.filter(({ status }) => status === 'broken').map(({ subject }) => subjects[subject]);
  const verdict = broken.length === 0 ? 'Everything that is needed works.' : `Broken: ${broken.join(', ')}.`;
  return `${header}${checks.map((check) => renderCheck(check, paint)).join('')}\n${verdict}\n`;
}

function renderCheck({ subject, status, summary, details, remedy }: DoctorCheck, paint: Paint): string {
  const { mark, tone } = marks[status];
  const first = `${paint(mark, tone)} ${subjects[subject].padEnd(width)}  ${visibleText(summary)}\n`;
  const more = details.map((line) => `${indent}${paint(visibleText(line), 'dim')}\n`);
  const advice = remedy === undefined ? [] : [`${indent}${paint('→', tone)} ${visibleText(remedy)}\n`];
  return [first, ...more, ...advice].join('');
}
