// @ts-check
/**
 * The server of the measurements, in a process of its own so that it does not take time from what is measured. It reads a request to its
 * end and answers with `?deltas=N` deltas, `?perWrite=M` events to a write. Run it with `startLoopbackServer`.
 */
import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { encodeEvent, message, responseEvents } from '../../test/support/responses-server/replies.mjs';

/** The text of every delta. */
export const DELTA = 'word ';

/**
 * @param {{ onRequest?: (epochMs: number) => void }} [options] told when each request began to arrive
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function startLoopbackServer({ onRequest } = {}) {
  const child = fork(fileURLToPath(import.meta.url), ['serve', ...(onRequest === undefined ? [] : ['arrivals'])]);
  const url = await new Promise((resolve) => child.once('message', resolve));
  if (onRequest !== undefined) child.on('message', (epochMs) => onRequest(Number(epochMs)));
  return { url: String(url), close: () => child.kill() };
}

/** @param {number} deltas @param {number} perWrite @returns {Buffer[]} */
function encodeWrites(deltas, perWrite) {
  const pieces = Array.from({ length: deltas }, () => DELTA);
  const events = responseEvents(message(DELTA.repeat(deltas), { deltas: pieces })).map(encodeEvent);
  const count = Math.ceil(events.length / perWrite);
  return Array.from({ length: count }, (_, index) =>
    Buffer.from(events.slice(index * perWrite, (index + 1) * perWrite).join('')),
  );
}

function serve() {
  /** @type {Map<string, Buffer[]>} */
  const prepared = new Map();
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    if (process.argv[3] === 'arrivals') process.send?.(performance.timeOrigin + performance.now());
    const query = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams;
    const key = `${query.get('deltas')}/${query.get('perWrite')}`;
    const writes = prepared.get(key) ?? encodeWrites(Number(query.get('deltas')), Number(query.get('perWrite')));
    prepared.set(key, writes);
    request.resume().on('end', async () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const write of writes) {
        if (!response.write(write)) await new Promise((resolve) => response.once('drain', resolve));
      }
      response.end();
    });
  });
  server.on('connection', (socket) => socket.setNoDelay(true));
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.send?.(`http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}/v1`);
  });
  process.on('disconnect', () => process.exit());
}

if (process.argv[2] === 'serve' && process.argv[1] === fileURLToPath(import.meta.url)) serve();
