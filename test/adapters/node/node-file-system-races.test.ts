import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodeFileSystem } from '../../../src/adapters/node/node-file-system.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { FileSystemSubject } from '../../../src/testing/file-system-place.js';
import { temporaryPlace } from './temporary-place.js';

const raceMs = Number(process.env.RACE_MS ?? 400);
/** How long to wait for both sides of a race on a machine that is busy. */
const patienceMs = raceMs + 15_000;
const bytes = new TextEncoder().encode('written by the agent');

/** Puts a directory or a file, then `other` (a link or a FIFO), at `path`, in turns, as fast as it can, until it is told to stop. */
const swapper = `
const { parentPort, workerData } = require('node:worker_threads');
const { linkSync, mkdirSync, renameSync, rmSync, unlinkSync, writeFileSync } = require('node:fs');
const { path, other, kind, stop } = workerData;
const flag = new Int32Array(stop);
const attempt = (change, ...parameters) => { try { change(...parameters); } catch {} };
parentPort.postMessage('ready');
for (let turn = 0; Atomics.load(flag, 0) === 0; turn += 1) {
  attempt(renameSync, path, path + '.' + turn);
  attempt(linkSync, other, path);
  attempt(unlinkSync, path);
  if (kind === 'directory') attempt(mkdirSync, path);
  else attempt(writeFileSync, path, 'old');
  attempt(rmSync, path + '.' + turn, { recursive: true });
}
`;

interface Swap {
  readonly path: string;
  readonly other: string;
  readonly kind: 'directory' | 'file';
  readonly expected: readonly string[];
}

/** Acts during the swapping, until every expected outcome was seen: a race that is always won shows nothing. */
async function raceAgainst(swap: Swap, act: () => Promise<string>): Promise<readonly boolean[]> {
  const stop = new SharedArrayBuffer(4);
  const worker = new Worker(swapper, { eval: true, workerData: { ...swap, stop } });
  try {
    await new Promise((resolve) => worker.once('message', resolve));
    const outcomes = new Set<string>();
    const started = performance.now();
    const seen = () => swap.expected.map((outcome) => outcomes.has(outcome));
    const elapsed = () => performance.now() - started;
    while (elapsed() < raceMs || (seen().includes(false) && elapsed() < patienceMs)) outcomes.add(await act());
    return seen();
  } finally {
    Atomics.store(new Int32Array(stop), 0, 1);
    await new Promise((resolve) => worker.once('exit', resolve));
  }
}

describe.runIf(process.platform === 'linux')('NodeFileSystem, while another process swaps', () => {
  const fileSystem = new NodeFileSystem();

  async function outcomeOf(operation: 'write' | 'remove', path: string, within: AbsolutePath): Promise<string> {
    const at = path as AbsolutePath;
    const result =
      operation === 'write' ? await fileSystem.write(at, bytes, { within }) : await fileSystem.remove(at, { within });
    return result.ok ? 'done' : result.error.code;
  }

  let place: Required<FileSystemSubject>;
  const at = (path: string) => join(place.root, path);

  beforeEach(() => {
    place = temporaryPlace(fileSystem);
    writeFileSync(join(place.outside, 'file'), 'safe');
    writeFileSync(join(place.outside, 'doomed'), 'safe');
  });
  afterEach(() => place.cleanUp());

  const contentOutside = () =>
    readdirSync(place.outside)
      .sort()
      .map((name) => [name, readFileSync(join(place.outside, name), 'utf8')]);
  const untouched = [
    ['doomed', 'safe'],
    ['file', 'safe'],
  ];

  it('a directory and a link, never touches what is outside', async () => {
    mkdirSync(at('dir'));
    symlinkSync(place.outside, at('link'));
    let count = 0;
    const seen = await raceAgainst(
      { path: at('dir'), other: at('link'), kind: 'directory', expected: ['done', 'outside'] },
      async () => {
        count += 1;
        await outcomeOf('write', at('dir/file'), place.root);
        await outcomeOf('write', at(`dir/new/${count}`), place.root);
        await outcomeOf('remove', at('dir/doomed'), place.root);
        return outcomeOf('write', at(`dir/${count}`), place.root);
      },
    );
    expect([contentOutside(), seen]).toEqual([untouched, [true, true]]);
  });

  it.each(['file', 'none'])('a file and a link to `%s`, never touches what is outside', async (name) => {
    writeFileSync(at('file'), 'old');
    symlinkSync(join(place.outside, name), at('link'));
    const swap: Swap = { path: at('file'), other: at('link'), kind: 'file', expected: ['done', 'outside'] };
    const seen = await raceAgainst(swap, () => outcomeOf('write', swap.path, place.root));
    expect([contentOutside(), seen]).toEqual([untouched, [true, true]]);
  });

  it('a file and a FIFO, is never blocked', async () => {
    writeFileSync(at('file'), 'old');
    await place.arrange(at('fifo') as AbsolutePath, { type: 'other' });
    const swap: Swap = { path: at('file'), other: at('fifo'), kind: 'file', expected: ['done', 'not-a-file'] };
    const seen = await raceAgainst(swap, async () => {
      const read = await fileSystem.read(swap.path as AbsolutePath, { maxBytes: 100 });
      const written = await outcomeOf('write', swap.path, place.root);
      return read.ok ? written : read.error.code;
    });
    expect(seen).toEqual([true, true]);
  });
});
