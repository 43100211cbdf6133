// @ts-check
/**
 * Makes a checkout ready for work, from nothing but Node and npm: packages, bubblewrap and git, with `--build` the distribution, and with
 * `--tests` the programs that only tests run. It says what it does, does only what is missing, and with `--strict` fails when something stays
 * missing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OLDEST_NODE = [20, 19];

/** Programs that the demo and the tests run, each with the Debian package that brings it. */
const TOOLS = [
  { program: 'git', package: 'git' },
  { program: 'bwrap', package: 'bubblewrap' },
];

/** Programs that tests run as well, as commands that attack the sandbox or as witnesses. */
const TEST_TOOLS = [
  { program: 'python3', package: 'python3' },
  { program: 'curl', package: 'curl' },
  { program: 'ps', package: 'procps' },
];

/**
 * The Debian packages of the programs that are missing.
 * @param {readonly string[]} flags
 * @param {(program: string) => boolean} isThere
 * @returns {readonly string[]}
 */
export function missingPackages(flags, isThere) {
  const tools = flags.includes('--tests') ? [...TOOLS, ...TEST_TOOLS] : TOOLS;
  return tools.filter(({ program }) => !isThere(program)).map((tool) => tool.package);
}

/**
 * Whether a version such as `20.19.1` is at least `oldest`.
 * @param {string} version
 * @param {readonly number[]} oldest major and minor
 */
export function isAtLeast(version, oldest) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldest;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/**
 * Whether everything that the lockfile asks for is installed in the version it names. Optional packages may be absent:
 * most of them are for other platforms.
 * @param {Lockfile} lock `package-lock.json`
 * @param {Lockfile} installed `node_modules/.package-lock.json`, npm's own record
 *
 * @typedef {{ readonly packages?: Readonly<Record<string, { readonly version?: string, readonly optional?: boolean }>> }} Lockfile
 */
export function isInstalled(lock, installed) {
  return Object.entries(lock.packages ?? {}).every(([path, wanted]) => {
    const found = installed.packages?.[path];
    return path === '' || (found ? found.version === wanted.version : wanted.optional === true);
  });
}

/**
 * Whether `output` is missing or older than one of `inputs`, which are files or folders.
 * @param {string} output
 * @param {readonly string[]} inputs
 */
export function isStale(output, inputs) {
  if (!existsSync(output)) return true;
  return inputs.some((input) => newestChange(input) > statSync(output).mtimeMs);
}

/**
 * When a file, or anything in a folder, changed last.
 * @param {string} path
 * @returns {number} milliseconds since the epoch; 0 when there is nothing
 */
function newestChange(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

/**
 * How to run apt as somebody who may install packages; nothing when this person may not.
 * @param {{ readonly isRoot: boolean, readonly sudoWorks: () => boolean }} person
 * @returns {readonly string[] | undefined}
 */
export function installerPrefix({ isRoot, sudoWorks }) {
  if (isRoot) return [];
  return sudoWorks() ? ['sudo', '-n'] : undefined;
}

/** @param {string} message */
const say = (message) => console.log(`setup: ${message}`);

/** @param {string} program */
const isOnPath = (program) =>
  spawnSync(program, ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0;

/**
 * Runs a command with its output shown; true when it succeeded.
 * @param {readonly string[]} argv
 * @param {Readonly<Record<string, string>>} [environment] added to ours
 */
function run([program = '', ...args], environment = {}) {
  const { status } = spawnSync(program, args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
    env: { ...process.env, ...environment },
  });
  return status === 0;
}

/** @param {string} path */
const readJson = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {});

function installPackages() {
  const lock = readJson(join(ROOT, 'package-lock.json'));
  if (isInstalled(lock, readJson(join(ROOT, 'node_modules', '.package-lock.json')))) return true;
  say('installing the npm packages of the lockfile (npm ci)');
  return run(['npm', 'ci', '--no-audit', '--no-fund', '--ignore-scripts']);
}

/**
 * Installs what is missing when this person may, and says what to do otherwise; true when nothing stays missing.
 * @param {readonly string[]} flags
 */
function installTools(flags) {
  const missing = process.platform === 'linux' ? missingPackages(flags, isOnPath) : [];
  if (missing.length === 0) return true;
  const prefix = installerPrefix({
    isRoot: process.getuid?.() === 0,
    sudoWorks: () => spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0,
  });
  if (prefix === undefined || !isOnPath('apt-get')) {
    console.error(`setup: missing here: ${missing.join(', ')}. Install with your package manager, for example`);
    console.error(`setup:   sudo apt-get install ${missing.join(' ')}`);
    console.error('setup: and run this again');
    return false;
  }
  say(`installing ${missing.join(' and ')} (apt-get)`);
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  run([...prefix, 'apt-get', 'update', '-qq'], quiet);
  run([...prefix, 'apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...missing], quiet);
  return missingPackages(flags, isOnPath).length === 0;
}

function build() {
  const inputs = ['src', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsup.config.ts'];
  if (
    !isStale(
      join(ROOT, 'dist', 'index.d.ts'),
      inputs.map((input) => join(ROOT, input)),
    )
  )
    return true;
  say('building the distribution (npm run build)');
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) console.error(`${stdout}${stderr}`);
  return status === 0;
}

/** @param {readonly string[]} flags */
function main(flags) {
  if (!isAtLeast(process.versions.node, OLDEST_NODE)) {
    console.error(`setup: Node ${process.versions.node} is too old; install Node ${OLDEST_NODE.join('.')} or newer`);
    return 1;
  }
  // First what may need a person: nobody should wait for the packages to be told so.
  if (!installTools(flags) && flags.includes('--strict')) return 1;
  if (!installPackages()) return 1;
  if (flags.includes('--build') && !build()) return 1;
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv.slice(2));
