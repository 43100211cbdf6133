// Starts a program and tells how it ended, in the words of the port: exit, signal, timeout, abort and a missing program are all values.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** @returns {import('codex-sdk').SandboxedProcess} */
export function startCommand({ argv: [program, ...args], cwd, environment }, options) {
  const { stdin, timeoutMs, signal, onOutput } = options;
  if (signal?.aborted) return neverStarted({ kind: 'aborted' });
  // In a process group of its own, so that what it starts can be killed with it.
  const child = spawn(program, args, { cwd, env: environment, detached: true });
  let forced;
  const end = (outcome) => {
    forced ??= outcome;
    killGroup(child.pid);
  };
  const abort = () => end({ kind: 'aborted' });
  const timer = timeoutMs && setTimeout(() => end({ kind: 'timed-out' }), timeoutMs);
  signal?.addEventListener('abort', abort, { once: true });
  const delivered = Promise.all([deliver(child, 'stdout', onOutput), deliver(child, 'stderr', onOutput)]);
  child.stdin.on('error', () => undefined); // A command need not read what it is given.
  if (stdin === 'closed') child.stdin.end();
  // What a command leaves behind would keep its output open.
  child.on('exit', () => killGroup(child.pid));
  const outcome = new Promise((resolve) => {
    child.on('error', ({ message }) => resolve({ kind: 'not-started', message }));
    child.on('exit', (exitCode, name) => delivered.then(() => resolve(forced ?? outcomeOf(exitCode, name))));
  }).finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  });
  return { outcome, write: (bytes) => child.stdin.write(bytes), end: () => child.stdin.end(), kill: abort };
}

/** Reads on only when the last piece was taken, so that a command waits for a reader that is slow. */
async function deliver(child, stream, onOutput) {
  for await (const bytes of child[stream]) await onOutput({ stream, bytes });
}

function neverStarted(outcome) {
  const nothing = () => undefined;
  return { outcome: Promise.resolve(outcome), write: nothing, end: nothing, kill: nothing };
}

function outcomeOf(exitCode, signal) {
  if (signal === null) return { kind: 'exited', exitCode };
  return { kind: 'signalled', signal, exitCode: 128 + constants.signals[signal] };
}

function killGroup(leader) {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error; // It is gone already.
  }
}
