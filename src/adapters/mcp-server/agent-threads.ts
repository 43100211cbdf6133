import type { McpAgentThread } from './mcp-agent.js';

/** How many conversations are kept for a next turn. */
const maxThreads = 256;

/** The conversations of one client, so that it can go on with them. The one that was unused for longest goes first. */
export class AgentThreads {
  readonly #threads = new Map<string, McpAgentThread>();

  find(threadId: string): McpAgentThread | undefined {
    return this.#threads.get(threadId);
  }

  /** Keeps a conversation under its id, as the one that was used last. */
  keep(thread: McpAgentThread): void {
    if (thread.id === null) return;
    this.#threads.delete(thread.id);
    this.#threads.set(thread.id, thread);
    for (const [id, oldest] of this.#threads) {
      if (this.#threads.size <= maxThreads) return;
      this.#threads.delete(id);
      void oldest[Symbol.asyncDispose]().catch(() => undefined);
    }
  }

  /** Ends all of them. */
  async close(): Promise<void> {
    const threads = [...this.#threads.values()];
    this.#threads.clear();
    await Promise.allSettled(threads.map((thread) => thread[Symbol.asyncDispose]()));
  }
}
