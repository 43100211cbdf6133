import type { Transport } from '@modelcontextprotocol/client';

/** The way to one server, and what is known about it beyond the protocol. */
export interface ServerLink {
  readonly transport: Transport;
  /** Why the connection ended, in words; `undefined` while it holds, or when this side ended it. */
  readonly endReason: string | undefined;
  /** What an exception of the protocol's client means, in words. */
  describe(cause: unknown): string;
  /** Whether the exception says that the server knows nothing of this connection any more. */
  hasForgotten(cause: unknown): boolean;
  /** Whether an open connection keeps the host process alive. */
  keepHostAlive(keep: boolean): void;
  /** Takes leave of the server and frees everything. Never rejects. */
  close(): Promise<void>;
}
