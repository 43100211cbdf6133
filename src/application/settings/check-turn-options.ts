import { CodexError } from '../../domain/codex-error.js';
import { checkOptionNames } from './check-option-names.js';
import type { DetailedTurnOptions, TurnOptions } from './thread-options.js';

// A record, so that a new option cannot be forgotten here.
const names: Readonly<Record<keyof DetailedTurnOptions, true>> = {
  cyberAccessProgram: true,
  outputSchema: true,
  limits: true,
  signal: true,
  deltas: true,
  diffs: true,
};

/** Refuses options of a turn that are unknown, and a signal that is none. @throws CodexError `invalid-option` */
export function checkTurnOptions(options: TurnOptions): void {
  checkOptionNames(options, { names: Object.keys(names), of: 'a turn' });
  const signal: unknown = options.signal;
  if (signal === undefined || isSignal(signal)) return;
  throw new CodexError(
    'invalid-option',
    'the option `signal` must be an `AbortSignal`, such as `AbortSignal.timeout(60_000)`',
  );
}

/** Another realm, or another implementation, may have made it. */
function isSignal(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('aborted' in value)) return false;
  return 'addEventListener' in value && typeof value.addEventListener === 'function';
}
