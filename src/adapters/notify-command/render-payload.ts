import type { Notification } from '../../domain/notifications/notification.js';

type TurnComplete = Extract<Notification, { type: 'turn-complete' }>;

/**
 * The most bytes of a payload, by operating system. Linux refuses a single argument of more than 128 KiB, Windows a command line of more
 * than 32,767 characters, in which each quote or backslash of an argument may take two.
 */
export const MAX_PAYLOAD_BYTES = { posix: 120_000, windows: 14_000 } as const;

/** Who sends a payload, and how many bytes it may have. */
export interface PayloadOptions {
  readonly client: string;
  /** One of {@link MAX_PAYLOAD_BYTES}. */
  readonly maxBytes: number;
}

/**
 * The JSON argument of the configured program: the field names and the order that the public Codex has. Texts that would make the
 * argument too long for the operating system are cut, the longest ones most, so that the program is still told.
 */
export function renderPayload(notification: TurnComplete, { client, maxBytes }: PayloadOptions): string {
  let longest = maxBytes;
  let payload = render(shorten(notification, longest), client);
  while (Buffer.byteLength(payload) > maxBytes && longest > 0) {
    longest = Math.floor(longest / 2);
    payload = render(shorten(notification, longest), client);
  }
  return payload;
}

function render(notification: TurnComplete, client: string): string {
  const json = JSON.stringify({
    type: 'agent-turn-complete',
    'thread-id': notification.threadId,
    'turn-id': notification.turnId,
    cwd: notification.cwd,
    client,
    'input-messages': notification.inputMessages,
    'last-assistant-message': notification.lastAgentMessage ?? null,
  });
  // JSON lets some control characters pass as they are. Escaped, they mean the same, and a program may print its argument.
  return json.replace(/\p{Cc}/gu, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Cuts every text to `longest` characters, and keeps at most that many of the input messages. */
function shorten(notification: TurnComplete, longest: number): TurnComplete {
  const inputMessages = notification.inputMessages.slice(0, longest).map((text) => beginning(text, longest));
  const { lastAgentMessage } = notification;
  return {
    ...notification,
    threadId: beginning(notification.threadId, longest),
    turnId: beginning(notification.turnId, longest),
    inputMessages,
    ...(lastAgentMessage === undefined ? {} : { lastAgentMessage: beginning(lastAgentMessage, longest) }),
  };
}

function beginning(text: string, longest: number): string {
  if (text.length <= longest) return text;
  // A surrogate pair stays whole.
  const end = /[\ud800-\udbff]/.test(text.charAt(longest - 1)) ? longest - 1 : longest;
  return `${text.slice(0, end)}…`;
}
