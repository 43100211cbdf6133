import { variableKey } from './variable-key.js';

/**
 * Renders an environment as Windows takes it: `NAME=value` texts, each ended by a null character, in the order of the upper-case names,
 * and one more null character. Names that differ only in case are one variable; the last one counts, because what was set later lies over
 * what was inherited.
 */
export function environmentBlock(environment: Readonly<Record<string, string>>): string {
  const byName = new Map(Object.entries(environment).map((entry) => [variableKey(entry[0]), entry]));
  const sorted = [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, [name, value]]) => `${name}=${value}\0`);
  return sorted.length === 0 ? '\0\0' : `${sorted.join('')}\0`;
}
