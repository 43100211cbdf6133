import type { ToolCallItem } from '../../domain/conversation/history-item.js';
import type { ToolDefinition } from '../../domain/tools/tool-definition.js';
import { defaultToolRules, type ToolRules } from '../../domain/tools/tool-rules.js';
import { type BuiltInTool, builtInTools } from '../tools/built-in-tools.js';
import type { OfferedSourceTool } from '../tools/source-tool.js';
import { prepareSourceCall } from '../tools/source-tool.js';
import type { PreparedCall } from '../tools/tool.js';
import type { TurnScope } from './turn-scope.js';

interface OfferedBuiltIn {
  readonly tool: BuiltInTool;
  readonly definition: ToolDefinition;
}

/** Finds the tool that a call names. */
export class ToolDispatch {
  /** What the model is offered: the built-in tools, then those of the sources. */
  readonly definitions: readonly ToolDefinition[];
  readonly #builtIn: readonly OfferedBuiltIn[];
  readonly #sources: readonly OfferedSourceTool[];

  constructor(sources: readonly OfferedSourceTool[], rules: ToolRules = defaultToolRules) {
    this.#sources = sources;
    this.#builtIn = builtInTools.flatMap((tool) => {
      const definition = tool.define(rules);
      return definition === undefined ? [] : [{ tool, definition }];
    });
    const definitions = [
      ...this.#builtIn.map((tool) => tool.definition),
      ...sources.map((tool) => tool.offered.definition),
    ];
    // Providers refuse a request that names two tools alike. Calls go to the first one.
    const names = definitions.map(nameOf);
    this.definitions = definitions.filter((_, index) => names.indexOf(names[index] ?? '') === index);
  }

  /** Decodes and assesses a call; an unknown tool and a tool that fails are answered. Never rejects. */
  async prepare(call: ToolCallItem, scope: TurnScope): Promise<PreparedCall> {
    scope.ports.logger.log('debug', 'the model calls a tool', { module: 'tools', tool: call.name, call: call.callId });
    try {
      const found = this.#builtIn.find(({ definition }) => nameOf(definition) === call.name);
      if (found !== undefined && !isNamespaced(call)) return await (await found.tool.load()).prepare(call, scope);
      return prepareSourceCall(call, this.#sources, scope) ?? { kind: 'answer', output: unsupported(call) };
    } catch (error) {
      scope.ports.logger.log('error', 'preparing a tool call failed', { module: 'tools', tool: call.name, error });
      return {
        kind: 'answer',
        output: `${call.name} failed: ${error instanceof Error ? error.message : String(error)}`,
      };
    }
  }
}

function nameOf(definition: ToolDefinition): string {
  return definition.kind === 'web-search' ? 'web_search' : definition.name;
}

function isNamespaced(call: ToolCallItem): boolean {
  return call.kind === 'function-call' && call.namespace !== undefined;
}

function unsupported(call: ToolCallItem): string {
  return call.kind === 'function-call'
    ? `unsupported call: ${call.name}`
    : `unsupported custom tool call: ${call.name}`;
}
