import type { CapturedRequest, Script, Turn } from './wire.mjs';

/** Starts a server on a free port of 127.0.0.1. */
export function startResponsesServer(script: Script): Promise<ResponsesServer>;

/** A running server; made by `startResponsesServer`. */
export class ResponsesServer implements AsyncDisposable {
  /** The base URL to configure, such as `http://127.0.0.1:40001/v1`; it stays the same after `close`. */
  get url(): string;
  /** Everything that was asked, oldest first. */
  get requests(): readonly CapturedRequest[];
  /** How many connections were opened so far. */
  get connections(): number;
  /** Adds turns to the end of the script. */
  enqueue(...turns: readonly Turn[]): void;
  /** Settles with the request of this number, counted from 1, as soon as it was received completely. */
  received(count: number): Promise<CapturedRequest>;
  /** Throws when turns are left over, when there were requests beyond the script or to another place, or when a turn threw. */
  assertFinished(): void;
  /** Ends every connection. From then on the address refuses connections. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
