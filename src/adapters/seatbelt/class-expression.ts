import type { CharacterClass } from '../../domain/paths/glob-component.js';

/** A letter beyond ASCII takes up to four bytes, and whether the system counts letters or bytes is its own matter. */
const beyondAscii = '[^ -~][^ -~]?[^ -~]?[^ -~]?';

/** One character of a name, however many bytes it takes. */
export const anyCharacter = oneOf('[^/]');

/**
 * An expression for one character out of a class, in upper and lower case; nothing for a class that the policy language cannot hold:
 * characters that mean something inside of brackets, and those beyond ASCII, are left to systems that can hold them.
 */
export function classExpression({ negated, ranges }: CharacterClass): string | undefined {
  const isPlain = (character: string): boolean => /^[ !#-,./0-9:-@A-Z_`a-z{|}~]$/.test(character);
  if (ranges.length === 0 || !ranges.flat().every(isPlain)) return undefined;
  if (ranges.some(([from, to]) => from !== to && !isAlphanumericRange(from, to))) return undefined;
  const members = ranges.map(([from, to]) => (from === to ? from : `${from}-${to}`));
  // What is not one of these stays hidden in the other case too.
  return negated ? oneOf(`[^/${members.join('')}]`) : `[${members.map(inBothCases).join('')}]`;
}

function oneOf(ascii: string): string {
  return `(${ascii}|${beyondAscii})`;
}

function inBothCases(member: string): string {
  return [...new Set([member, member.toLowerCase(), member.toUpperCase()])].join('');
}

/** Only ranges of digits or of letters of one case mean the same everywhere. */
function isAlphanumericRange(from: string, to: string): boolean {
  return [/^\d\d$/, /^[a-z][a-z]$/, /^[A-Z][A-Z]$/].some((kind) => kind.test(from + to));
}
