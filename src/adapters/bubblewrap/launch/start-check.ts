import { lstatSync, realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { AbsolutePath } from '../../../domain/paths/absolute-path.js';
import { errorCode } from '../error-code.js';
import type { MountStep } from '../plan/mount-step.js';

/** A mount that has to stand at its place before the command may start. */
interface ExpectedMount {
  readonly path: AbsolutePath;
  /** What has to be found there, where it is something of the host. */
  readonly identity?: string;
}

const maxWaitMs = 5_000;
const pauseMs = 1;

/**
 * Checks that bubblewrap has mounted what was planned. It finds places by their names, and while others work on the disk a name can come to
 * stand for another place, such as the home directory, between the plan and the mount.
 */
export class StartCheck {
  readonly #expected: readonly ExpectedMount[];
  readonly #processes: string;

  /**
   * Looks at the places first. Throws when one is not the canonical place any more that the plan speaks about.
   *
   * @param processes where the kernel tells about processes
   */
  constructor(steps: readonly MountStep[], processes = '/proc') {
    this.#processes = processes;
    this.#expected = steps.flatMap(expectedMount);
  }

  /**
   * Waits until the first process of a sandbox has set everything up, and holds it against the plan. The answer is what is wrong; nothing
   * is when the process has ended. Rejects when it cannot be told.
   *
   * @param pid its number on the host
   */
  async faultOf(pid: number): Promise<string | undefined> {
    const deadline = performance.now() + maxWaitMs;
    while (performance.now() < deadline) {
      const status = await textOf(`${this.#processes}/${pid}/status`);
      if (status === undefined || /^State:\s+[ZX]/m.test(status)) return undefined;
      if (isSetUp(status)) return this.#faultOfMounts(pid, await textOf(`${this.#processes}/${pid}/mountinfo`));
      await delay(pauseMs);
    }
    return 'the sandbox was not set up in time';
  }

  #faultOfMounts(pid: number, mounts: string | undefined): string | undefined {
    if (mounts === undefined) return undefined;
    const places = new Set(mounts.split('\n').map((line) => unescaped(line.split(' ')[4] ?? '')));
    const moved = this.#expected.find(
      ({ path, identity }) =>
        !places.has(path) ||
        (identity !== undefined && identity !== identityOf(`${this.#processes}/${pid}/root${path}`)),
    );
    return moved && `\`${moved.path}\` was replaced while the sandbox was being set up`;
  }
}

/** Bubblewrap gives its privileges up once there is nothing left to mount, and waits then. */
function isSetUp(status: string): boolean {
  return /^CapEff:\s+0+$/m.test(status);
}

function expectedMount(step: MountStep): readonly ExpectedMount[] {
  if (step.kind === 'cover' || step.kind === 'empty-directory') return [{ path: step.path }];
  // What is left out where it is missing belongs to the system, and so does the root.
  if (step.kind !== 'bind' || step.optional || step.path === '/') return [];
  const identity = identityOf(step.path);
  if (identity === undefined || realpathSync.native(step.path) !== step.path) {
    throw new Error(`\`${step.path}\` was replaced after the command was planned`);
  }
  return [{ path: step.path, identity }];
}

/** What stands at a path itself, links not followed. */
function identityOf(path: string): string | undefined {
  const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}

/** The kernel writes spaces, tabs, line breaks and backslashes as three octal digits. */
function unescaped(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

/** Nothing when the process has ended. Any other obstacle must not pass for that: the command would start unchecked. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EINVAL'].includes(errorCode(error))) return undefined;
    throw error;
  }
}
