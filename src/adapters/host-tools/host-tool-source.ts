import type { ContentPart, ToolOutput } from '../../domain/conversation/history-item.js';
import type { OfferedTool, ToolInvocation, ToolResult, ToolSource } from '../../ports/tool-source.js';
import type { HostTool, HostToolAnswer } from './host-tool.js';

/** Offers the functions that the host defined with `defineTool`. Events show them under the server name `host`. */
export class HostToolSource implements ToolSource {
  readonly #tools: ReadonlyMap<string, HostTool>;
  readonly #offered: readonly OfferedTool[];

  constructor(tools: readonly HostTool[]) {
    this.#tools = new Map(tools.map((tool) => [tool.name, tool]));
    this.#offered = [...this.#tools.values()].map(offeredTool);
  }

  offer(): Promise<{ readonly tools: readonly OfferedTool[]; readonly problems: readonly string[] }> {
    return Promise.resolve({ tools: this.#offered, problems: [] });
  }

  async call(invocation: ToolInvocation, signal: AbortSignal): Promise<ToolResult> {
    const tool = this.#tools.get(invocation.name);
    if (tool === undefined) return { kind: 'failure', output: `unsupported call: ${invocation.name}` };
    const { threadId, turnId, callId } = invocation;
    try {
      const answer = await tool.invoke(invocation.arguments, { threadId, turnId, callId, signal });
      return { kind: 'success', output: toOutput(answer) };
    } catch (error) {
      if (signal.aborted) throw error;
      return { kind: 'failure', output: error instanceof Error ? error.message : String(error) };
    }
  }
}

function offeredTool({ name, description, needsApproval, schema }: HostTool): OfferedTool {
  const definition = { kind: 'function', name, description, parameters: schema } as const;
  return { definition, server: 'host', approval: needsApproval ? 'always' : 'not-needed' };
}

function toOutput(answer: HostToolAnswer): ToolOutput {
  if (answer === undefined) return '';
  if (typeof answer === 'string') return answer;
  return isParts(answer) ? answer : JSON.stringify(answer);
}

function isParts(answer: Exclude<HostToolAnswer, string | undefined>): answer is readonly ContentPart[] {
  return Array.isArray(answer) && answer.length > 0 && answer.every(isPart);
}

function isPart(value: unknown): value is ContentPart {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  return value.kind === 'input-text' || value.kind === 'output-text' || value.kind === 'image';
}
