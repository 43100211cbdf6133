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
 * argument too long for the operating system are cut, so that the program is still told: first the oldest input messages are left out,
 * then the longest texts are shortened.
 */
export function renderPayload(notification: TurnComplete, { client, maxBytes }: PayloadOptions): string {
  let payload = render(notification, client);
  if (Buffer.byteLength(payload) <= maxBytes) return payload;
  const recent = { ...notification, inputMessages: newest(notification.inputMessages, maxBytes / 2) };
  for (let longest = maxBytes; longest > 0; longest = Math.floor(longest / 2)) {
    payload = render(shorten(recent, longest), client);
    if (Buffer.byteLength(payload) <= maxBytes) break;
  }
  return payload;
}

/** The newest texts that fit into `maxBytes` of JSON together; the last one in any case. */
function newest(texts: readonly string[], maxBytes: number): readonly string[] {
  let first = texts.length;
  for (let room = maxBytes; first > 0; first -= 1) {
    room -= Buffer.byteLength(JSON.stringify(texts[first - 1]));
    if (room < 0 && first < texts.length) break;
  }
  return texts.slice(first);
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

/** Cuts every text to `longest` characters. */
function shorten(notification: TurnComplete, longest: number): TurnComplete {
  const inputMessages = notification.inputMessages.map((text) => beginning(text, longest));
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
