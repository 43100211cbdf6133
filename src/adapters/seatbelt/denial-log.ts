import { setTimeout as delay } from 'node:timers/promises';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { Denial, ProcessSandbox, SandboxedProcess } from '../../ports/process-sandbox.js';
import { parseDenial } from './parse-denial.js';
import { startDirectly } from './start-directly.js';

/** What a log is followed with. */
export interface DenialLogInput {
  readonly launcher: ProcessSandbox;
  /** Stands beside every denial of the command; letters, digits and hyphens. */
  readonly tag: string;
  readonly onDenial: (denial: Denial) => void;
}

const maxStartMs = 2_000;
/** The log lags behind what happens. */
const lagMs = 500;

/** Follows the system's log while one command runs. Where the log cannot be read, nothing is reported. */
export class DenialLog {
  readonly #input: DenialLogInput;
  readonly #stream: SandboxedProcess;
  readonly #started: Promise<void>;
  #text = '';

  constructor(input: DenialLogInput) {
    this.#input = input;
    let start: () => void = nothing;
    this.#started = new Promise((resolve) => {
      start = resolve;
    });
    this.#stream = startDirectly(input.launcher, logCommand(input.tag), {
      stdin: 'closed',
      onOutput: ({ stream, bytes }) => {
        start();
        if (stream === 'stdout') this.#push(Buffer.from(bytes).toString('utf8'));
      },
    });
    this.#stream.outcome.then(start, start);
  }

  /** Settles when the log is followed; what is denied before would be missed. */
  async started(): Promise<void> {
    await within(this.#started, maxStartMs);
  }

  /** Reads what still arrives, and stops. */
  async close(): Promise<void> {
    await within(this.#stream.outcome, lagMs);
    this.#stream.kill();
    await this.#stream.outcome.catch(nothing);
  }

  #push(text: string): void {
    const lines = (this.#text + text).split('\n');
    this.#text = lines.pop() ?? '';
    for (const line of lines) {
      const denial = parseDenial(line);
      if (denial !== undefined) this.#input.onDenial(denial);
    }
  }
}

function logCommand(tag: string): Parameters<typeof startDirectly>[1] {
  const filter = `eventMessage CONTAINS "${tag}"`;
  return {
    argv: ['/usr/bin/log', 'stream', '--style', 'ndjson', '--predicate', filter],
    cwd: '/' as AbsolutePath,
    environment: {},
  };
}

async function within(event: Promise<unknown>, limitMs: number): Promise<void> {
  const limit = new AbortController();
  await Promise.race([event.catch(nothing), delay(limitMs, undefined, { signal: limit.signal }).catch(nothing)]);
  limit.abort();
}

function nothing(): void {
  // A log that cannot be followed reports nothing; the command runs all the same.
}
