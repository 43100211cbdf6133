// @ts-check
/**
 * Tries the sandbox of this machine: `npm run build && node scripts/verify-sandbox.mjs`. Commands attack what they must not reach, and ordinary
 * tools do ordinary work. Meant for macOS above all, where no policy of this package has been enforced yet; it runs on Linux too. Everything
 * happens in a temporary directory. Ends with 1 when something does not hold.
 */
import { existsSync } from 'node:fs';
import { arch, platform, release } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attacks } from './verify-sandbox/attacks.mjs';
import { Bench } from './verify-sandbox/bench.mjs';
import { tools } from './verify-sandbox/tools.mjs';

const entry = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist/index.js');

process.exitCode = existsSync(entry) ? await main() : stop('there is no build; run `npm run build` first');

async function main() {
  if (platform() === 'win32') return stop('this is for macOS and Linux; on Windows run the tests');
  const bench = new Bench(await import(entry));
  const capabilities = await bench.capabilities();
  print(`${platform()} ${release()} ${arch()}: ${capabilities}`);
  let failures = 0;
  for (const [sentence, check] of Object.entries({ ...attacks, ...tools })) {
    const result = await bench.fresh(check);
    if (result.state === 'FAILED') failures += 1;
    print(`${result.state.padEnd(8)}${sentence}${result.detail === undefined ? '' : `: ${result.detail}`}`);
  }
  await bench.close();
  print(failures === 0 ? 'everything holds' : `${failures} did not hold; please report them with this whole text`);
  return failures === 0 ? 0 : 1;
}

/** @param {string} line */
function print(line) {
  process.stdout.write(`${line}\n`);
}

/** @param {string} reason */
function stop(reason) {
  process.stderr.write(`${reason}\n`);
  return 1;
}
