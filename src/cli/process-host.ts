import { basename } from 'node:path';
import type { Host, TextOutput } from './host.js';
import { Interrupts, processTerminal } from './process-terminal.js';

/** The host that a real process is. */
export interface ProcessHost {
  readonly host: Host;
  /** Gives signals back their usual effect. */
  readonly release: () => void;
  /** Why output was lost that somebody still waits for, as when a disk is full; nothing when the reader has gone away. */
  readonly lostOutput: () => Error | undefined;
}

/** Makes the host of this process. */
export function processHost(): ProcessHost {
  const controller = new AbortController();
  const interrupts = new Interrupts();
  const stop = (signal: string): void => {
    if (signal === 'SIGINT' && interrupts.pass('SIGINT')) return;
    release();
    controller.abort(signal);
  };
  const release = (): void => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  let lost: Error | undefined;
  const closed = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') lost ??= error;
    controller.abort('closed output');
  };
  const terminal = processTerminal(interrupts);
  const host: Host = {
    ...(terminal === undefined ? {} : { terminal }),
    argv: argumentsOf(process.argv),
    environment: process.env,
    platform: process.platform,
    workingDirectory: process.cwd(),
    stdin: {
      isTerminal: process.stdin.isTTY === true,
      read: () => readAll(controller.signal),
      stream: () => readPieces(controller.signal),
      close: () => process.stdin.destroy(),
    },
    stdout: output(process.stdout, closed),
    stderr: output(process.stderr, () => undefined),
    now: () => performance.now(),
    stop: controller.signal,
  };
  return { host, release, lostOutput: () => lost };
}

/** Called by the name of the patch program, as through a link, the program is that one alone. */
function argumentsOf([, script = '', ...args]: readonly string[]): readonly string[] {
  return /^apply_?patch$/.test(basename(script)) ? ['apply-patch', '--', ...args] : args;
}

async function readAll(stop: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readPieces(stop)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* readPieces(stop: AbortSignal): AsyncGenerator<Uint8Array, void, void> {
  stop.addEventListener('abort', () => process.stdin.destroy(), { once: true });
  for await (const chunk of process.stdin) yield chunk as Uint8Array;
}

// A reader that goes away (`| head`) makes writes fail; without a listener the process would die in the middle of a turn.
function output(stream: NodeJS.WriteStream, closed: (error: Error) => void): TextOutput {
  let open = true;
  const waiting: (() => void)[] = [];
  const goOn = (): void => {
    for (const resolve of waiting.splice(0)) resolve();
  };
  stream.on('drain', goOn);
  stream.on('close', goOn);
  stream.on('error', (error) => {
    open = false;
    goOn();
    closed(error);
  });
  return {
    isTerminal: stream.isTTY === true,
    write: (text) => {
      if (open) stream.write(text);
    },
    room: () => {
      if (!open || !stream.writableNeedDrain) return undefined;
      return new Promise<void>((resolve) => void waiting.push(resolve));
    },
  };
}
