import { CodexError } from '../../domain/codex-error.js';
import type { McpServer } from '../../domain/config/mcp-servers.js';
import type { Logger } from '../../ports/logger.js';
import { connectServer } from './connect-server.js';
import type { McpConnection } from './mcp-connection.js';
import { type LinkParts, openLink, type ServerPlace } from './open-link.js';
import type { ServerLink } from './server-link.js';

/** Whether a server can be used. */
export type ServerState =
  | { readonly kind: 'ready'; readonly connection: McpConnection }
  /** `reason` is for people. */
  | { readonly kind: 'failed'; readonly reason: string };

/** What servers are started with. */
export interface SlotParts extends LinkParts {
  readonly logger: Logger;
  /** The version that servers are told. */
  readonly version: string;
}

/** Delays before a server is started again, in milliseconds: at once after the first failure, then longer and longer. */
const delaysMs: readonly number[] = [0, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000];
/** A server that stayed so long is forgiven its earlier failures. */
const steadyMs = 60_000;

/** One server: started when it is first needed, started again when it is gone, never more than once at a time. */
export class ServerSlot {
  readonly #place: ServerPlace;
  readonly #parts: SlotParts;
  readonly #closing = new AbortController();
  readonly #farewells = new Set<Promise<void>>();
  #link: ServerLink | undefined;
  #starting: Promise<ServerState> | undefined;
  #state: ServerState | undefined;
  #failures = 0;
  #failedAt = 0;
  #readyAt: number | undefined;

  constructor(place: ServerPlace, parts: SlotParts) {
    this.#place = place;
    this.#parts = parts;
  }

  /**
   * The server, started if need be. A server that failed is left alone for a while. One that never came up is started again without
   * anybody waiting for it.
   */
  async use(): Promise<ServerState> {
    if (this.#closing.signal.aborted) return { kind: 'failed', reason: 'this `Codex` was closed' };
    if (this.#state?.kind === 'ready') return this.#state;
    if (this.#starting === undefined && this.#mayStart()) this.#starting = this.#start();
    const waits = this.#state === undefined || this.#readyAt !== undefined;
    if (this.#starting !== undefined && waits) return this.#starting;
    return this.#state ?? { kind: 'failed', reason: 'it is still starting' };
  }

  /** Gives up a connection that the server knows nothing of any more; the next use makes another one at once. */
  forget(connection: McpConnection): void {
    if (this.#state?.kind !== 'ready' || this.#state.connection !== connection) return;
    this.#leave();
    this.#state = undefined;
  }

  /** Ends the server. Settles when it is gone. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#leave();
    await this.#starting;
    await Promise.allSettled([...this.#farewells]);
  }

  #mayStart(): boolean {
    const delay = delaysMs[Math.min(this.#failures, delaysMs.length) - 1] ?? 0;
    return this.#failures === 0 || this.#parts.clock.monotonic() >= this.#failedAt + delay;
  }

  async #start(): Promise<ServerState> {
    const { server } = this.#place;
    try {
      const link = await openLink(this.#place, this.#parts);
      this.#link = link;
      const connection = await connectServer(link, {
        version: this.#parts.version,
        timeoutMs: server.startupTimeoutMs,
        signal: this.#closing.signal,
      });
      return this.#becomeReady(link, connection);
    } catch (cause) {
      this.#leave();
      return this.#fail(cause instanceof Error ? cause.message : String(cause));
    } finally {
      this.#starting = undefined;
    }
  }

  #becomeReady(link: ServerLink, connection: McpConnection): ServerState {
    this.#readyAt = this.#parts.clock.monotonic();
    this.#state = { kind: 'ready', connection };
    link.transport.onclose = chain(link.transport.onclose, () => this.#lose(link));
    link.keepHostAlive(false);
    return this.#state;
  }

  #lose(link: ServerLink): void {
    if (this.#link !== link) return;
    const lived = this.#parts.clock.monotonic() - (this.#readyAt ?? 0);
    if (lived >= steadyMs) this.#failures = 0;
    this.#leave();
    this.#fail(link.endReason ?? 'the connection was closed');
  }

  #fail(reason: string): ServerState {
    if (!this.#closing.signal.aborted) {
      const code = 'tool-source-failed';
      const { name } = this.#place.server;
      this.#parts.logger.log('warn', 'an MCP server is not available', {
        module: 'mcp-client',
        server: name,
        error: new CodexError(code, reason),
      });
    }
    this.#failures += 1;
    this.#failedAt = this.#parts.clock.monotonic();
    this.#state = { kind: 'failed', reason };
    return this.#state;
  }

  #leave(): void {
    const link = this.#link;
    if (link === undefined) return;
    this.#link = undefined;
    const farewell = link.close().catch((error: unknown) => {
      this.#parts.logger.log('warn', 'an MCP server could not be closed', {
        module: 'mcp-client',
        server: this.#place.server.name,
        error,
      });
    });
    this.#farewells.add(farewell);
    void farewell.then(() => this.#farewells.delete(farewell));
  }
}

/** A configured server with its connection. */
export interface UsedServer {
  readonly server: McpServer;
  readonly slot: Pick<ServerSlot, 'use' | 'forget'>;
}

function chain(first: (() => void) | undefined, second: () => void): () => void {
  return () => {
    first?.();
    second();
  };
}
