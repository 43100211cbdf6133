import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { errorCode } from '../error-code.js';
import type { BubblewrapPlan } from '../plan/bubblewrap-plan.js';
import { spawnChild } from '../spawn-child.js';

/** A pipe from us to a command. */
export class InputPipe {
  readonly #readEnd: number;
  readonly #writeEnd: number;
  #isReadEndOpen = true;
  #stream: Writable | undefined;

  constructor({ readEnd, writeEnd }: { readonly readEnd: number; readonly writeEnd: number }) {
    this.#readEnd = readEnd;
    this.#writeEnd = writeEnd;
  }

  /** What the command is started with. */
  get readEnd(): number {
    return this.#readEnd;
  }

  /** Closes our copy of the end that the command has by now, so that writing fails once nobody reads any more. */
  closeReadEnd(): void {
    if (this.#isReadEndOpen) closeSync(this.#readEnd);
    this.#isReadEndOpen = false;
  }

  /** What is written to the command; always the same stream. */
  stream(): Writable {
    this.#stream ??= new Socket({ fd: this.#writeEnd, readable: false, writable: true });
    return this.#stream;
  }

  /** Closes whatever is still open, after the command. */
  close(): void {
    this.closeReadEnd();
    this.stream().destroy();
  }
}

const shell = '/bin/sh';
/** A shell makes a pipe for a text in its script. It tells when that is there, and lives until we have ends of our own, or are gone. */
const script = 'exec 4<<END\n\nEND\nread -r line <&4; echo; read -r line';
const maxWaitMs = 5_000;
const ourEnd = constants.O_WRONLY | constants.O_NONBLOCK;

/**
 * Makes a pipe that a command may open again, as `/dev/stdin`. It could not if it were a socket, which is what Node.js makes, and some
 * shells take a socket for a user who logs in; opening a pipe with a name again would wait for a writer after the last one has gone.
 * Nothing comes back where the shell has another way.
 */
export async function makeInputPipe(): Promise<InputPipe | undefined> {
  const child = spawnChild(shell, ['-c', script], { stdio: ['pipe', 'pipe', 'ignore'], timeoutMs: maxWaitMs });
  try {
    const isReady = await new Promise<boolean>((resolve) => {
      child.once('error', () => resolve(false));
      child.once('close', () => resolve(false));
      child.stdout?.once('data', () => resolve(true));
    });
    return isReady ? openPipe(`/proc/${child.pid}/fd/4`) : undefined;
  } finally {
    child.kill('SIGKILL');
  }
}

function openPipe(path: string): InputPipe | undefined {
  const ends: number[] = [];
  try {
    for (const flags of [ourEnd, constants.O_RDONLY]) ends.push(openSync(path, flags));
  } catch (error) {
    if (errorCode(error) === '') throw error;
  }
  const [writeEnd, readEnd] = ends;
  if (writeEnd !== undefined && readEnd !== undefined && fstatSync(readEnd).isFIFO()) {
    return new InputPipe({ readEnd, writeEnd });
  }
  for (const end of ends) closeSync(end);
  return undefined;
}

/** For an input that is a socket: a bash that nobody told how deep it is takes one for a remote login, and would read start-up files. */
export function withShellLevel(plan: BubblewrapPlan): BubblewrapPlan {
  return { ...plan, environment: { SHLVL: '1', ...plan.environment } };
}
