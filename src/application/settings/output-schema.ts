import { CodexError } from '../../domain/codex-error.js';
import type { JsonObject } from '../../domain/tools/tool-definition.js';

/**
 * Checks that an output schema is a plain JSON object.
 *
 * @throws CodexError `invalid-option` when it is something else.
 */
export function decodeOutputSchema(schema: unknown): JsonObject | undefined {
  if (schema === undefined) return undefined;
  if (typeof schema === 'object' && schema !== null && !Array.isArray(schema)) return schema as JsonObject;
  throw new CodexError('invalid-option', 'the option `outputSchema` must be a plain JSON object: a JSON schema');
}
