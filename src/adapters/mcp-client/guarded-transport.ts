import type { JSONRPCMessage, RequestId, Transport, TransportSendOptions } from '@modelcontextprotocol/client';
import { isRecord } from '../../domain/mcp/json-extent.js';
import type { TrafficGuard } from './traffic-guard.js';

/**
 * Stands between a transport and the protocol. Answers to requests that were made pass; everything else is counted, and a server that
 * sends too much of it is cut off. An answer to a request that nobody made goes no further, nor does a second answer; a malformed one
 * becomes an error, so that nobody waits for a better one.
 */
export class GuardedTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: NonNullable<Transport['onmessage']>;
  readonly #inner: Transport;
  readonly #guard: TrafficGuard;
  readonly #pending = new Set<unknown>();
  #reason: string | undefined;

  constructor(inner: Transport, guard: TrafficGuard) {
    this.#inner = inner;
    this.#guard = guard;
    inner.onclose = () => this.onclose?.();
    inner.onerror = (error) => this.onerror?.(error);
    inner.onmessage = (message, extra) => {
      const admitted = this.#admit(message);
      if (admitted !== undefined) this.onmessage?.(admitted, extra);
    };
  }

  /** Why the server was cut off. */
  get reason(): string | undefined {
    return this.#reason;
  }

  get hasPerRequestStream(): boolean {
    return this.#inner.hasPerRequestStream === true;
  }

  get sessionId(): string | undefined {
    return this.#inner.sessionId;
  }

  start(): Promise<void> {
    return this.#inner.start();
  }

  async send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    const id = 'method' in message && 'id' in message ? message.id : undefined;
    if (id !== undefined) this.#pending.add(id);
    const cancelled = cancelledRequest(message);
    if (cancelled !== undefined) this.#pending.delete(cancelled);
    try {
      await this.#inner.send(message, options);
    } catch (cause) {
      this.#pending.delete(id);
      throw cause;
    }
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  setProtocolVersion(version: string): void {
    this.#inner.setProtocolVersion?.(version);
  }

  setSupportedProtocolVersions(versions: string[]): void {
    this.#inner.setSupportedProtocolVersions?.(versions);
  }

  /** Counts a line that is no message. */
  noteGarbage(bytes: number): void {
    this.#count('garbage', bytes);
  }

  #admit(message: JSONRPCMessage): JSONRPCMessage | undefined {
    if ('id' in message && !('method' in message) && this.#pending.delete(message.id)) return wellFormedAnswer(message);
    if (!this.#count('message', sizeOf(message)) || !('method' in message)) return undefined;
    const { method, params } = message;
    if (!('id' in message) && !heardNotifications.includes(method)) return undefined;
    const id = 'id' in message ? { id: message.id } : {};
    return { jsonrpc: '2.0', ...id, method, ...(params === undefined ? {} : { params }) };
  }

  #count(kind: 'message' | 'garbage', bytes: number): boolean {
    if (this.#reason !== undefined) return false;
    if (this.#guard.admit(kind, bytes)) return true;
    this.#reason = kind === 'garbage' ? 'it prints what is not MCP' : 'it floods its client with messages';
    void this.#inner.close();
    return false;
  }
}

/** Only what belongs to an answer: the protocol's own check refuses a message with anything more. */
function wellFormedAnswer(message: Exclude<JSONRPCMessage, { method: string }>): JSONRPCMessage {
  const { jsonrpc, id } = message;
  const { error, result } = { error: undefined, result: undefined, ...message };
  if (jsonrpc === '2.0' && isRecord(result)) return { jsonrpc, id: id as RequestId, result };
  if (jsonrpc === '2.0' && isRecord(error) && typeof error.code === 'number' && typeof error.message === 'string') {
    return { jsonrpc, id: id as RequestId, error: { code: error.code, message: error.message } };
  }
  return { jsonrpc: '2.0', id: id as RequestId, error: { code: internalError, message: 'the answer is malformed' } };
}

/** What servers may say unasked that changes anything here. The rest is not worth the time that the protocol spends on it. */
const heardNotifications: readonly string[] = [
  'notifications/progress',
  'notifications/cancelled',
  'notifications/tools/list_changed',
];

const internalError = -32_603;

function cancelledRequest(message: JSONRPCMessage): unknown {
  if (!('method' in message) || message.method !== 'notifications/cancelled') return undefined;
  return message.params?.requestId;
}

/** The texts at the surface of a message tell enough about its size. */
function sizeOf(message: JSONRPCMessage): number {
  const params = 'params' in message ? message.params : 'result' in message ? message.result : undefined;
  return Object.values(params ?? {}).reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? value.length : 64),
    0,
  );
}
