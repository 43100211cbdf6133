/** A JSON object whose fields are not known yet. */
export type Fields = { readonly [name: string]: unknown };

/** Whether a parsed value is an object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field of an object, or undefined when there is none or the value is no object. */
export function field(value: unknown, name: string): unknown {
  return isFields(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The field when it is a text that is not empty. */
export function textField(value: unknown, name: string): string | undefined {
  const text = field(value, name);
  return typeof text === 'string' && text !== '' ? text : undefined;
}

/** Parses JSON; undefined when the text is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Malformed data is something that providers send, and it means the same as no data.
    return undefined;
  }
}
