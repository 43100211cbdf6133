import { type ChildProcess, spawn } from 'node:child_process';
import { dirname } from 'node:path';
import type { ProgramCall } from '../../ports/program-launcher.js';
import { groupExists, signalGroup } from './process-group.js';

/** One program to start. */
export interface Launch {
  /** Where it was found, absolute. */
  readonly program: string;
  readonly call: ProgramCall;
  readonly timeoutMs: number;
  onProblem(message: string, cause?: unknown): void;
}

/** How long a program that exceeded its time may take to end before it is killed. */
const TERMINATION_GRACE_MS = 500;
/** How often it is looked whether what a program started, and left behind, is still there. */
const LEFTOVER_INTERVAL_MS = 100;

/** A program that runs on its own, with a limit to its time and to that of everything it started. */
export class LaunchedProgram {
  /** Settles when the program and its process group are gone, or when it turns out that it cannot be started. Never rejects. */
  readonly ended: Promise<void>;
  readonly #launch: Launch;
  readonly #child: ChildProcess;
  readonly #timers = new Set<NodeJS.Timeout>();
  #settle: () => void = () => undefined;

  constructor(launch: Launch) {
    this.#launch = launch;
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#child = spawnCall(launch);
    this.#child.once('error', (cause) => {
      launch.onProblem('program could not be started', cause);
      if (this.#child.pid === undefined) this.#finish();
    });
    this.#child.once('exit', (code) => {
      if (code !== 0 && code !== null) launch.onProblem(`program failed with exit code ${code}`);
      this.#awaitLeftovers();
    });
    this.#feed();
    this.#after(launch.timeoutMs, () => this.#expire());
  }

  /** Signals the program and everything that it started and that is still in its process group. */
  end(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (this.#child.pid === undefined) return;
    signalGroup(this.#child, { signal, variables: this.#launch.call.variables });
    if (signal === 'SIGKILL') this.#finish();
  }

  #feed(): void {
    const { stdin } = this.#child;
    if (stdin === null) return;
    // A program need not read what it is given.
    stdin.on('error', (cause) => this.#launch.onProblem('program did not read its input', cause));
    stdin.end(this.#launch.call.input ?? '');
  }

  #expire(): void {
    this.#launch.onProblem(`program ended: it ran longer than ${this.#launch.timeoutMs} ms`);
    this.end('SIGTERM');
    this.#after(TERMINATION_GRACE_MS, () => this.end('SIGKILL'));
  }

  #awaitLeftovers(): void {
    if (groupExists(this.#child)) this.#after(LEFTOVER_INTERVAL_MS, () => this.#awaitLeftovers());
    else this.#finish();
  }

  #after(delayMs: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delayMs);
    this.#timers.add(timer);
  }

  #finish(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#settle();
  }
}

function spawnCall({ program, call }: Launch): ChildProcess {
  return spawn(program, call.arguments, {
    cwd: call.workingDirectory ?? dirname(program),
    env: { ...call.variables },
    stdio: [call.input === undefined ? 'ignore' : 'pipe', 'ignore', 'ignore'],
    shell: false,
    // On Windows a detached program would open a console window of its own.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
}
