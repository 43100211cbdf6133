import { errorCode } from '../error-code.js';
import type { Unavailability } from './unavailable-cause.js';

/** What the system says about a program that is there but was not made for it, or may not be run. */
const wrongProgram: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'its interpreter or loader is missing'],
  ['ENOEXEC', 'the system does not know its format'],
  ['EACCES', 'the system forbids to run it'],
]);

/** Why bubblewrap could not even be started. */
export function cannotStart(error: unknown): Unavailability {
  const reason = wrongProgram.get(errorCode(error));
  const said = error instanceof Error ? error.message : String(error);
  return {
    cause: 'setup-failed',
    message: `bubblewrap could not be started: ${reason === undefined ? said : `${reason} (${said})`}`,
    remedy:
      reason === undefined
        ? 'try again when there is room for more processes and open files'
        : 'install bubblewrap for this system again, with its package manager',
  };
}
