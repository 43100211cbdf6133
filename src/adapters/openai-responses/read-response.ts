import type { ModelEvent } from '../../ports/model.js';
import { decodeEvent } from './decode-event.js';
import { decodeRefusal } from './decode-refusal.js';
import { describeInterruption } from './describe-interruption.js';
import type { HttpExchange } from './http-exchange.js';
import { SseDecoder } from './sse-decoder.js';

const maxEventLength = 64 * 1024 * 1024;
const maxErrorBodyBytes = 64 * 1024;

/**
 * What an exchange means, batch by batch: everything that one chunk of the stream holds is one batch. The last batch ends with
 * `completed` or `failed`; an aborted exchange ends without either.
 *
 * @param redact removes secrets from the body of an answer that is no stream
 */
export async function* readResponse(
  exchange: HttpExchange,
  redact: (text: string) => string,
): AsyncGenerator<readonly ModelEvent[], void, undefined> {
  const head = await exchange.head();
  if (!head.ok) {
    if (head.error.kind !== 'aborted') yield [{ type: 'failed', failure: describeInterruption(head.error, 'head') }];
    return;
  }
  if (head.value.status >= 200 && head.value.status < 300) {
    yield* readStream(exchange);
    return;
  }
  const body = redact(await readStart(exchange));
  yield [{ type: 'failed', failure: decodeRefusal({ ...head.value, body }) }];
}

async function* readStream(exchange: HttpExchange): AsyncGenerator<readonly ModelEvent[], void, undefined> {
  const decoder = new SseDecoder(maxEventLength);
  for (;;) {
    const chunk = await exchange.read();
    if (!chunk.ok) {
      if (chunk.error.kind !== 'aborted')
        yield [{ type: 'failed', failure: describeInterruption(chunk.error, 'body') }];
      return;
    }
    const data = chunk.value === undefined ? decoder.end() : decoder.push(chunk.value);
    if (data === 'too-long') {
      yield [disconnected(`an event of the stream is longer than ${maxEventLength} characters`)];
      return;
    }
    const events = decodeEvents(data);
    if (endsResponse(events.at(-1))) {
      exchange.drain();
      yield events;
      return;
    }
    yield events;
    if (chunk.value === undefined) {
      yield [disconnected('stream closed before response.completed')];
      return;
    }
  }
}

/** The events up to the first one that ends the response. */
function decodeEvents(data: readonly string[]): readonly ModelEvent[] {
  const events: ModelEvent[] = [];
  for (const text of data) {
    const event = decodeEvent(text);
    if (event === undefined) continue;
    events.push(event);
    if (endsResponse(event)) break;
  }
  return events;
}

function endsResponse(event: ModelEvent | undefined): boolean {
  return event?.type === 'completed' || event?.type === 'failed';
}

function disconnected(message: string): ModelEvent {
  return { type: 'failed', failure: { kind: 'disconnected', message } };
}

/** The beginning of a body that is meant for people. A body that breaks off is as good as one that ends. */
async function readStart(exchange: HttpExchange): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length < maxErrorBodyBytes) {
    const chunk = await exchange.read();
    if (!chunk.ok || chunk.value === undefined) break;
    chunks.push(chunk.value);
    length += chunk.value.length;
  }
  return Buffer.concat(chunks).toString('utf8', 0, maxErrorBodyBytes);
}
