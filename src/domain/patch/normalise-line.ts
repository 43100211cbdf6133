const dashes = /[\u2010-\u2015\u2212]/g;
const singleQuotes = /[\u2018-\u201b]/g;
const doubleQuotes = /[\u201c-\u201f]/g;
const spaces = /[\u00a0\u2002-\u200a\u202f\u205f\u3000]/g;
const beyondAscii = /[^\0-\x7f]/;

/** How lines are made alike where they are not equal, from strict to lenient. */
export const lineNormalisations: readonly ((line: string) => string)[] = [
  (line) => line.trimEnd(),
  (line) => line.trim(),
  normaliseTypography,
];

/** Trims, and replaces typographic dashes, quotation marks and spaces by the ASCII ones that models write in their place. */
export function normaliseTypography(line: string): string {
  const trimmed = line.trim();
  if (!beyondAscii.test(trimmed)) return trimmed;
  return trimmed.replace(dashes, '-').replace(singleQuotes, "'").replace(doubleQuotes, '"').replace(spaces, ' ');
}
