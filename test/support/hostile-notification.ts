import fc from 'fast-check';
import type { Notification } from '../../src/domain/notifications/notification.js';
import { parseAbsolutePath } from '../../src/domain/paths/absolute-path.js';
import { hostileText } from './hostile-text.js';

// Directories called by somebody hostile.
const cwd = hostileText.map((text) => {
  const parsed = parseAbsolutePath(`/${text.replaceAll('\0', '')}`);
  if (!parsed.ok) throw new Error('a text after a slash should be an absolute path');
  return parsed.value;
});

const origin = { threadId: hostileText, turnId: hostileText, cwd };

/** Notifications whose every text is hostile. */
export const hostileNotification: fc.Arbitrary<Notification> = fc.oneof(
  fc.record({
    ...origin,
    type: fc.constant('turn-complete' as const),
    inputMessages: fc.array(hostileText, { maxLength: 3 }),
    lastAgentMessage: hostileText,
  }),
  fc.record({ ...origin, type: fc.constant('approval-requested' as const), summary: hostileText }),
  fc.record({ ...origin, type: fc.constant('turn-failed' as const), message: hostileText }),
);

/** Hostile notifications of completed turns in a directory that exists. */
export const hostileTurnComplete = hostileNotification
  .filter((notification) => notification.type === 'turn-complete')
  .map((notification) => ({ ...notification, cwd: root() }));

function root() {
  const parsed = parseAbsolutePath('/');
  if (!parsed.ok) throw new Error('the root should be an absolute path');
  return parsed.value;
}
