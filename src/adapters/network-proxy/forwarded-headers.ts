import type { IncomingMessage } from 'node:http';

/** Headers that are meant for the next stop on the way, not for the end of it. */
const nextStopOnly: readonly string[] = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/**
 * The headers of a message that are passed on: all but those for the next stop and those that the message itself calls so. It cannot
 * call its length so: what follows it would then be taken for a second message, which nobody has decided about.
 */
export function forwardedHeaders(message: IncomingMessage): Record<string, string | string[]> {
  const named = (message.headers.connection ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== 'content-length');
  const dropped = new Set([...nextStopOnly, ...named]);
  const kept = Object.entries(message.headersDistinct).filter(([name]) => !dropped.has(name));
  return Object.fromEntries(
    kept.flatMap(([name, values = []]) => {
      const [first] = values;
      return first === undefined ? [] : [[name, values.length === 1 ? first : values]];
    }),
  );
}
