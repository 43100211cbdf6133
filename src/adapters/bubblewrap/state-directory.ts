import { chmodSync, closeSync, constants, lstatSync, mkdirSync, openSync, realpathSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import { err, ok, type Result } from '../../domain/result.js';
import { coverPaths } from './plan/plan-confinement.js';
import type { Unavailability } from './probe/unavailable-cause.js';

/** Who may use the state directory. */
export interface StateOwner {
  readonly uid: number;
}

const accessibleToOthers = 0o077;

/**
 * Makes the private directory of the sandbox: covering files, records of placeholders, named pipes. It lies at a known place, so that
 * a later process finds what a killed one left; one that belongs to somebody else is not used.
 */
export function prepareStateDirectory(path: AbsolutePath, { uid }: StateOwner): Result<void, Unavailability> {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const reason = distrust(path, lstatSync(path), uid);
    if (reason !== undefined) return err(unsafe(path, reason));
    for (const folder of ['placeholders', 'pipes']) mkdirSync(join(path, folder), { recursive: true, mode: 0o700 });
    prepareCover(coverPaths(path).empty, 0o444);
    prepareCover(coverPaths(path).denied, 0o000);
    return ok(undefined);
  } catch (cause) {
    return err(unsafe(path, cause instanceof Error ? cause.message : String(cause)));
  }
}

/** Whether the directory still is as it was prepared; programs that tidy up temporary directories may have taken it away. */
export function isStateDirectoryComplete(path: AbsolutePath): boolean {
  const { empty, denied } = coverPaths(path);
  return [empty, denied, join(path, 'placeholders'), join(path, 'pipes')].every(
    (part) => lstatSync(part, { throwIfNoEntry: false }) !== undefined,
  );
}

function distrust(path: string, found: Stats, uid: number): string | undefined {
  if (!found.isDirectory()) return 'it is not a directory';
  if (found.uid !== uid) return 'it belongs to another user';
  if ((found.mode & accessibleToOthers) !== 0) return 'others can look into it';
  if (realpathSync(path) !== path) return 'the way to it runs through a symbolic link';
  return undefined;
}

/** Another process may be making the same file at the same time. */
function prepareCover(path: string, mode: number): void {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) {
    closeSync(openSync(path, constants.O_CREAT | constants.O_WRONLY | constants.O_NOFOLLOW, 0o200));
  }
  const found = lstatSync(path);
  if (!found.isFile() || found.size !== 0) throw new Error(`\`${path}\` is not the empty file that it should be`);
  if ((found.mode & 0o7777) !== mode) chmodSync(path, mode);
}

function unsafe(path: string, reason: string): Unavailability {
  return {
    cause: 'unsafe-state-directory',
    message: `the state directory \`${path}\` of the sandbox cannot be used: ${reason}`,
    remedy: 'remove it, or pass another absolute path in a directory of your own as `stateDirectory`',
  };
}
