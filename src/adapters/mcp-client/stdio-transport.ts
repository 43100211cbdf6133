import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client';
import { LineSplitter } from './line-splitter.js';
import { maxMessageBytes } from './message-limits.js';
import type { ServerOutput, ServerProcess, StartServerProcess } from './server-process.js';
import { TextTail } from './text-tail.js';

/** What the transport needs to start the program. */
export interface StdioTransportOptions {
  /** Starts the program with the given receiver of its output. */
  start(output: ServerOutput): ReturnType<StartServerProcess>;
  /** Told about every line that is not JSON, with its length in bytes. */
  onGarbage(bytes: number): void;
}

/** Requests are refused while a program leaves so much unread. */
const maxUnreadBytes = 8 * 1024 * 1024;
/** How long a program may take to end by itself after its input was closed, and then after it was asked to. */
const politeMs = 500;

/** JSON messages in lines, over the standard streams of a program. Holds at most one message of limited size. */
export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #options: StdioTransportOptions;
  readonly #lines: LineSplitter;
  readonly #complaints = new TextTail(2_048);
  #process: ServerProcess | undefined;
  #closed = false;
  #reason: string | undefined;

  constructor(options: StdioTransportOptions) {
    this.#options = options;
    this.#lines = new LineSplitter(maxMessageBytes, (line) => this.#receive(line));
  }

  /** Why the connection ended, in words; `undefined` as long as it has not, or when this side ended it. */
  get reason(): string | undefined {
    return this.#reason;
  }

  async start(): Promise<void> {
    const process = await this.#options.start({
      stdout: (bytes) => this.#read(bytes),
      stderr: (bytes) => this.#complaints.append(bytes),
    });
    this.#process = process;
    void process.ended.then((how) => this.#finish(`it ${how}${this.#lastWords()}`));
    if (this.#closed) await this.#end(process);
  }

  send(message: JSONRPCMessage): Promise<void> {
    const process = this.#process;
    if (process === undefined || this.#closed) return Promise.reject(new Error('the server is not running'));
    if (process.unreadBytes > maxUnreadBytes) {
      this.#fail('it does not read its input');
      return Promise.reject(new Error('the server does not read its input'));
    }
    process.write(new TextEncoder().encode(`${JSON.stringify(message)}\n`));
    return Promise.resolve();
  }

  /** Whether the program keeps the host process alive. */
  keepHostAlive(keep: boolean): void {
    this.#process?.keepHostAlive(keep);
  }

  /** Closes the program's input, then asks it to end, then ends it; settles when it is gone. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#process !== undefined) await this.#end(this.#process);
    this.onclose?.();
  }

  async #end(process: ServerProcess): Promise<void> {
    process.keepHostAlive(true);
    process.endInput();
    if (await endsWithin(process, politeMs)) return;
    process.end('politely');
    if (await endsWithin(process, politeMs)) return;
    process.end('at-once');
    await endsWithin(process, politeMs * 2);
  }

  #read(bytes: Uint8Array): void {
    if (this.#closed) return;
    if (this.#lines.push(bytes) === 'too-long') {
      this.#fail(`it sent a message of more than ${maxMessageBytes / 1024 / 1024} MiB`);
    }
  }

  #receive(line: string): void {
    if (this.#closed) return;
    const message = parseMessage(line);
    if (message === undefined) this.#options.onGarbage(line.length);
    else this.onmessage?.(message);
  }

  #fail(reason: string): void {
    this.#process?.end('at-once');
    this.#finish(reason);
  }

  #finish(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#reason = reason;
    this.onclose?.();
  }

  #lastWords(): string {
    const said = this.#complaints.lastLine;
    return said === '' ? '' : `, saying: ${said}`;
  }
}

/** The protocol's own checks follow; here it matters only that it is an object. */
function parseMessage(line: string): JSONRPCMessage | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JSONRPCMessage) : undefined;
  } catch {
    // Programs print banners and log lines; the caller counts them.
    return undefined;
  }
}

function endsWithin(process: ServerProcess, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    void process.ended.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
