import type { SandboxPlan } from '../../ports/process-sandbox.js';

/** The name under which this sandbox signs its plans. */
export const sandboxName = 'seatbelt';

/** The only program that is ever started: a copy elsewhere could be anybody's. */
export const launcherPath = '/usr/bin/sandbox-exec';

/** A plan of this sandbox. `argv` is what is executed; the policy is its second argument, and paths follow as parameters. */
export interface SeatbeltPlan extends SandboxPlan {
  readonly sandbox: typeof sandboxName;
  readonly policy: string;
  readonly command: readonly [string, ...string[]];
}
