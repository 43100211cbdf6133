// @ts-check
/**
 * Streaming: deltas per second of one long message, against a bare `node:http` loop and the reader of the `openai` package in the same
 * run. The cost of a request is removed by subtracting a short message. Every run checks the length of the text.
 */
import { OpenAI } from 'openai';
import { createBareLoop } from './support/bare-loop.mjs';
import { alternate, time } from './support/compare.mjs';
import { loadModel, MODEL_REQUEST } from './support/load-model.mjs';
import { DELTA, startLoopbackServer } from './support/loopback-server.mjs';

const LONG = 20_000;
const SHORT = 100;
const ROUNDS = 9;

const OpenAIResponsesModel = await loadModel();
const server = await startLoopbackServer();
const bare = createBareLoop();
const client = new OpenAI({ baseURL: server.url, apiKey: 'none', maxRetries: 0 });
const options = { originator: 'bench', version: '0' };

/** @type {Record<string, (deltas: number, perWrite: number) => Promise<number>>} */
const subjects = {
  'bare node:http': (deltas, perWrite) => bare(`${server.url}/responses?deltas=${deltas}&perWrite=${perWrite}`, ['{}']),
  OpenAIResponsesModel: async (deltas, perWrite) => {
    const queryParams = { deltas: String(deltas), perWrite: String(perWrite) };
    const model = new OpenAIResponsesModel({ ...options, baseUrl: server.url, queryParams });
    let characters = 0;
    for await (const event of model.stream(MODEL_REQUEST, new AbortController().signal)) {
      if (event.type === 'message-delta') characters += event.delta.length;
    }
    await model.close();
    return characters;
  },
  'openai package': async (deltas, perWrite) => {
    const query = { deltas: String(deltas), perWrite: String(perWrite) };
    const stream = await client.responses.create({ model: 'bench', input: 'x', stream: true }, { query });
    let characters = 0;
    for await (const event of stream) {
      if (event.type === 'response.output_text.delta') characters += event.delta.length;
    }
    return characters;
  },
};

/** @param {string} name @param {number} deltas @param {number} perWrite */
async function measure(name, deltas, perWrite) {
  return time(async () => {
    const characters = await subjects[name]?.(deltas, perWrite);
    if (characters !== deltas * DELTA.length) throw new Error(`${name} lost text: ${characters} characters`);
  });
}

for (const perWrite of [64, 1]) {
  /** @type {Record<string, number[]>} */
  const cpu = {};
  const perDelta = await alternate(
    Object.fromEntries(
      Object.keys(subjects).map((name) => [
        name,
        async () => {
          const short = await measure(name, SHORT, perWrite);
          const long = await measure(name, LONG, perWrite);
          cpu[name] = [...(cpu[name] ?? []), (long.cpuMs - short.cpuMs) / (LONG - SHORT)];
          return (long.wallMs - short.wallMs) / (LONG - SHORT);
        },
      ]),
    ),
    ROUNDS,
  );
  const floor = perDelta['bare node:http'] ?? Number.NaN;
  for (const [name, ms] of Object.entries(perDelta)) {
    const cpuUs = (cpu[name] ?? []).slice(1).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
    process.stdout.write(
      `${perWrite} per write  ${name.padEnd(22)} ${Math.round(1 / ms)}k deltas/s  ${(ms / floor).toFixed(2)}x  ${(cpuUs * 1000).toFixed(1)} us CPU/delta\n`,
    );
  }
}
server.close();
