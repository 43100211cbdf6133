// @ts-check
/**
 * This package against its peers, the official TypeScript SDK and the resident `app-server` of the public Codex, in one alternating run: the
 * same model on loopback, the same configuration, sessions written by all. `CODEX_PEERS` names the folder where the peers are installed;
 * without it only our own figures are printed. Arguments choose rows: `later cold tools patch deltas long resume threads`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './support/compare.mjs';
import { PATCHED, prompt, startScriptedServer } from './support/scripted-server.mjs';
import { configure, loadSubjects } from './support/subjects.mjs';
import { writeLongThread } from './support/write-long-thread.mjs';

/** @typedef {import('./support/subjects.mjs').Conversation} Conversation */
/** @typedef {Record<string, number>} Figures by subject */

const now = () => performance.timeOrigin + performance.now();
const LONG = 10_000;

/** A place where one subject works; everything in it is its own. @param {string} base @param {string} url @param {string} name */
async function createPlace(base, url, name) {
  const folder = join(base, name.replaceAll(' ', '-'));
  const place = { url, cwd: join(folder, 'work'), home: join(folder, 'home') };
  const tmp = join(folder, 'tmp');
  for (const path of [place.cwd, place.home, tmp]) await mkdir(path, { recursive: true });
  execFileSync('git', ['init', '--quiet', place.cwd]);
  await writeFile(join(place.cwd, PATCHED.name), PATCHED.text);
  const env = { PATH: process.env.PATH ?? '', HOME: folder, SHELL: '/bin/bash', TMPDIR: tmp, LANG: 'C.UTF-8' };
  await configure({ ...place, env });
  return { ...place, env };
}

class Run {
  /** @type {number[]} */
  arrivals = [];
  /** @type {Map<string, import('./support/subjects.mjs').Subject>} */
  started = new Map();

  /** @param {string} base */
  constructor(base) {
    this.base = base;
    this.url = '';
    /** @type {() => Promise<void>} */
    this.close = async () => undefined;
  }

  async begin() {
    const server = await startScriptedServer((epochMs) => this.arrivals.push(epochMs));
    this.url = server.url;
    this.subjects = await loadSubjects();
    /** @type {Record<string, Awaited<ReturnType<typeof createPlace>>>} */
    this.places = {};
    for (const name of Object.keys(this.subjects)) this.places[name] = await createPlace(this.base, this.url, name);
    this.close = async () => {
      for (const subject of this.started.values()) await subject.close();
      server.close();
    };
  }

  /** @param {readonly string[]} [without] */
  names(without = []) {
    return Object.keys(this.subjects ?? {}).filter((name) => !without.includes(name));
  }

  /** @param {string} name */
  async subject(name) {
    const known = this.started.get(name);
    if (known !== undefined) return known;
    const place = this.places?.[name];
    const start = this.subjects?.[name];
    if (place === undefined || start === undefined) throw new Error(`there is no subject \`${name}\``);
    const subject = await start(place);
    this.started.set(name, subject);
    return subject;
  }

  /** @param {string} name @param {string} [threadId] */
  async open(name, threadId) {
    return (await this.subject(name)).open(threadId);
  }

  /** The time from a call until the first request that it leads to. @param {() => Promise<unknown>} call */
  async toRequest(call) {
    this.arrivals.length = 0;
    const start = now();
    await call();
    for (let waited = 0; this.arrivals.length === 0 && waited < 1000; waited += 1) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return (this.arrivals[0] ?? Number.NaN) - start;
  }

  /**
   * The median of every subject, measured in turns; the first round does not count. Every round begins with another one, because what
   * one leaves to the system, such as the end of a large process, falls to the next.
   * @param {readonly string[]} names @param {number} rounds @param {(name: string) => Promise<number>} measure
   * @returns {Promise<Figures>}
   */
  async alternate(names, rounds, measure) {
    /** @type {Record<string, number[]>} */
    const seen = Object.fromEntries(names.map((name) => [name, []]));
    for (let round = 0; round <= rounds; round += 1) {
      const first = round % names.length;
      for (const name of [...names.slice(first), ...names.slice(0, first)]) {
        const value = await measure(name);
        if (round > 0) seen[name]?.push(value);
      }
    }
    return Object.fromEntries(names.map((name) => [name, median(seen[name] ?? [])]));
  }
}

/** @param {() => Promise<unknown>} work */
async function timed(work) {
  const start = now();
  await work();
  return now() - start;
}

/** @param {Run} run @param {readonly string[]} names */
async function openAll(run, names) {
  /** @type {Record<string, Conversation>} */
  const open = {};
  for (const name of names) {
    open[name] = await run.open(name);
    await open[name].turn(prompt('message'));
  }
  return open;
}

/** What one more call costs in a turn of many. @param {Run} run @param {'tools' | 'patches'} kind */
async function perCall(run, kind) {
  const calls = 10;
  const names = run.names(['official SDK']);
  const open = await openAll(run, names);
  return run.alternate(names, 4, async (name) => {
    const many = await timed(() => open[name]?.turn(prompt(kind, calls)) ?? Promise.reject());
    const none = await timed(() => open[name]?.turn(prompt('message')) ?? Promise.reject());
    return (many - none) / calls;
  });
}

/** @param {Run} run */
async function longThreads(run) {
  /** @type {Record<string, { long: string, short: string }>} */
  const ids = {};
  for (const name of run.names(['official SDK'])) {
    const home = run.places?.[name]?.home ?? '';
    const cwd = run.places?.[name]?.cwd ?? '';
    ids[name] = { long: await writeLongThread(home, cwd, LONG), short: await writeLongThread(home, cwd, 10) };
  }
  return ids;
}

/** @type {Record<string, (run: Run) => Promise<void>>} */
const rows = {
  async later(run) {
    const open = await openAll(run, run.names());
    const figures = await run.alternate(run.names(), 12, (name) =>
      timed(() => open[name]?.turn(prompt('message')) ?? Promise.reject()),
    );
    print('later turn', figures, 'ms', { 'official SDK': [40, 60], 'app-server': [10, 15] });
  },
  async cold(run) {
    const figures = await run.alternate(run.names(), 5, async (name) => {
      run.arrivals.length = 0;
      const created = await inFreshProcess(name, run);
      return (run.arrivals[0] ?? Number.NaN) - created;
    });
    print('cold: create to first request', figures, 'ms', { 'official SDK': [8, 10], 'app-server': [8, 10] });
  },
  async tools(run) {
    print('workspace-write tool call', await perCall(run, 'tools'), 'ms', { 'app-server': [5, 7] });
  },
  async patch(run) {
    print('small patch in a turn', await perCall(run, 'patches'), 'ms', { 'app-server': [10, 20] });
  },
  async deltas(run) {
    const names = run.names(['official SDK']);
    const open = await openAll(run, names);
    const count = 20_000;
    const figures = await run.alternate(names, 4, async (name) => {
      let seen = 0;
      const many = await timed(async () => {
        seen = (await open[name]?.turn(prompt('deltas', count))) ?? 0;
      });
      if (seen !== count) throw new Error(`${name} reported ${seen} of ${count} deltas`);
      const few = await timed(() => open[name]?.turn(prompt('deltas', 100)) ?? Promise.reject());
      return (count - 100) / ((many - few) / 1000);
    });
    print('text deltas', figures, '/s', { 'app-server': [5, 5] });
  },
  async long(run) {
    const ids = await longThreads(run);
    const names = Object.keys(ids);
    /** @type {Record<string, Record<string, Conversation>>} */
    const open = { long: {}, short: {} };
    for (const name of names) {
      for (const length of /** @type {const} */ (['long', 'short'])) {
        const conversation = await run.open(name, ids[name]?.[length]);
        await conversation.turn(prompt('message'));
        Object.assign(open[length] ?? {}, { [name]: conversation });
      }
    }
    const measure = (/** @type {string} */ length) =>
      run.alternate(names, 8, (name) =>
        run.toRequest(() => open[length]?.[name]?.turn(prompt('message')) ?? Promise.reject()),
      );
    const [long, short] = [await measure('long'), await measure('short')];
    print(`${LONG}-item thread: call to request`, long, 'ms', { 'app-server': [8, 8] });
    const growth = (long['codex-sdk'] ?? Number.NaN) / (short['codex-sdk'] ?? Number.NaN);
    line(
      '  against a 10-item thread',
      `codex-sdk ${growth.toFixed(2)}x  must <= 3, aim 2: ${growth <= 3 ? 'holds' : 'SHORT'}`,
    );
  },
  async resume(run) {
    const names = run.names(['official SDK']);
    const figures = await run.alternate(names, 4, async (name) => {
      const place = run.places?.[name];
      const id = await writeLongThread(place?.home ?? '', place?.cwd ?? '', LONG);
      return run.toRequest(async () => (await run.open(name, id)).turn(prompt('message')));
    });
    print(`resume of ${LONG} items to request`, figures, 'ms', { 'app-server': [4, 5] });
  },
  async threads(run) {
    const place = run.places?.['codex-sdk'];
    const output = await child(['threads', JSON.stringify(place)]);
    const { wallMs, rssMb } = JSON.parse(output);
    line('1,000 concurrent threads', `codex-sdk ${wallMs.toFixed(0)} ms, ${rssMb.toFixed(0)} MB`);
    line('', `must < 4000 ms, < 250 MB (aim 2000, 200): ${wallMs < 4000 && rssMb < 250 ? 'holds' : 'SHORT'}`);
    const written = (await readdir(place?.home ?? '', { recursive: true })).filter((file) => file.endsWith('.jsonl'));
    if (written.length < 1000) throw new Error('not every session was written, so the figure is void');
  },
};

/** @param {string} title @param {string} text */
function line(title, text) {
  process.stdout.write(`${title.padEnd(40)}${text}\n`);
}

/** @param {string} title @param {Figures} figures @param {string} unit @param {Record<string, readonly [number, number]>} goals how many times better than which peer */
function print(title, figures, unit, goals) {
  const own = figures['codex-sdk'] ?? Number.NaN;
  const shown = Object.entries(figures).map(
    ([name, value]) => `${name} ${value.toFixed(unit === '/s' ? 0 : 2)} ${unit}`,
  );
  line(title, shown.join('  '));
  for (const [peer, [must, aim]] of Object.entries(goals)) {
    const other = figures[peer];
    if (other === undefined) continue;
    const better = unit === '/s' ? own / other : other / own;
    const verdict = better >= aim ? 'aim reached' : better >= must ? 'holds' : 'SHORT';
    line('', `${better.toFixed(1)}x better than ${peer}; must ${must}, aim ${aim}: ${verdict}`);
  }
}

/** @param {readonly string[]} args @returns {Promise<string>} what it prints */
async function child(args) {
  const started = spawn(process.execPath, [fileURLToPath(import.meta.url), 'child', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of started.stdout) output += chunk;
  return output;
}

/** @param {string} name @param {Run} run */
async function inFreshProcess(name, run) {
  return Number(await child(['cold', JSON.stringify(run.places?.[name]), name]));
}

/** @param {readonly string[]} args */
async function runChild([what = '', where = '{}', name = 'codex-sdk']) {
  const place = JSON.parse(where);
  const start = (await loadSubjects())[name];
  if (start === undefined) throw new Error(`there is no subject \`${name}\``);
  const created = now();
  const subject = await start(place);
  if (what === 'cold') {
    await (await subject.open()).turn(prompt('message'));
    process.stdout.write(String(created));
  } else {
    await (await subject.open()).turn(prompt('message'));
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss());
    }, 20);
    const wallMs = await timed(() =>
      Promise.all(Array.from({ length: 1000 }, async () => (await subject.open()).turn(prompt('message')))),
    );
    clearInterval(watch);
    process.stdout.write(JSON.stringify({ wallMs, rssMb: Math.max(peak, process.memoryUsage.rss()) / 1024 / 1024 }));
  }
  await subject.close();
}

async function compare() {
  if (process.env.CODEX_PEERS === undefined) {
    process.stdout.write('CODEX_PEERS is not set: no peer is measured, only codex-sdk itself\n');
  }
  const wanted = process.argv.slice(2).filter((name) => name in rows);
  const base = await mkdtemp(join(tmpdir(), 'codex-sdk-peers-'));
  const run = new Run(base);
  try {
    await run.begin();
    for (const name of wanted.length === 0 ? Object.keys(rows) : wanted) await rows[name]?.(run);
    line(
      'load of the machine',
      loadavg()
        .map((value) => value.toFixed(1))
        .join(' '),
    );
  } finally {
    await run.close();
    await rm(base, { recursive: true, force: true });
  }
}

if (process.argv[2] === 'child') await runChild(process.argv.slice(3));
else await compare();
