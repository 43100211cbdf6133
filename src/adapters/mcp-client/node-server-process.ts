import { type ChildProcess, spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { Socket } from 'node:net';
import { planProgram } from './plan-program.js';
import type { ServerOutput, ServerProcess, ServerProgram } from './server-process.js';

/** Starts a server's program as an ordinary child of this process, in a process group of its own. */
export async function startNodeProcess(program: ServerProgram, output: ServerOutput): Promise<ServerProcess> {
  const planned = await planProgram(program, process.platform);
  const child = spawn(planned.file, planned.args, {
    cwd: program.cwd,
    env: { ...program.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    shell: false,
    // A group of its own can be ended as a whole, and does not hear the interrupt key of the host's terminal.
    detached: process.platform !== 'win32',
    windowsHide: true,
    windowsVerbatimArguments: planned.quoting === 'verbatim',
  });
  const started = new NodeServerProcess(child, output);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => void explain(cause, program).then((reason) => reject(new Error(reason, { cause }))));
  });
  return started;
}

class NodeServerProcess implements ServerProcess {
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess, output: ServerOutput) {
    this.#child = child;
    child.stdout?.on('data', (bytes: Uint8Array) => output.stdout(bytes));
    child.stderr?.on('data', (bytes: Uint8Array) => output.stderr(bytes));
    // A program need not read what it is given, and may be gone when it is given something.
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.on('error', () => this.end('at-once'));
    this.ended = endOf(child);
  }

  get unreadBytes(): number {
    return this.#child.stdin?.writableLength ?? 0;
  }

  write(bytes: Uint8Array): void {
    const { stdin } = this.#child;
    if (stdin?.writable === true) stdin.write(bytes);
  }

  endInput(): void {
    this.#child.stdin?.end();
  }

  end(how: 'politely' | 'at-once'): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    const signal = how === 'politely' ? 'SIGTERM' : 'SIGKILL';
    if (process.platform === 'win32') this.#child.kill(signal);
    else signalGroup(pid, signal);
  }

  keepHostAlive(keep: boolean): void {
    const streams = [this.#child.stdin, this.#child.stdout, this.#child.stderr].filter(
      (stream): stream is Socket => stream instanceof Socket,
    );
    for (const handle of [this.#child, ...streams]) {
      if (keep) handle.ref();
      else handle.unref();
    }
  }
}

/** What a program left behind may hold its streams open, so their end is waited for only a moment. */
const leftoverMs = 500;

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let how = 'could not be started';
    child.once('exit', (code, signal) => {
      how = signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
      const timer = setTimeout(() => {
        if (child.pid !== undefined && process.platform !== 'win32') signalGroup(child.pid, 'SIGKILL');
        for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
        resolve(how);
      }, leftoverMs);
      child.once('close', () => {
        clearTimeout(timer);
        resolve(how);
      });
    });
    child.once('error', () => {
      if (child.pid === undefined) resolve(how);
    });
  });
}

function signalGroup(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // All of the group is gone, or what is left belongs to somebody else: in both cases it is out of reach.
  }
}

async function explain(cause: NodeJS.ErrnoException, { command, cwd }: ServerProgram): Promise<string> {
  switch (cause.code) {
    case 'ENOENT':
      return (await isThere(cwd))
        ? `there is no program \`${command}\`; check \`command\``
        : `there is no directory \`${cwd}\`; check \`cwd\``;
    case 'EACCES':
    case 'EPERM':
      return `\`${command}\` must not be executed by this user; check \`command\``;
    default:
      return `\`${command}\` could not be started: ${cause.message}`;
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
