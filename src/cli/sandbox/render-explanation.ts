import type { AccessExplanation, NetworkPolicy, ProfileComparison } from '../../domain.js';
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
    ...(network === undefined ? [] : [`network: ${wordFor(network.first)} / ${wordFor(network.second)}`]),
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

/** A filtered network in as few words as an open or a closed one. */
function wordFor(network: NetworkPolicy): string {
  if (typeof network === 'string') return network;
  const rules = [...network.allowedDomains, ...network.deniedDomains.map((host) => `not ${host}`)];
  return `${network.mode === 'limited' ? 'reading from ' : ''}${rules.length === 0 ? 'no host' : rules.join(', ')}`;
}
