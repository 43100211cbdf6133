// @ts-check
/** Runs the benchmarks in `bench`, one process each; arguments select those whose name contains one of them. Needs a build. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../bench', import.meta.url));
const wanted = process.argv.slice(2);

const benchmarks = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.bench.mjs'))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
if (benchmarks.length === 0)
  throw new Error(`no benchmark is called like ${wanted.map((part) => `\`${part}\``).join(', ')}`);

for (const name of benchmarks) {
  console.log(`\n--- ${name}`);
  const { status } = spawnSync(process.execPath, [join(FOLDER, name)], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
