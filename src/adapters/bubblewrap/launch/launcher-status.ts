import { closeSync } from 'node:fs';
import type { LauncherPipe } from './pipe-pool.js';
import { readRest } from './read-rest.js';

/** What bubblewrap has told about a command so far, one JSON object per line on its status descriptor. */
export class LauncherStatus {
  #pipe: number | undefined;
  #text = '';
  #initPid: number | undefined;
  #exitCode: number | undefined;

  /** @param pipe where it comes from, read when somebody asks; without one, pieces are pushed as they come */
  constructor(pipe: LauncherPipe | undefined) {
    this.#pipe = pipe?.readEnd;
  }

  /** The number, on the host, of the first process in the sandbox; with it everything else in there ends. */
  get initPid(): number | undefined {
    return this.#initPid;
  }

  /** Present only if the command itself ran and ended. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  /** Takes what is in the pipe by now: two lines at the end, for which no stream is worth its cost. */
  readOn(): void {
    if (this.#pipe !== undefined) readRest(this.#pipe, (bytes) => this.push(bytes.toString('utf8')));
  }

  /** Takes the next piece of the stream. */
  push(text: string): void {
    const lines = (this.#text + text).split('\n');
    this.#text = lines.pop() ?? '';
    for (const line of lines) this.#read(line);
  }

  /** Reads no more. */
  close(): void {
    if (this.#pipe !== undefined) closeSync(this.#pipe);
    this.#pipe = undefined;
  }

  #read(line: string): void {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return;
    if ('child-pid' in value && typeof value['child-pid'] === 'number') this.#initPid = value['child-pid'];
    if ('exit-code' in value && typeof value['exit-code'] === 'number') this.#exitCode = value['exit-code'];
  }
}
