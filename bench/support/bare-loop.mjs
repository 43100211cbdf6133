// @ts-check
/** The least that a program can do to sample a model: one request with `node:http`, one pass over the lines of the answer. */
import { Agent, request as send } from 'node:http';

/** @returns {(url: string, body: readonly (string | Uint8Array)[]) => Promise<number>} sends a request; settles with the text's length */
export function createBareLoop() {
  const agent = new Agent({ keepAlive: true });
  return (url, body) =>
    new Promise((resolve, reject) => {
      const length = body.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
      const headers = { 'content-type': 'application/json', 'content-length': length };
      const request = send(url, { method: 'POST', agent, headers }, (response) => {
        let characters = 0;
        let rest = '';
        response.setEncoding('utf8');
        response.on('data', (/** @type {string} */ chunk) => {
          const text = rest + chunk;
          let start = 0;
          for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            if (text.startsWith('data: ', start)) {
              const event = JSON.parse(text.slice(start + 6, end));
              if (event.type === 'response.output_text.delta') characters += event.delta.length;
            }
            start = end + 1;
          }
          rest = text.slice(start);
        });
        response.on('end', () => resolve(characters));
        response.on('error', reject);
      });
      request.on('error', reject);
      for (const part of body) request.write(part);
      request.end();
    });
}
