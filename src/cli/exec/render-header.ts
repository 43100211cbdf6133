import type { Paint } from '../style.js';
import { visibleText } from '../visible-text.js';

/** What a person should know before a turn starts: label and value, in the order of showing. */
export type HeaderFacts = readonly (readonly [label: string, value: string])[];

/** The block at the top of a transcript. */
export function renderHeader(title: string, facts: HeaderFacts, paint: Paint): string {
  const lines = facts.map(([label, value]) => `${paint(`${label}:`, 'bold')} ${visibleText(value)}\n`);
  return `${title}\n--------\n${lines.join('')}--------\n`;
}

/** The prompt as the transcript shows it. */
export function renderPrompt(prompt: string, paint: Paint): string {
  return `${paint('user', 'cyan')}\n${visibleText(prompt)}${prompt.endsWith('\n') ? '' : '\n'}`;
}
