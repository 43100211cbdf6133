import { assertNever } from '../../domain/result.js';
import type { JsonObject, ToolDefinition } from '../../domain/tools/tool-definition.js';

type FunctionTool = Extract<ToolDefinition, { kind: 'function' }>;

/** A tool in the form of the Responses API. */
export function encodeTool(tool: ToolDefinition): JsonObject {
  switch (tool.kind) {
    case 'function':
      return encodeFunction(tool);
    case 'custom':
      return {
        type: 'custom',
        name: tool.name,
        description: tool.description,
        format: { type: 'grammar', syntax: tool.grammar.syntax, definition: tool.grammar.definition },
      };
    case 'namespace':
      return {
        type: 'namespace',
        name: tool.name,
        description: tool.description,
        tools: tool.tools.map(encodeFunction),
      };
    case 'web-search':
      return { type: 'web_search', external_web_access: tool.access === 'live' };
    default:
      return assertNever(tool);
  }
}

function encodeFunction(tool: FunctionTool): JsonObject {
  return {
    type: 'function',
    name: tool.name,
    description: tool.description,
    strict: tool.strict ?? false,
    parameters: tool.parameters,
  };
}
