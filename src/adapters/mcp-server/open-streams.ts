import type { Readable, Writable } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/server';

/** Where messages come from and go to, one line each; usually the standard streams of a process. */
export interface McpMessageStreams {
  readonly input: Readable;
  readonly output: Writable;
}

/**
 * A connection that carries messages of the protocol. The transports of the protocol's own packages are such connections. Whoever serves
 * it sets its `onmessage`, `onclose` and `onerror`, and starts it.
 */
export interface McpMessageChannel {
  start(): Promise<void>;
  send(message: object, options?: object): Promise<void>;
  close(): Promise<void>;
}

/** Prompts may hold much; more than this is no prompt. */
const maxMessageBytes = 64 * 1024 * 1024;

/** Exchanges messages over a pair of streams. The end of the input ends the connection. */
export async function openStreams({ input, output }: McpMessageStreams): Promise<Transport> {
  const { StdioServerTransport } = await import('@modelcontextprotocol/server/stdio');
  return new StdioServerTransport(input, output, { maxBufferSize: maxMessageBytes });
}
