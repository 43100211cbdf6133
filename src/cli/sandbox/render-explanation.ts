import type { AccessExplanation, ProfileComparison } from '../../domain.js';
import { visibleText } from '../visible-text.js';

/** Explanations for people, one paragraph per path. */
export function renderExplanations(profile: string, explanations: readonly AccessExplanation[]): string {
  const [first, ...others] = explanations.map(({ text }) => `${visibleText(text)}\n`);
  const links = others.map((text) => `The path leads elsewhere: ${text}`);
  return `Under ${visibleText(profile)}:\n${[first, ...links].join('')}`;
}

/** What two profiles differ in, one line per place. */
export function renderComparison(
  comparison: ProfileComparison,
  [first, second]: readonly [first: string, second: string],
): string {
  const { network, paths, onlyFirstDenies, onlySecondDenies } = comparison;
  const lines = [
    ...(network === undefined ? [] : [`network: ${network.first} / ${network.second}`]),
    ...paths.map(
      ({ path, first: one, second: two }) => `${path}: ${one === two ? `${one} in both` : `${one} / ${two}`}`,
    ),
    ...onlyFirstDenies.map((pattern) => `${pattern}: deny / -`),
    ...onlySecondDenies.map((pattern) => `${pattern}: - / deny`),
  ];
  const heading = `${first} / ${second}`;
  if (lines.length === 0) return `${visibleText(heading)} do not differ here.\n`;
  return `Where ${visibleText(heading)} differ:\n${lines.map((line) => `  ${visibleText(line)}\n`).join('')}`;
}
