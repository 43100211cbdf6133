/**
 * A whole `applyPatch` on the disk: parse, read, plan, check, write. Every result is compared byte by byte before it is measured.
 * `npx tsup bench/apply-patch.bench.ts --no-config --format esm --out-dir node_modules/.cache/bench`, then run the file there.
 */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench } from 'tinybench';
import { NodeFileSystem } from '../src/adapters/node/node-file-system.js';
import { applyPatch } from '../src/application/apply-patch/apply-patch.js';
import type { AbsolutePath } from '../src/domain/paths/absolute-path.js';

interface PatchCase {
  readonly name: string;
  readonly before: Readonly<Record<string, string>>;
  readonly patch: string;
  readonly after: Readonly<Record<string, string>>;
}

const wrap = (body: readonly string[]) => ['*** Begin Patch', ...body, '*** End Patch', ''].join('\n');
const textOf = (lines: readonly string[]) => `${lines.join('\n')}\n`;

/** `hunks` changes of one line, each with a line of context on both sides, spread evenly over one file. */
function oneFile(name: string, lines: readonly string[], hunks: number): PatchCase {
  const after = [...lines];
  const body = ['*** Update File: f.txt'];
  for (let hunk = 0; hunk < hunks; hunk += 1) {
    const at = Math.floor(((hunk + 0.5) * lines.length) / hunks);
    after[at] = `changed by hunk ${hunk}`;
    body.push('@@', ` ${lines[at - 1]}`, `-${lines[at]}`, `+${after[at]}`, ` ${lines[at + 1]}`);
  }
  return { name, before: { 'f.txt': textOf(lines) }, patch: wrap(body), after: { 'f.txt': textOf(after) } };
}

function manyFiles(updates: number, adds: number): PatchCase {
  const numbered = (count: number) => Array.from({ length: count }, (_, index) => index);
  const path = (index: number) => `src/part${index % 20}/file${index}.txt`;
  const lines = (index: number) => numbered(40).map((line) => `file ${index}, line ${line}`);
  const changed = (index: number) => lines(index).map((line, at) => (at === 20 ? `${line}, changed` : line));
  const updated = numbered(updates).flatMap((index) => [
    ...[`*** Update File: ${path(index)}`, '@@', ` file ${index}, line 19`],
    ...[`-file ${index}, line 20`, `+file ${index}, line 20, changed`],
  ]);
  const added = numbered(adds).flatMap((index) => [`*** Add File: new/file${index}.txt`, '+one', '+two']);
  return {
    name: `${updates + adds} files`,
    before: Object.fromEntries(numbered(updates).map((index) => [path(index), textOf(lines(index))])),
    patch: wrap([...updated, ...added]),
    after: Object.fromEntries([
      ...numbered(updates).map((index) => [path(index), textOf(changed(index))]),
      ...numbered(adds).map((index) => [`new/file${index}.txt`, 'one\ntwo\n']),
    ]),
  };
}

const distinct = (count: number) =>
  Array.from({ length: count }, (_, index) => `    line ${index} of a file of some length`);

/** Blocks that resemble each other, as generated code does; the hunks are told apart by their second line. */
const repetitive = (count: number) =>
  Array.from({ length: count }, (_, index) => (index % 7 === 3 ? `  case ${index}:` : `  value = ${index % 7};`));

const cases: readonly PatchCase[] = [
  oneFile('20 lines, 1 hunk', distinct(20), 1),
  oneFile('10k lines, 1 hunk', distinct(10_000), 1),
  oneFile('10k lines, 200 hunks', distinct(10_000), 200),
  oneFile('100k lines, 1 hunk', distinct(100_000), 1),
  oneFile('100k lines, 200 hunks', distinct(100_000), 200),
  oneFile('10k repetitive lines, 1 hunk', repetitive(10_000), 1),
  manyFiles(400, 100),
];

const root = realpathSync.native(mkdtempSync(join(tmpdir(), 'codex-sdk-bench-'))) as AbsolutePath;

function reset(files: PatchCase['before']): void {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

async function apply(patch: string): Promise<void> {
  const fileSystem = new NodeFileSystem();
  const outcome = await applyPatch({
    patch,
    cwd: root,
    fileSystem,
    authorize: () => ({ kind: 'allowed', within: root }),
  });
  if (outcome.kind !== 'applied') throw new Error(`${outcome.kind}: ${outcome.message}`);
}

/** What no program can do without: reading what changes and writing what it becomes. */
function readAndWrite({ before, after }: PatchCase): void {
  for (const [name, text] of Object.entries(after)) {
    if (before[name] !== undefined) readFileSync(join(root, name), 'utf8');
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

async function check({ name, before, patch, after }: PatchCase): Promise<void> {
  reset(before);
  await apply(patch);
  for (const [file, text] of Object.entries(after)) {
    if (readFileSync(join(root, file), 'utf8') !== text) throw new Error(`${name}: ${file} differs`);
  }
}

const bench = new Bench({ iterations: 15, time: 300, warmupIterations: 3, warmupTime: 100 });
for (const patchCase of cases) {
  const beforeEach = () => reset(patchCase.before);
  bench.add(patchCase.name, () => apply(patchCase.patch), { beforeEach });
  bench.add(`${patchCase.name}, floor`, () => readAndWrite(patchCase), { beforeEach });
}

try {
  for (const patchCase of cases) await check(patchCase);
  await bench.run();
  console.table(bench.table());
} finally {
  rmSync(root, { recursive: true, force: true });
}
