// @ts-check
/**
 * The command line as a process: the start of `--help` over bare Node, and a turn of one message against the public Codex. The latter is not
 * part of this project: `CODEX_BINARY` names it, otherwise only this package is measured. CPU time and peak memory are those of the process.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alternate, median } from './support/compare.mjs';
import { startLoopbackServer } from './support/loopback-server.mjs';

const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const ROUNDS = 15;
// The public Codex refuses to set up a home below the system's temporary directory.
const home = mkdtempSync(join(homedir(), '.codex-sdk-bench-'));

/** @typedef {{ cpuMs: number, wallMs: number, peakMib: number }} Cost */

/** @param {readonly string[]} argv @returns {Cost} */
function costOf(argv) {
  const script =
    'TIMEFORMAT="%3U %3S %3R"; time /usr/bin/time -f %M -o "$CODEX_HOME/peak" "$@" </dev/null >"$CODEX_HOME/out"';
  const env = { ...process.env, CODEX_HOME: home, HOME: home };
  const { stderr, status } = spawnSync('bash', ['-c', script, 'bash', ...argv], { env, encoding: 'utf8', cwd: home });
  if (status !== 0) throw new Error(`${argv.join(' ')} failed:\n${stderr}`);
  const [user = 0, system = 0, wall = 0] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  const peak = spawnSync('cat', [join(home, 'peak')], { encoding: 'utf8' }).stdout;
  return { cpuMs: (user + system) * 1000, wallMs: wall * 1000, peakMib: Number(peak) / 1024 };
}

/** @param {Record<string, readonly string[]>} subjects @returns {Promise<Record<string, Cost>>} */
async function compare(subjects) {
  /** @type {Record<string, Cost[]>} */
  const costs = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
  await alternate(
    Object.fromEntries(
      Object.entries(subjects).map(([name, argv]) => [
        name,
        async () => {
          const cost = costOf(argv);
          costs[name]?.push(cost);
          return cost.cpuMs;
        },
      ]),
    ),
    ROUNDS,
  );
  /** @param {Cost[]} list @param {keyof Cost} key */
  const middle = (list, key) => median(list.slice(1).map((cost) => cost[key]));
  return Object.fromEntries(
    Object.entries(costs).map(([name, list]) => [
      name,
      { cpuMs: middle(list, 'cpuMs'), wallMs: middle(list, 'wallMs'), peakMib: middle(list, 'peakMib') },
    ]),
  );
}

/** @param {Record<string, Cost>} costs */
function show(costs) {
  for (const [name, { cpuMs, wallMs, peakMib }] of Object.entries(costs)) {
    console.log(
      `${name.padEnd(16)} ${cpuMs.toFixed(0).padStart(5)} ms CPU  ${wallMs.toFixed(0).padStart(5)} ms wall  ${peakMib.toFixed(0).padStart(4)} MiB peak`,
    );
  }
}

const server = await startLoopbackServer();
try {
  const start = await compare({
    'bare Node': [process.execPath, '-e', '0'],
    '--help': [process.execPath, MAIN, '--help'],
  });
  show(start);
  const [bare, help] = [start['bare Node'], start['--help']];
  if (bare !== undefined && help !== undefined)
    console.log(
      `--help over bare Node: ${(help.cpuMs - bare.cpuMs).toFixed(0)} ms CPU, ${(help.wallMs - bare.wallMs).toFixed(0)} ms wall (bar: 60)`,
    );

  const provider = `name = "loopback"\nbase_url = "${server.url}"\nquery_params = { deltas = "10", perWrite = "1" }\nwire_api = "responses"\n`;
  writeFileSync(
    join(home, 'config.toml'),
    `model = "gpt-5.5"\nmodel_provider = "loopback"\n[model_providers.loopback]\n${provider}`,
  );
  const call = ['exec', '--json', '--skip-git-repo-check', 'hello'];
  const { CODEX_BINARY } = process.env;
  const turns = await compare({
    'codex-sdk exec': [process.execPath, MAIN, ...call],
    ...(CODEX_BINARY === undefined ? {} : { 'codex exec': [CODEX_BINARY, ...call] }),
  });
  show(turns);
  const [ours, theirs] = [turns['codex-sdk exec'], turns['codex exec']];
  if (ours !== undefined && theirs !== undefined)
    console.log(
      `codex-sdk / codex: ${(ours.cpuMs / theirs.cpuMs).toFixed(2)} of the CPU time, ${(ours.peakMib / theirs.peakMib).toFixed(2)} of the memory`,
    );
} finally {
  server.close();
  rmSync(home, { recursive: true, force: true });
}
