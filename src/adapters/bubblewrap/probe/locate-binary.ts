import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { err, ok, type Result } from '../../../domain/result.js';
import type { Unavailability } from './unavailable-cause.js';

/** Where system packages put bubblewrap. The search path of the environment is never asked: it may lead into a workspace. */
export const usualPlaces: readonly string[] = [
  '/usr/bin/bwrap',
  '/bin/bwrap',
  '/usr/local/bin/bwrap',
  '/run/current-system/sw/bin/bwrap',
];

const writableByOthers = 0o022;
/** A directory to which a group may add, but in which nobody can replace what belongs to root; the store of Nix is one. */
const sharedByGroup = 0o1020;
const setUserId = 0o4000;

/** Finds the first installed bubblewrap; one that somebody other than root could replace is refused, not skipped. */
export async function locateBinary(places: readonly string[] = usualPlaces): Promise<Result<string, Unavailability>> {
  for (const place of places) {
    const real = await realpath(place).catch(() => undefined);
    if (real === undefined) continue;
    const reason = await distrust(real);
    return reason === undefined ? ok(real) : err(untrusted(place, reason));
  }
  return err({
    cause: 'missing-binary',
    message: `bubblewrap is not installed: none of ${places.map((place) => `\`${place}\``).join(', ')} exists`,
    remedy: 'install the package `bubblewrap` with the package manager of this system',
  });
}

async function distrust(path: string): Promise<string | undefined> {
  const file = await stat(path);
  if (!file.isFile()) return 'it is not a regular file';
  if ((file.mode & setUserId) !== 0) return 'it runs with the rights of another user (setuid)';
  for (let place = path; ; place = dirname(place)) {
    const { uid, mode } = await stat(place);
    if (uid !== 0) return `\`${place}\` does not belong to root`;
    const isShared = place !== path && (mode & (sharedByGroup | writableByOthers)) === sharedByGroup;
    if ((mode & writableByOthers) !== 0 && !isShared) return `\`${place}\` can be written by others than root`;
    if (place === '/') break;
  }
  return access(path, constants.X_OK).then(
    () => undefined,
    () => 'it cannot be executed',
  );
}

function untrusted(place: string, reason: string): Unavailability {
  return {
    cause: 'untrusted-binary',
    message: `\`${place}\` cannot be trusted with confining commands: ${reason}`,
    remedy: 'install bubblewrap from the package manager of this system, owned by root and writable by root alone',
  };
}
