// @ts-check
/**
 * The model of the comparison with peers, in a process of its own. What it answers is said in the prompt: `bench:KIND:COUNT:NONCE;`.
 *
 * - `message`: a message at once;
 * - `tools`: COUNT calls of `exec_command`, one a response, then a message;
 * - `patches`: COUNT calls of `apply_patch` that change a line to and fro, then a message;
 * - `deltas`: a message in COUNT pieces, 64 events to a write.
 */
import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import {
  customToolCall,
  encodeEvent,
  functionCall,
  message,
  responseEvents,
} from '../../test/support/responses-server/replies.mjs';

/** The file that patches change, as it is before the first of them. */
export const PATCHED = { name: 'patched.txt', text: 'first\none\nlast\n' };

let nonce = 0;

/**
 * A prompt that no other prompt equals.
 * @param {'message' | 'tools' | 'patches' | 'deltas'} kind @param {number} [count]
 */
export function prompt(kind, count = 0) {
  nonce += 1;
  return `bench:${kind}:${count}:${process.pid}-${nonce};`;
}

/**
 * @param {(epochMs: number) => void} onRequest told when each request begins to arrive
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function startScriptedServer(onRequest) {
  const child = fork(fileURLToPath(import.meta.url), ['serve']);
  const url = await new Promise((resolve) => child.once('message', resolve));
  child.on('message', (epochMs) => onRequest(Number(epochMs)));
  return { url: String(url), close: () => child.kill() };
}

/** @param {string} kind @param {number} count @param {number} index how many requests of this prompt came before */
function itemOf(kind, count, index) {
  if (index < count && kind === 'tools') {
    return functionCall(`call_${index}`, 'exec_command', { cmd: 'true', login: false });
  }
  if (index < count && kind === 'patches') {
    const [from, to] = index % 2 === 0 ? ['one', 'two'] : ['two', 'one'];
    const hunk = `*** Update File: ${PATCHED.name}\n@@\n-${from}\n+${to}\n`;
    return customToolCall(`call_${index}`, 'apply_patch', `*** Begin Patch\n${hunk}*** End Patch\n`);
  }
  if (kind === 'deltas') return message('word '.repeat(count), { deltas: Array(count).fill('word ') });
  return message('done');
}

/** @type {Map<string, Buffer[]>} */
const encoded = new Map();

/** @param {string} kind @param {number} count @param {number} index @returns {Buffer[]} */
function writesOf(kind, count, index) {
  const key = `${kind}:${count}:${kind === 'deltas' ? 0 : index}`;
  const known = encoded.get(key);
  if (known !== undefined) return known;
  const events = responseEvents(itemOf(kind, count, index)).map(encodeEvent);
  const writes = Array.from({ length: Math.ceil(events.length / 64) }, (_, part) =>
    Buffer.from(events.slice(part * 64, (part + 1) * 64).join('')),
  );
  encoded.set(key, writes);
  return writes;
}

function serve() {
  /** @type {Map<string, number>} */
  const requests = new Map();
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    process.send?.(performance.timeOrigin + performance.now());
    /** @type {Buffer[]} */
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      const body = Buffer.concat(chunks);
      const start = body.lastIndexOf('bench:');
      const [, kind = 'message', count = '0', id = ''] = body.toString('latin1', start, start + 100).split(/[:;]/);
      const index = requests.get(id) ?? 0;
      requests.set(id, index + 1);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const write of writesOf(kind, Number(count), index)) {
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
