import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { StartCheck } from './start-check.js';

/** A launcher that waits, and what is needed to decide about it. */
export interface WaitingLauncher {
  readonly child: ChildProcess;
  /** What the launcher waits for. */
  readonly channel: Socket | undefined;
  readonly check: StartCheck;
  /** The number, on the host, of the first process in the sandbox, once it is known. */
  readonly firstPid: () => number | undefined;
  /** Kills the launcher; it would go on if the channel only closed. */
  readonly refuse: () => void;
}

const pauseMs = 1;

/** Holds bubblewrap back, between setting the sandbox up and starting the command, until what it has set up was checked. */
export class StartGate {
  #fault: string | undefined;

  constructor(launcher: WaitingLauncher) {
    launcher.channel?.on('error', () => launcher.channel?.destroy());
    void this.#decide(launcher);
  }

  /** Why the command was not let start. */
  get fault(): string | undefined {
    return this.#fault;
  }

  async #decide(launcher: WaitingLauncher): Promise<void> {
    this.#fault = await faultOf(launcher).catch(String);
    if (this.#fault === undefined) launcher.channel?.end('.');
    else launcher.refuse();
  }
}

/** A launcher that has ended needs no decision any more. */
async function faultOf({ child, check, firstPid }: WaitingLauncher): Promise<string | undefined> {
  for (let pid = firstPid(); isRunning(child); pid = firstPid()) {
    if (pid !== undefined) return check.faultOf(pid);
    await delay(pauseMs);
  }
  return undefined;
}

function isRunning({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}
