import type { JsonObject, JsonValue } from '../../domain/tools/tool-definition.js';
import type { ModelRequest } from '../../ports/model.js';
import { encodeTool } from './encode-tool.js';

/** The text of a request body around the items of its input. */
export interface RequestFrame {
  /** Up to and including the bracket that opens the input. */
  readonly head: string;
  /** From the bracket that closes the input. */
  readonly tail: string;
}

/**
 * Everything in a request body but the history, which is kept as bytes and put between `head` and `tail`. The order of the keys is
 * fixed: the same request always has the same bytes, so that the provider can recognise the part that it has seen before.
 */
export function encodeRequestFrame(
  request: ModelRequest,
  clientMetadata: Readonly<Record<string, string>> | undefined,
): RequestFrame {
  const { model, instructions } = request;
  const before = JSON.stringify(instructions === '' ? { model } : { model, instructions });
  const after = JSON.stringify(keysAfterInput(request, clientMetadata));
  return { head: `${before.slice(0, -1)},"input":[`, tail: `],${after.slice(1)}` };
}

function keysAfterInput(
  request: ModelRequest,
  clientMetadata: Readonly<Record<string, string>> | undefined,
): JsonObject {
  const text = textOptions(request);
  return {
    tools: request.tools.map(encodeTool),
    tool_choice: 'auto',
    parallel_tool_calls: request.parallelToolCalls,
    reasoning: reasoningOptions(request),
    store: false,
    stream: true,
    include: request.reasoning === undefined ? [] : ['reasoning.encrypted_content'],
    ...(request.serviceTier === undefined ? {} : { service_tier: request.serviceTier }),
    prompt_cache_key: request.cacheKey,
    ...(text === undefined ? {} : { text }),
    ...(clientMetadata === undefined ? {} : { client_metadata: clientMetadata }),
  };
}

function reasoningOptions({ reasoning }: ModelRequest): JsonValue {
  if (reasoning === undefined) return null;
  const { effort, summary } = reasoning;
  return { ...(effort === undefined ? {} : { effort }), ...(summary === undefined ? {} : { summary }) };
}

function textOptions({ verbosity, outputSchema }: ModelRequest): JsonObject | undefined {
  if (verbosity === undefined && outputSchema === undefined) return undefined;
  const format = { type: 'json_schema', strict: true, schema: outputSchema ?? null, name: 'codex_output_schema' };
  return {
    ...(verbosity === undefined ? {} : { verbosity }),
    ...(outputSchema === undefined ? {} : { format }),
  };
}
