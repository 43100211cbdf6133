import type { Notification } from '../../src/domain/notifications/notification.js';
import { parseAbsolutePath } from '../../src/domain/paths/absolute-path.js';

/** A notification of a turn that was completed in a directory called `shop`. */
export function turnComplete(lastAgentMessage: string): Notification {
  const cwd = parseAbsolutePath('/home/me/shop');
  if (!cwd.ok) throw new Error('the path should be absolute');
  return {
    type: 'turn-complete',
    threadId: '01a1',
    turnId: '01a2',
    cwd: cwd.value,
    inputMessages: [],
    lastAgentMessage,
  };
}
