/** A JSON object of unknown content. */
export type Fields = { readonly [name: string]: unknown };

/** A JSON object out of text; undefined when the text is anything else. */
export function parseFields(text: string): Fields | undefined {
  try {
    return asFields(JSON.parse(text));
  } catch {
    // Damaged lines are expected in a file that a killed process left behind.
    return undefined;
  }
}

/** A value as a JSON object; undefined when it is anything else. */
export function asFields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** A text; undefined when it is missing or anything else. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The texts of an array; other elements are left out, and anything but an array has none. */
export function asTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((element): element is string => typeof element === 'string') : [];
}

/** A whole number >= 0; undefined when it is missing or anything else. */
export function asCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
