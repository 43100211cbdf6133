// @ts-check
/**
 * Turns with one message and no model latency, persistence on: the time to import, from `createCodex` to the first request at the server, of
 * the first turn and of later ones. Against a bare `node:http` loop in fresh processes of the same run.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createBareLoop } from './support/bare-loop.mjs';
import { median } from './support/compare.mjs';
import { startLoopbackServer } from './support/loopback-server.mjs';

const ROUNDS = 9;
const LATER_TURNS = 40;
const now = () => performance.timeOrigin + performance.now();

/** @typedef {{ importMs: number, created: number, firstTurnMs: number, laterTurnMs: number }} Figures */

/** @param {string} url @param {string} home @returns {Promise<Figures>} */
async function runCodex(url, home) {
  const start = now();
  const { createCodex } = await import(process.env.CODEX_SDK_DIST ?? 'codex-sdk');
  const created = now();
  const codex = createCodex({
    codexHome: home,
    config: {
      model_provider: 'bench',
      model_providers: { bench: { base_url: url, query_params: { deltas: '1', perWrite: '64' } } },
    },
  });
  const thread = codex.startThread({ workingDirectory: home, skipGitRepoCheck: true });
  const figures = await measureTurns(() => thread.run('hello'));
  await codex.close();
  return { importMs: created - start, created, ...figures };
}

/** @param {string} url @returns {Promise<Figures>} */
async function runBare(url) {
  const created = now();
  const bare = createBareLoop();
  const figures = await measureTurns(() => bare(`${url}/responses?deltas=1&perWrite=64`, ['{}']));
  return { importMs: 0, created, ...figures };
}

/** @param {() => Promise<unknown>} turn */
async function measureTurns(turn) {
  const start = now();
  await turn();
  const firstTurnMs = now() - start;
  const later = [];
  for (let index = 0; index < LATER_TURNS; index += 1) {
    const begin = now();
    await turn();
    later.push(now() - begin);
  }
  return { firstTurnMs, laterTurnMs: median(later) };
}

/** @param {'codex' | 'bare'} subject @param {string} url @param {string} home @returns {Promise<Figures>} */
async function inFreshProcess(subject, url, home) {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), subject, url, home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of child.stdout) output += chunk;
  return JSON.parse(output);
}

async function compare() {
  /** @type {number[]} */
  const arrivals = [];
  const server = await startLoopbackServer({ onRequest: (epochMs) => arrivals.push(epochMs) });
  /** @type {Record<'codex' | 'bare', { importMs: number, toRequestMs: number, firstTurnMs: number, laterTurnMs: number }[]>} */
  const seen = { codex: [], bare: [] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const subject of /** @type {const} */ (['bare', 'codex'])) {
      const home = await mkdtemp(join(tmpdir(), 'codex-sdk-bench-'));
      arrivals.length = 0;
      const { created, ...figures } = await inFreshProcess(subject, server.url, home);
      const sessions = (await readdir(home, { recursive: true })).filter((name) => name.endsWith('.jsonl'));
      if (subject === 'codex' && sessions.length !== 1)
        throw new Error('the session was not written, so the figures are void');
      if (round > 0) seen[subject].push({ ...figures, toRequestMs: (arrivals[0] ?? Number.NaN) - created });
      await rm(home, { recursive: true, force: true });
    }
  }
  await server.close();
  for (const figure of /** @type {const} */ (['importMs', 'toRequestMs', 'firstTurnMs', 'laterTurnMs'])) {
    const [codex, bare] = [median(seen.codex.map((run) => run[figure])), median(seen.bare.map((run) => run[figure]))];
    const ratio = bare > 0 ? `  ${(codex / bare).toFixed(2)}x` : '';
    process.stdout.write(
      `${figure.padEnd(12)}  codex-sdk ${codex.toFixed(2)} ms  bare ${bare.toFixed(2)} ms${ratio}\n`,
    );
  }
}

const [subject, url = '', home = ''] = process.argv.slice(2);
if (subject === undefined) await compare();
else process.stdout.write(JSON.stringify(await (subject === 'codex' ? runCodex(url, home) : runBare(url))));
