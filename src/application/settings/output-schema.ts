import { CodexError } from '../../domain/codex-error.js';
import { closeObjectSchemas } from '../../domain/tools/close-object-schemas.js';
import type { JsonObject } from '../../domain/tools/tool-definition.js';

/**
 * A schema that checks values at run time and can be written as a JSON schema, as those of zod 4 can: the part of the Standard Schema
 * interfaces that is needed.
 */
export interface OutputSchema<Output> {
  readonly '~standard': {
    readonly jsonSchema: { readonly input: (options: JsonSchemaOptions) => Record<string, unknown> };
    readonly validate: (value: unknown) => OutputVerdict<Output> | Promise<OutputVerdict<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

/** How a schema is written as a JSON schema. */
export interface JsonSchemaOptions {
  readonly target: 'draft-07';
  // Named although it is never given: without it, overloads that differ in their schema only are not told apart.
  readonly libraryOptions?: Record<string, unknown> | undefined;
}

/** What a schema says about a value. */
export type OutputVerdict<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path?: readonly unknown[] | undefined }[] };

/**
 * The JSON schema that the model is given; undefined when none was asked for. Objects of a checking schema are closed, because
 * providers demand it.
 *
 * @throws CodexError `invalid-option` when the schema is neither a plain JSON object nor a checking schema.
 */
export function decodeOutputSchema(schema: unknown): JsonObject | undefined {
  if (schema === undefined) return undefined;
  if (isCheckingSchema(schema)) {
    const { $schema: _, ...json } = schema['~standard'].jsonSchema.input({ target: 'draft-07' });
    return closeObjectSchemas(json as JsonObject);
  }
  if (typeof schema === 'object' && schema !== null && !Array.isArray(schema)) return schema as JsonObject;
  throw new CodexError(
    'invalid-option',
    'the option `outputSchema` must be a plain JSON object: a JSON schema; or a schema of zod 4',
  );
}

/** Whether a schema can check values itself. */
export function isCheckingSchema(schema: unknown): schema is OutputSchema<unknown> {
  return (typeof schema === 'object' || typeof schema === 'function') && schema !== null && '~standard' in schema;
}

/**
 * Reads the final message as a value of the schema.
 *
 * @throws CodexError `output-invalid` when it is not JSON or the schema does not accept it.
 */
export async function readOutput<Output>(schema: OutputSchema<Output>, finalResponse: string): Promise<Output> {
  const verdict = await schema['~standard'].validate(parseJson(finalResponse));
  if (verdict.issues === undefined) return verdict.value;
  const complaints = verdict.issues.map(({ message, path }) =>
    path?.length ? `${path.map(String).join('.')}: ${message}` : message,
  );
  throw new CodexError(
    'output-invalid',
    `the final message does not conform to \`outputSchema\`: ${complaints.join('; ')}; run the turn again or loosen the schema`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notJson(error);
  }
}

function notJson(cause: unknown): CodexError {
  const message = 'the final message is not JSON although `outputSchema` was given; check that the model supports it';
  return new CodexError('output-invalid', message, { cause });
}
