import type { Socket } from 'node:net';
import type { Result } from '../../domain/result.js';
import type { SpawnOptions } from '../../ports/process-sandbox.js';
import type { Unavailability } from './load-native.js';
import type { Resources } from './resources.js';
import type { Unstarted } from './start-process.js';
import type { WindowsPlan } from './windows-plan.js';

/** A command that runs, with our ends of its pipes. */
export interface Launched {
  readonly stdin: Socket | undefined;
  readonly stdout: Socket;
  readonly stderr: Socket;
  /**
   * Waits until the command has ended.
   *
   * @param streams settle when a stream of the command ends, which is when most commands end
   */
  exitCode(streams: readonly Promise<unknown>[]): Promise<number>;
  /** Ends the command with everything that it started. May be called again. */
  end(): void;
}

/** Starts commands under the restrictions of a plan. */
export interface WindowsLauncher {
  /** Whether commands can be started here; asked once. */
  prepare(): Promise<Result<void, Unavailability>>;
  /** Starts a command after that. What it opens is closed after the command. */
  launch(plan: WindowsPlan, options: Pick<SpawnOptions, 'stdin'>, resources: Resources): Promise<Launched | Unstarted>;
}
