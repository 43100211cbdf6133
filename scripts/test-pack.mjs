// @ts-check
/**
 * Packs the package, installs the tarball in an empty folder as a user would, and uses it from there: ESM, CommonJS, the rules in a process
 * without an operating system, a sandbox of the user's own with its contract, the examples, the command line and the TypeScript compiler, on
 * this Node and on newer ones. Needs a build and the package registry.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, lstatSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listFiles } from './source-files.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CONSUMER = join(ROOT, 'test', 'fixtures', 'consumer');
/** Examples that need neither a server nor a key; the packed ones are run. */
const EXAMPLES = ['02-custom-sandbox.mjs', '03-permission-rules.mjs', '04-custom-cli/check.mjs'];
const CONTRACT = '06-own-sandbox/contract.test.mjs';
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
const NEWER_NODES = ['22', '24', '26'];
const WHICH = 'JSON.stringify([process.version, process.execPath])';

/** What a user's installation may grow to. */
const MOST_PACKAGES = 60;
const MOST_BYTES = 40 * 1024 * 1024;

const folder = mkdtempSync(join(tmpdir(), 'codex-sdk-pack-'));
/** @type {string[]} */
const failures = [];

/** A home of its own, so that no login script of whoever runs this takes part. */
const strange = { ...process.env, HOME: folder };

/**
 * Runs a command in the consumer's folder.
 * @param {readonly string[]} argv
 * @param {{ readonly cwd?: string, readonly env?: NodeJS.ProcessEnv }} [place]
 */
function run([program = '', ...args], { cwd = folder, env = process.env } = {}) {
  const shell = process.platform === 'win32';
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env,
    shell,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 300_000,
  });
  return {
    succeeded: status === 0,
    stdout,
    output: `${stdout ?? ''}${stderr ?? ''}${error ? error.message : ''}`.trim(),
  };
}

/**
 * @param {string} title
 * @param {{ readonly succeeded: boolean, readonly output: string }} result
 */
function record(title, { succeeded, output }) {
  console.log(`${succeeded ? 'ok     ' : 'FAILED '} ${title}`);
  if (succeeded) return;
  failures.push(title);
  console.log(output.replaceAll(/^/gm, '        '));
}

function install() {
  const packed = run(['npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { cwd: ROOT });
  const tarball = packed.output.split('\n').at(-1) ?? '';
  record(`pack ${tarball}`, packed);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  cpSync(CONSUMER, folder, { recursive: true });
  record('install the tarball', run(['npm', 'install', '--no-audit', '--no-fund', join(folder, tarball)]));
}

/** Counts what was installed, the package itself included. */
function weigh() {
  const lock = JSON.parse(readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8'));
  const packages = Object.keys(lock.packages).length;
  const bytes = listFiles(join(folder, 'node_modules')).reduce((sum, file) => sum + lstatSync(file).size, 0);
  const size = `${packages} packages, ${(bytes / 1024 / 1024).toFixed(1)} MB`;
  const succeeded = packages <= MOST_PACKAGES && bytes <= MOST_BYTES;
  record(size, {
    succeeded,
    output: `at most ${MOST_PACKAGES} packages and ${MOST_BYTES / 1024 / 1024} MB are allowed`,
  });
}

/**
 * @param {string} title
 * @param {string} node the program
 */
function use(title, node) {
  const installed = join('node_modules', 'codex-sdk');
  const uses = {
    import: ['esm.mjs'],
    require: ['commonjs.cjs'],
    'rules without an operating system': ['rules.mjs'],
    ...Object.fromEntries(EXAMPLES.map((name) => [name, [join(installed, 'examples', name)]])),
    "a sandbox of one's own keeps the contract": [join(installed, 'examples', CONTRACT)],
    'command line': [join(installed, 'dist', 'cli', 'main.js'), '--version'],
  };
  for (const [what, args] of Object.entries(uses)) record(`${title}: ${what}`, run([node, ...args], { env: strange }));
}

function useOnNewerNodes() {
  for (const major of NEWER_NODES) {
    const found = run([
      'npx',
      '-y',
      '-p',
      `node-${process.platform}-${process.arch}@${major}`,
      '--',
      'node',
      '-p',
      WHICH,
    ]);
    const [version, program] = found.succeeded ? JSON.parse(found.stdout) : [];
    if (program) use(`Node ${version}`, program);
    else console.log(`skipped Node ${major}: no binary of it in the package registry for this platform`);
  }
}

/** @param {Readonly<Record<string, string>>} resolution */
function compile(resolution) {
  const compilerOptions = {
    ...resolution,
    target: 'ES2023',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules', '@types')],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
  record(`TypeScript, module resolution ${resolution.moduleResolution}`, run([process.execPath, TSC, '-p', folder]));
}

try {
  install();
  weigh();
  use(`Node ${process.version}`, process.execPath);
  compile({ module: 'NodeNext', moduleResolution: 'NodeNext' });
  compile({ module: 'ESNext', moduleResolution: 'Bundler' });
  useOnNewerNodes();
} finally {
  rmSync(folder, { recursive: true });
}
console.log(failures.length === 0 ? 'the packed package works' : `${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
