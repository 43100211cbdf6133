import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AbsolutePath, parseAbsolutePath } from '../../src/domain/paths/absolute-path.js';

/** How one run of a recording program was called. */
export interface RecordedCall {
  readonly pid: number;
  readonly arguments: readonly string[];
  readonly cwd: string;
  readonly input: string;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * What the program does after it has written down how it was called: it ends, prints without end, or stays with a child of its own
 * while both ignore every request to end; `leaves` ends and leaves such a child behind.
 */
export type RecordingBehaviour = 'ends' | 'floods' | 'hangs' | 'leaves';

/** A program that writes down how it was called, in place of one that would notify somebody. */
export interface RecordingProgram {
  readonly directory: AbsolutePath;
  readonly path: AbsolutePath;
  /** The finished records, in no order. */
  calls(): Promise<readonly RecordedCall[]>;
  /** The processes that the program started and that are to be gone in the end. */
  children(): Promise<readonly number[]>;
  remove(): Promise<void>;
}

/** Writes a recording program called `name` to a directory of its own. POSIX systems only. */
export async function createRecordingProgram(
  options: { readonly name?: string; readonly behaviour?: RecordingBehaviour } = {},
): Promise<RecordingProgram> {
  const directory = absolute(await mkdtemp(join(tmpdir(), 'recording program ')));
  const path = absolute(join(directory, options.name ?? 'record'));
  await writeFile(path, source(directory, options.behaviour ?? 'ends'), { mode: 0o755 });
  const named = async (ending: string) => (await readdir(directory)).filter((name) => name.endsWith(ending));
  return {
    directory,
    path,
    calls: async () =>
      Promise.all(
        (await named('.json')).map(async (name) => JSON.parse(await readFile(join(directory, name), 'utf8'))),
      ),
    children: async () => (await named('.child')).map((name) => Number.parseInt(name, 10)),
    remove: async () => rm(directory, { recursive: true, force: true }),
  };
}

/** Whether a process is still running; one that ended and was not waited for is not. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z');
  return !/\) [ZX]/.test(status);
}

/** Settles as soon as `condition` holds; rejects after five seconds. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 5_000; performance.now() < end; ) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('the condition did not come true within five seconds');
}

function source(directory: string, behaviour: RecordingBehaviour): string {
  return `#!${process.execPath}
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const { spawn } = require('node:child_process');
const { join } = require('node:path');
const directory = ${JSON.stringify(directory)};
const behaviour = ${JSON.stringify(behaviour)};
if (behaviour === 'hangs') process.on('SIGTERM', () => {});
if (behaviour === 'hangs' || behaviour === 'leaves') {
  const stubborn = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)";
  const child = spawn(process.execPath, ['-e', stubborn], { stdio: 'ignore' });
  child.unref();
  writeFileSync(join(directory, child.pid + '.child'), '');
}
const record = {
  pid: process.pid,
  arguments: process.argv.slice(2),
  cwd: process.cwd(),
  input: readFileSync(0, 'utf8'),
  variables: process.env,
};
const file = join(directory, process.pid + '-' + process.hrtime.bigint());
writeFileSync(file, JSON.stringify(record));
renameSync(file, file + '.json');
if (behaviour === 'hangs') setInterval(() => {}, 1000);
if (behaviour === 'floods') for (;;) process.stdout.write('flood '.repeat(1000));
`;
}

function absolute(text: string): AbsolutePath {
  const parsed = parseAbsolutePath(text);
  if (!parsed.ok) throw new Error(`\`${text}\` is not absolute`);
  return parsed.value;
}
