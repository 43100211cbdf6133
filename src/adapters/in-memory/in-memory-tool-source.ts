import type { OfferedTool, ToolInvocation, ToolResult, ToolSource } from '../../ports/tool-source.js';

/** A tool together with what a call of it does. */
export interface InMemoryTool extends OfferedTool {
  readonly run: (invocation: ToolInvocation, signal: AbortSignal) => ToolResult | Promise<ToolResult>;
}

/** Offers tools that are functions, and keeps the calls. */
export class InMemoryToolSource implements ToolSource {
  readonly #tools: readonly InMemoryTool[];
  readonly #problems: readonly string[];
  readonly #invocations: ToolInvocation[] = [];
  #closed = false;

  /** @param problems what every `offer` complains about; nothing when absent */
  constructor(tools: readonly InMemoryTool[], problems: readonly string[] = []) {
    this.#tools = tools;
    this.#problems = problems;
  }

  /** Every call so far, oldest first. */
  get invocations(): readonly ToolInvocation[] {
    return this.#invocations;
  }

  /** Whether `close` was called. */
  get closed(): boolean {
    return this.#closed;
  }

  async offer(): Promise<{ readonly tools: readonly OfferedTool[]; readonly problems: readonly string[] }> {
    const tools = this.#tools.map(({ definition, server, approval }) => ({ definition, server, approval }));
    return { tools, problems: this.#problems };
  }

  async call(invocation: ToolInvocation, signal: AbortSignal): Promise<ToolResult> {
    if (signal.aborted) throw abortError(signal);
    this.#invocations.push(invocation);
    const tool = this.#tools.find((candidate) => offers(candidate, invocation));
    if (tool === undefined) return { kind: 'failure', output: `there is no tool \`${invocation.name}\`` };
    return tool.run(invocation, signal);
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}

function offers({ definition }: InMemoryTool, { namespace, name }: ToolInvocation): boolean {
  if (definition.kind === 'web-search') return false;
  if (definition.kind !== 'namespace') return namespace === undefined && definition.name === name;
  return definition.name === namespace && definition.tools.some((tool) => tool.name === name);
}

function abortError(signal: AbortSignal): Error {
  const error = new Error('the call was aborted', { cause: signal.reason });
  error.name = 'AbortError';
  return error;
}
