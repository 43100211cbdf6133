import { type Readable, Transform } from 'node:stream';
import { maxMessageBytes } from './message-limits.js';

/**
 * Passes an answer on as long as it stays within limits: a document as a whole, an event stream from one blank line to the next.
 * Fails with an `Error` when it does not, and ends the connection.
 */
export function limitBody(body: Readable, kind: 'event-stream' | 'document'): Readable {
  const counter = new EventCounter();
  let total = 0;
  const limited = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      total += chunk.length;
      const bytes = kind === 'document' ? total : counter.longestAfter(chunk);
      if (bytes <= maxMessageBytes) done(null, chunk);
      else done(new Error(`the server sent a message of more than ${maxMessageBytes / 1024 / 1024} MiB`));
    },
  });
  body.once('error', (cause) => limited.destroy(cause));
  body.once('close', () => {
    if (!body.readableEnded) limited.destroy(new Error('the connection was closed'));
  });
  limited.once('close', () => body.destroy());
  return body.pipe(limited);
}

/** Counts the bytes of the event in progress; a blank line ends it. */
class EventCounter {
  #bytes = 0;
  #atLineStart = true;

  /** The longest that an event has become by this chunk. */
  longestAfter(chunk: Buffer): number {
    let longest = 0;
    for (const byte of chunk) {
      this.#bytes += 1;
      longest = Math.max(longest, this.#bytes);
      if (byte === lineFeed && this.#atLineStart) this.#bytes = 0;
      if (byte !== carriageReturn) this.#atLineStart = byte === lineFeed;
    }
    return longest;
  }
}

const lineFeed = 10;
const carriageReturn = 13;
