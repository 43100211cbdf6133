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
    const context = { threadId, turnId, callId, signal };
    try {
      const answer = await unlessAborted(() => tool.invoke(invocation.arguments, context), signal);
      return { kind: 'success', output: toOutput(answer) };
    } catch (error) {
      if (signal.aborted) throw abortError(signal);
      return { kind: 'failure', output: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** A function that takes no notice of an interruption is not waited for; one that is not wanted any more is not called. */
async function unlessAborted<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw abortError(signal);
  let stopListening = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    const give = (): void => reject(abortError(signal));
    signal.addEventListener('abort', give, { once: true });
    stopListening = () => signal.removeEventListener('abort', give);
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    stopListening();
  }
}

function abortError(signal: AbortSignal): Error {
  const error = new Error('the call was aborted', { cause: signal.reason });
  error.name = 'AbortError';
  return error;
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
