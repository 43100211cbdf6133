import { type AbsolutePath, isWithin } from '../../../domain/paths/absolute-path.js';

/** Whether a place lies in the device or process tree, of which a sandbox has its own; those of the host would show and offer too much. */
export function isOwnTree(path: AbsolutePath): boolean {
  if (isWithin(path, '/dev/shm' as AbsolutePath)) return false;
  return isWithin(path, '/dev' as AbsolutePath) || isWithin(path, '/proc' as AbsolutePath);
}
