// @ts-check
/**
 * Requests: one sampling with a short answer on threads of growing length, each one item longer than the sampling before, and the first
 * request of a fresh process. Against a bare `node:http` loop that sends ready bytes, in the same run.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createBareLoop } from './support/bare-loop.mjs';
import { alternate, median, time } from './support/compare.mjs';
import { loadModel, MODEL_REQUEST, modelUrl } from './support/load-model.mjs';
import { startLoopbackServer } from './support/loopback-server.mjs';

const ROUNDS = 15;
const QUERY = { deltas: '1', perWrite: '64' };

/** @param {number} index */
function entry(index) {
  const text = `item ${index} ${'x'.repeat(270)}`;
  const item = { kind: 'message', role: 'user', content: [{ kind: 'input-text', text }] };
  const json = JSON.stringify({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });
  return { item, json };
}

/** @param {any} model @param {readonly unknown[]} history */
async function sample(model, history) {
  let events = 0;
  for await (const _event of model.stream({ ...MODEL_REQUEST, history }, new AbortController().signal)) events += 1;
  if (events !== 3) throw new Error(`expected a delta, an item and the end, found ${events} events`);
}

/** @param {any} OpenAIResponsesModel @param {string} url */
async function measureThreads(OpenAIResponsesModel, url) {
  for (const length of [10, 1000, 10_000, 40_000]) {
    const model = new OpenAIResponsesModel({ baseUrl: url, originator: 'bench', version: '0', queryParams: QUERY });
    const bare = createBareLoop();
    const history = Array.from({ length }, (_, index) => entry(index));
    const bytes = Buffer.from(`{"input":[${history.map(({ json }) => json).join(',')}]}`);
    const cold = await time(() => sample(model, history));
    const ms = await alternate(
      {
        bare: async () => (await time(() => bare(`${url}/responses?deltas=1&perWrite=64`, [bytes]))).wallMs,
        model: async () => {
          history.push(entry(history.length));
          return (await time(() => sample(model, history))).wallMs;
        },
      },
      ROUNDS,
    );
    await model.close();
    process.stdout.write(
      `${String(length).padStart(6)} items  bare ${ms.bare.toFixed(2)} ms  model ${ms.model.toFixed(2)} ms  ${(ms.model / ms.bare).toFixed(2)}x  first sampling of the thread ${cold.wallMs.toFixed(1)} ms\n`,
    );
  }
}

/** @param {'bare' | 'model'} subject @param {string} url */
async function firstRequest(subject, url) {
  const start = performance.now();
  if (subject === 'bare') {
    const { createBareLoop: create } = await import('./support/bare-loop.mjs');
    await create()(`${url}/responses?deltas=1&perWrite=64`, ['{}']);
  } else {
    const { OpenAIResponsesModel } = await import(modelUrl());
    const imported = performance.now();
    const model = new OpenAIResponsesModel({ baseUrl: url, originator: 'bench', version: '0', queryParams: QUERY });
    await sample(model, [entry(0)]);
    process.stdout.write(`${imported - start} `);
  }
  process.stdout.write(`${performance.now() - start}`);
  process.exit();
}

/** @param {string} url */
function measureFirstRequests(url) {
  /** @type {Record<'bare' | 'model', number[][]>} */
  const seen = { bare: [], model: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const subject of /** @type {const} */ (['bare', 'model'])) {
      const output = execFileSync(process.execPath, [fileURLToPath(import.meta.url), subject, url], {
        encoding: 'utf8',
      });
      seen[subject].push(output.split(' ').map(Number));
    }
  }
  const bare = median(seen.bare.map(([whole]) => whole ?? Number.NaN));
  const model = median(seen.model.map(([, whole]) => whole ?? Number.NaN));
  const imported = median(seen.model.map(([importMs]) => importMs ?? Number.NaN));
  process.stdout.write(
    `first request of a process, import included: bare ${bare.toFixed(1)} ms  model ${model.toFixed(1)} ms (import ${imported.toFixed(1)})  ${(model / bare).toFixed(2)}x\n`,
  );
}

const [, , subject, url] = process.argv;
if ((subject === 'bare' || subject === 'model') && url !== undefined) await firstRequest(subject, url);
else {
  const server = await startLoopbackServer();
  measureFirstRequests(server.url);
  await measureThreads(await loadModel(), server.url);
  server.close();
}
