import { maskSecrets } from './mask-secrets.js';

const widest = 100;

/**
 * The line around a place with a caret below it. `line` and `column` are 1-based; a long line is cut around the column. Values that may be
 * secrets are masked: diagnostics end up in logs and transcripts.
 */
export function renderExcerpt(text: string, line: number, column: number): string {
  const content = maskSecrets(text.split('\n', line), line).replace(/\r$/, '').replaceAll('\t', ' ');
  const start = column <= widest ? 0 : column - widest / 2;
  const shown = content.slice(start, start + widest);
  const margin = ' '.repeat(String(line).length);
  const caret = ' '.repeat(Math.max(0, column - 1 - start));
  return `${margin} |\n${line} | ${shown}\n${margin} | ${caret}^`;
}
