// @ts-check
/**
 * Sessions: opening threads of growing length, in fresh processes and in a warm one, and writing what one small turn writes. Against a bare
 * loop over the same file: read it, take the lines apart, parse the payloads; append one buffer.
 */
import { execFileSync } from 'node:child_process';
import { appendFile, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alternate, median, time } from './support/compare.mjs';

const ROUNDS = 11;
const dist = process.env.CODEX_SDK_DIST;
const ADAPTERS =
  dist === undefined ? new URL('../dist/adapters.js', import.meta.url).href : `file://${dist}/adapters.js`;
const ENVELOPE = '{"timestamp":"2026-11-20T12:00:00.000Z","type":"response_item","payload":'.length;

/** @param {string} home */
async function createStore(home) {
  const { RolloutStore, SystemClock } = await import(ADAPTERS);
  return new RolloutStore({ codexHome: home, clock: new SystemClock() });
}

/** @param {number} index */
function record(index) {
  const text = `item ${index} ${'x'.repeat(270)}`;
  const item = { kind: 'message', role: 'user', content: [{ kind: 'input-text', text }] };
  const json = JSON.stringify({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });
  return { kind: 'item', entry: { item, json } };
}

/** @param {string} home @param {number} length @returns {Promise<{ threadId: string, path: string }>} */
async function writeThread(home, length) {
  const { RandomIds } = await import(ADAPTERS);
  const threadId = new RandomIds().uuid();
  const header = { threadId, createdAt: Date.now(), cwd: '/work', originator: 'bench', version: '0', source: 'sdk' };
  const store = await createStore(home);
  const writer = await store.create({ ...header, modelProvider: 'bench', baseInstructions: 'x'.repeat(20_000) });
  writer.append(Array.from({ length }, (_, index) => record(index)));
  await writer.close();
  return { threadId, path: writer.location };
}

/** @param {any} store @param {string} threadId @param {number} length */
async function resume(store, threadId, length) {
  const opened = await store.open(threadId);
  if (!opened.ok) throw new Error(opened.error.message);
  await opened.value.writer.close();
  if (opened.value.records.length !== length) throw new Error(`expected ${length} records`);
}

/** @param {string} path @param {number} length */
async function resumeBare(path, length) {
  const lines = (await readFile(path, 'utf8')).split('\n');
  const items = lines.slice(1, -1).map((line) => {
    const json = line.slice(ENVELOPE, -1);
    return { item: JSON.parse(json), json };
  });
  if (items.length !== length) throw new Error(`expected ${length} items`);
}

/** One measurement in this process, for its parent. @param {readonly string[]} args */
async function measureOnce([subject = '', home = '', threadId = '', path = '', count = '']) {
  const length = Number(count);
  const store = subject === 'store' ? await createStore(home) : undefined;
  const run = store === undefined ? () => resumeBare(path, length) : () => resume(store, threadId, length);
  process.stdout.write(String((await time(run)).wallMs));
}

/** @param {string} home @param {number} length */
async function measureLength(home, length) {
  const { threadId, path } = await writeThread(home, length);
  /** @param {string} subject */
  const fresh = async (subject) => {
    const args = [fileURLToPath(import.meta.url), subject, home, threadId, path, String(length)];
    return Number(execFileSync(process.execPath, args, { encoding: 'utf8' }));
  };
  const cold = await alternate({ bare: () => fresh('bare'), store: () => fresh('store') }, ROUNDS);
  const store = await createStore(home);
  const warm = await alternate(
    {
      bare: async () => (await time(() => resumeBare(path, length))).wallMs,
      store: async () => (await time(() => resume(store, threadId, length))).wallMs,
    },
    ROUNDS,
  );
  process.stdout.write(
    `${String(length).padStart(6)} items  fresh process: bare ${cold.bare.toFixed(1)} ms  store ${cold.store.toFixed(1)} ms  ` +
      `warm: bare ${warm.bare.toFixed(1)} ms  store ${warm.store.toFixed(1)} ms\n`,
  );
}

/** @param {string} home */
async function measureWriting(home) {
  const { threadId, path } = await writeThread(home, 10_000);
  const store = await createStore(home);
  const opened = await store.open(threadId);
  if (!opened.ok) throw new Error(opened.error.message);
  const { writer } = opened.value;
  const turn = Array.from({ length: 10 }, (_, index) => record(index));
  const bytes = Buffer.from(turn.map(({ entry }) => `${'x'.repeat(ENVELOPE)}${entry.json}}\n`).join(''));
  const bareHandle = await open(`${path}.bare`, 'a');
  const bareRun = () => appendFile(bareHandle, bytes);
  const storeRun = async () => {
    for (const one of turn) writer.append([one]);
    await writer.flush();
  };
  /** @type {number[]} */
  const ticks = [];
  const ms = await alternate(
    {
      bare: async () => (await time(bareRun)).wallMs,
      store: async () => (await time(storeRun)).wallMs,
      tick: async () => {
        const start = performance.now();
        writer.append(turn);
        ticks.push(performance.now() - start);
        await writer.flush();
        return 0;
      },
    },
    200,
  );
  await writer.close();
  await bareHandle.close();
  process.stdout.write(
    `a turn of 10 lines, flushed: bare append ${ms.bare.toFixed(3)} ms  store ${ms.store.toFixed(3)} ms, ` +
      `of which the caller waits ${median(ticks).toFixed(3)} ms\n`,
  );
}

const [, , ...args] = process.argv;
if (args.length > 0) await measureOnce(args);
else {
  const home = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    for (const length of [10, 1000, 10_000, 40_000]) await measureLength(home, length);
    await measureWriting(home);
  } finally {
    await rm(home, { recursive: true });
  }
}
