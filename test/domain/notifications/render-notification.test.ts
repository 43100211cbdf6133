import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Notification } from '../../../src/domain/notifications/notification.js';
import {
  MAX_MESSAGE_CHARACTERS,
  notificationGroup,
  renderNotification,
  renderNotificationLine,
} from '../../../src/domain/notifications/render-notification.js';
import { type AbsolutePath, parseAbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import { hostileNotification } from '../../support/hostile-notification.js';
import { runs } from '../../support/hostile-text.js';

describe('renderNotification', () => {
  it.each<[string, Notification, string, string]>([
    [
      'a completed turn by its final message',
      { ...origin('/home/me/shop'), type: 'turn-complete', inputMessages: ['go'], lastAgentMessage: 'Fixed\nit.' },
      'Turn complete',
      'shop: Fixed it.',
    ],
    [
      'a completed turn without a final message',
      { ...origin('/home/me/shop'), type: 'turn-complete', inputMessages: ['go'] },
      'Turn complete',
      'shop: finished without a final message',
    ],
    [
      'an approval by its summary',
      { ...origin('/home/me/shop'), type: 'approval-requested', summary: 'rm -rf build' },
      'Approval requested',
      'shop: rm -rf build',
    ],
    [
      'a failed turn by its error',
      { ...origin('/'), type: 'turn-failed', message: 'stream disconnected' },
      'Turn failed',
      'stream disconnected',
    ],
    [
      'a text of which nothing is left',
      { ...origin('/home/me/\u001b]0;\u0007'), type: 'turn-failed', message: '\u0007\n' },
      'Turn failed',
      'nothing more is known',
    ],
  ])('shows %s', (_, notification, subtitle, message) => {
    expect(renderNotification(notification)).toEqual({ title: 'Codex', subtitle, message });
    expect(renderNotificationLine(notification)).toBe(`Codex: ${subtitle} - ${message}`);
  });

  it('never shows more than one line of limited length, nor nothing, whatever the texts', () => {
    const property = fc.property(hostileNotification, (notification) => {
      const { title, message } = renderNotification(notification);
      expect(title).toBe('Codex');
      expect(message).not.toMatch(/\p{Cc}|\p{Bidi_Control}/u);
      expect(Array.from(message).length).toBeLessThanOrEqual(MAX_MESSAGE_CHARACTERS);
      expect(message).not.toBe('');
      expect(renderNotificationLine(notification)).toMatch(
        /^Codex: (?:Turn complete|Approval requested|Turn failed) - /,
      );
    });
    fc.assert(property, runs(500));
  });
});

describe('notificationGroup', () => {
  it('keeps the id of a thread', () => {
    const notification: Notification = { ...origin('/'), type: 'turn-failed', message: '' };
    expect(notificationGroup(notification)).toBe('codex-01890a5d-ac96-774b-bcce-b302099a8057');
  });

  it('is made of harmless characters, whatever the id', () => {
    const property = fc.property(hostileNotification, (notification) => {
      expect(notificationGroup(notification)).toMatch(/^codex-[a-z0-9-]{0,57}$/);
    });
    fc.assert(property, runs(500));
  });
});

function origin(path: string): { readonly threadId: string; readonly turnId: string; readonly cwd: AbsolutePath } {
  const cwd = parseAbsolutePath(path);
  if (!cwd.ok) throw new Error(`\`${path}\` should be an absolute path`);
  return { threadId: '01890a5d-ac96-774b-bcce-b302099a8057', turnId: 'turn', cwd: cwd.value };
}
