// @ts-check
/** Runs the benchmarks in `bench`, one process each; arguments select those whose name contains one of them. Needs a build. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(ROOT, 'bench');
const wanted = process.argv.slice(2);

const benchmarks = readdirSync(FOLDER)
  .filter((name) => /\.bench\.(mjs|ts)$/.test(name))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
if (benchmarks.length === 0)
  throw new Error(`no benchmark is called like ${wanted.map((part) => `\`${part}\``).join(', ')}`);

for (const name of benchmarks) {
  console.log(`\n--- ${name}`);
  const file = name.endsWith('.ts') ? await bundle(name) : join(FOLDER, name);
  const { status } = spawnSync(process.execPath, [file], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}

/**
 * A benchmark in TypeScript measures inner functions; the sources that it imports are bundled with it.
 * @param {string} name
 * @returns {Promise<string>} the file to run
 */
async function bundle(name) {
  const outDir = join(ROOT, 'reports', 'bench');
  const entry = [join(FOLDER, name)];
  await build({ config: false, silent: true, entry, outDir, format: 'esm', target: 'node20.19', splitting: false });
  return join(outDir, name.replace(/\.ts$/, '.js'));
}
