import type { JsonValue } from '../tools/tool-definition.js';

/**
 * Writes JSON that every reader takes. Half of a character would become an escape that strict readers refuse: one such text would make
 * every later request fail, and lines of the session unreadable for others. It becomes a replacement character.
 */
export function wellFormedJson(value: JsonValue): string {
  const json = JSON.stringify(value);
  // Only what holds half a character contains the escape.
  if (!json.includes('\\ud')) return json;
  return JSON.stringify(value, (_, part: JsonValue) =>
    typeof part === 'string' ? part.replace(/\p{Surrogate}/gu, '\uFFFD') : part,
  );
}
