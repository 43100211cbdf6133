import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import type { OpenTerminal, TerminalProcess, TerminalProgram } from '../../ports/pseudo-terminals.js';

const places = ['/usr/bin/setsid', '/bin/setsid', '/run/current-system/sw/bin/setsid'];

/** How long to wait for output that a background process may still hold open after the program has ended. */
const maxDrainMs = 500;

/** The program that gives another one a session with a terminal; `undefined` where there is none. */
export function findSessionStarter(): string | undefined {
  return places.find((place) => existsSync(place));
}

/** Starts a program in a session of its own, in charge of a terminal that was opened for it. */
export function startInSession(
  starter: string,
  { argv, cwd, environment }: TerminalProgram,
  terminal: OpenTerminal,
): TerminalProcess {
  const { device } = terminal;
  try {
    const child = spawn(starter, ['-c', '--', ...argv], {
      cwd,
      // Named, so that Node.js does not add its own value.
      env: { NODE_V8_COVERAGE: undefined, ...environment },
      stdio: [device, device, device],
    });
    const exited = followToEnd(child, terminal).finally(() => terminal.close());
    if (child.pid === undefined) throw new Error(`\`${starter}\` cannot be executed in \`${cwd}\``);
    return {
      pid: child.pid,
      exited,
      write: (bytes) => terminal.write(bytes),
      resize: (size) => terminal.resize(size),
    };
  } catch (error) {
    terminal.close();
    throw error;
  } finally {
    terminal.closeDevice();
  }
}

async function followToEnd(child: ChildProcess, { ended }: OpenTerminal): Promise<Awaited<TerminalProcess['exited']>> {
  const end = await new Promise<{ exitCode: number; signal?: number }>((resolve) => {
    child.once('error', () => resolve({ exitCode: 127 }));
    child.once('exit', (code, signal) =>
      resolve(signal === null ? { exitCode: code ?? 0 } : { exitCode: 0, signal: constants.signals[signal] }),
    );
  });
  const limit = new AbortController();
  const late = delay(maxDrainMs, undefined, { signal: limit.signal })
    // A program that was busy for so long reads first what came meanwhile.
    .then(() => turn())
    .catch(() => undefined);
  await Promise.race([ended, late]);
  limit.abort();
  return end;
}
