import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { constants } from 'node:os';
import type { Resources } from '../../../../src/adapters/windows-sandbox/resources.js';
import type { Unstarted } from '../../../../src/adapters/windows-sandbox/start-process.js';
import type { Launched, WindowsLauncher } from '../../../../src/adapters/windows-sandbox/windows-launcher.js';
import type { WindowsPlan } from '../../../../src/adapters/windows-sandbox/windows-plan.js';
import { ok, type Result } from '../../../../src/domain/result.js';
import type { SpawnOptions } from '../../../../src/ports/process-sandbox.js';

/** Starts commands where there is no Windows, confining nothing, and remembers the plans: all but the confinement can be tried anywhere. */
export class PosixLauncher implements WindowsLauncher {
  readonly launched: WindowsPlan[] = [];
  readonly #directory: string;

  /** @param directory stands for the working directory of every command */
  constructor(directory: string) {
    this.#directory = directory;
  }

  prepare(): Promise<Result<void, never>> {
    return Promise.resolve(ok(undefined));
  }

  async launch(
    plan: WindowsPlan,
    { stdin }: Pick<SpawnOptions, 'stdin'>,
    resources: Resources,
  ): Promise<Launched | Unstarted> {
    this.launched.push(plan);
    const [program, ...args] = plan.argv;
    const translated = args.map((arg) => (arg === plan.cwd ? this.#directory : arg));
    const child = spawn(program, translated, {
      cwd: this.#directory,
      env: { NODE_V8_COVERAGE: undefined, ...plan.environment },
      detached: true,
      stdio: [stdin === 'open' ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    });
    const exited = exitOf(child);
    const failed = await Promise.race([once(child, 'spawn').then(() => undefined), once(child, 'error')]).catch(
      () => true,
    );
    if (failed !== undefined) {
      return {
        kind: 'not-started',
        message: `the program \`${program}\` could not be started: no such file or directory`,
      };
    }
    const end = (): void => endGroup(child.pid);
    resources.add(child, end);
    return {
      stdin: stdin === 'open' ? socketOf(child.stdin) : undefined,
      stdout: socketOf(child.stdout),
      stderr: socketOf(child.stderr),
      exitCode: () => exited,
      end,
    };
  }
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal === null ? (code ?? 0) : 128 + constants.signals[signal]));
  });
}

function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Node.js makes sockets for the pipes of a child, although it does not promise to. */
function socketOf(stream: unknown): Socket {
  if (stream instanceof Socket) return stream;
  throw new Error('the stream of a child is no socket');
}
