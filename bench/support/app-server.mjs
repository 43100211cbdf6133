// @ts-check
/** The resident process of the public Codex, spoken to in JSON lines. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** @param {string} binary @param {Record<string, string>} env */
export function startAppServer(binary, env) {
  const child = spawn(binary, ['app-server'], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
  const waiting = new Map();
  /** @type {Set<(method: string, params: any) => void>} */
  const listeners = new Set();
  let last = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, method, params, result, error } = JSON.parse(line);
    if (method !== undefined) for (const listener of listeners) listener(method, params);
    else if (error !== undefined) waiting.get(id)?.reject(new Error(error.message));
    else waiting.get(id)?.resolve(result);
  });
  /** @param {object} message */
  const send = (message) => child.stdin.write(`${JSON.stringify(message)}\n`);
  return {
    pid: child.pid,
    /** @param {string} method @param {object} params @returns {Promise<any>} */
    call(method, params) {
      last += 1;
      const id = last;
      const answer = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
      send({ id, method, params });
      return answer;
    },
    /** @param {string} method */
    notify: (method) => send({ method }),
    /** @param {(method: string, params: any) => void} listener */
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      child.stdin.end();
      child.kill();
      await new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve(undefined)));
    },
  };
}
