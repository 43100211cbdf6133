import { CodexError } from '../../domain/codex-error.js';
import type { JsonObject, JsonValue } from '../../domain/tools/tool-definition.js';
import type { HostTool, HostToolAnswer, HostToolContext } from './host-tool.js';

/**
 * A schema that checks values at run time and can be written as a JSON schema, as those of zod 4 can: the part of the Standard Schema
 * interfaces that is needed.
 */
export interface InputSchema<Input> {
  readonly '~standard': {
    readonly jsonSchema: { readonly input: (options: { readonly target: 'draft-07' }) => Record<string, unknown> };
    readonly validate: (value: unknown) => SchemaVerdict<Input> | Promise<SchemaVerdict<Input>>;
    readonly types?: { readonly input: unknown; readonly output: Input } | undefined;
  };
}

/** What a schema says about a value. */
export type SchemaVerdict<Input> =
  | { readonly value: Input; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path?: readonly unknown[] | undefined }[] };

/** A function of the host, as its author writes it. */
export interface ToolSpecification<Input> {
  /** Letters, digits, `_` and `-`; at most 64. */
  readonly name: string;
  /** Tells the model what the function does and when to call it. */
  readonly description: string;
  /** A zod schema of an object, or a JSON schema, whose values are then not checked. */
  readonly input: InputSchema<Input> | JsonObject;
  readonly execute: (input: Input, context: HostToolContext) => HostToolAnswer | Promise<HostToolAnswer>;
  /** Asks the host's approval handler before every call; false by default. */
  readonly needsApproval?: boolean;
}

/**
 * Makes a function of the host callable by the model.
 *
 * @throws CodexError `invalid-option` when the name is not one that models accept.
 */
export function defineTool<Input>(specification: ToolSpecification<Input>): HostTool {
  const { name, description, input, execute } = specification;
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) {
    throw new CodexError(
      'invalid-option',
      `tool name \`${name}\` is not valid; use up to 64 letters, digits, \`_\` and \`-\``,
    );
  }
  return {
    name,
    description,
    needsApproval: specification.needsApproval ?? false,
    schema: jsonSchemaOf(input),
    invoke: async (values, context) => execute(await checked(input, values), context),
  };
}

async function checked<Input>(schema: InputSchema<Input> | JsonObject, values: JsonValue): Promise<Input> {
  if (!isInputSchema(schema)) return values as Input;
  const verdict = await schema['~standard'].validate(values);
  if (verdict.issues === undefined) return verdict.value;
  const complaints = verdict.issues.map(({ message, path }) =>
    path?.length ? `${path.map(String).join('.')}: ${message}` : message,
  );
  throw new TypeError(`invalid arguments: ${complaints.join('; ')}`);
}

function jsonSchemaOf(schema: InputSchema<unknown> | JsonObject): JsonObject {
  if (!isInputSchema(schema)) return schema;
  const { $schema: _, ...json } = schema['~standard'].jsonSchema.input({ target: 'draft-07' });
  return json as JsonObject;
}

function isInputSchema(schema: InputSchema<unknown> | JsonObject): schema is InputSchema<unknown> {
  return '~standard' in schema;
}
