import { CodexError } from '../../domain/codex-error.js';
import type { SpendingLimits } from '../../domain/turn/spending-limit.js';

const kinds: readonly (keyof SpendingLimits)[] = ['tokens', 'toolCalls', 'wallClockMs'];

/**
 * Checks the limits of a thread or a turn; absent ones do not limit anything.
 *
 * @throws CodexError `invalid-option` when a limit is unknown or not a number from 0.
 */
export function checkLimits(limits: SpendingLimits | undefined, of: 'a thread' | 'a turn'): SpendingLimits {
  if (limits === undefined) return {};
  if (typeof limits !== 'object' || limits === null || Array.isArray(limits)) {
    throw new CodexError('invalid-option', `the option \`limits\` of ${of} must be an object`);
  }
  for (const [name, value] of Object.entries(limits)) {
    if (!kinds.some((kind) => kind === name)) {
      const expected = kinds.map((kind) => `\`${kind}\``).join(', ');
      throw new CodexError('invalid-option', `unknown limit \`${name}\` of ${of}; expected one of ${expected}`);
    }
    if (value !== undefined && !(typeof value === 'number' && value >= 0)) {
      throw new CodexError('invalid-option', `the option \`limits.${name}\` of ${of} must be a number, 0 or more`);
    }
  }
  return limits;
}
