// @ts-check
/**
 * Writes the library once more as one script, `dist/start.cjs`, and beside it the form in which this Node's engine keeps it after a few
 * turns: whoever imports the package with the same engine skips parsing and compiling what those turns ran. Runs after the bundler.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import {
  customToolCall,
  encodeEvent,
  functionCall,
  message,
  responseEvents,
} from '../test/support/responses-server/replies.mjs';
import { isBundled, minifyContainer } from './bundled-packages.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SCRIPT = join(ROOT, 'dist', 'start.cjs');
const RECORD = join(ROOT, 'dist', 'metafile-start.json');
const TARGET = 'node20.19';

/** Packages stay outside unless they are bundled everywhere. @type {import('esbuild').Plugin} */
const leavePackagesOutside = {
  name: 'leave-packages-outside',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || isBundled(path) ? undefined : { path, external: true },
    );
  },
};

async function writeScript() {
  const { metafile, outputFiles } = await build({
    entryPoints: [join(ROOT, 'src', 'index.ts')],
    outfile: SCRIPT,
    write: false,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: TARGET,
    // Characters of one byte each are read fastest.
    charset: 'ascii',
    legalComments: 'none',
    metafile: true,
    // What is handed in has names that no module has.
    define: { 'import.meta.url': '__url' },
    banner: { js: '(function (require, __import, __url) { const module = {};' },
    footer: { js: 'return module.exports; })' },
    plugins: [minifyContainer, leavePackagesOutside],
  });
  const text = outputFiles[0]?.text.replaceAll(/\bimport\((?=")/g, '__import(') ?? '';
  if (/\bimport\(/.test(text)) throw new Error('a script cannot import; what it imports must be written with a string');
  writeFileSync(SCRIPT, text);
  writeFileSync(RECORD, JSON.stringify(metafile));
}

/** The module that reads the compiled form when the package is imported. */
async function loadReader() {
  const entry = join(ROOT, 'src', 'adapters', 'code-cache', 'run-compiled-script.ts');
  const { outputFiles } = await build({ entryPoints: [entry], write: false, format: 'esm', target: TARGET });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? '')}`);
}

const PATCH = '*** Begin Patch\n*** Add File: new.txt\n+text\n*** End Patch\n';
const REPLIES = [
  [message('done')],
  [functionCall('call_1', 'exec_command', { cmd: 'true' })],
  [customToolCall('call_2', 'apply_patch', PATCH)],
  [message('done')],
];

/** A model that answers with the replies, one after the other. */
async function startModel() {
  const replies = REPLIES.map((items) =>
    responseEvents(...items)
      .map(encodeEvent)
      .join(''),
  );
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(replies.shift());
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  return { server, url: `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}/v1` };
}

/** Runs the turns whose functions are kept compiled, and writes the compiled form. */
async function compile() {
  const { codeCacheOf, compileScript } = await loadReader();
  const { script, run } = compileScript(SCRIPT);
  const { createCodex } = run();
  const { server, url } = await startModel();
  const home = mkdtempSync(join(tmpdir(), 'codex-sdk-build-'));
  try {
    const provider = `name = "build"\nbase_url = "${url}"\nrequires_openai_auth = false\n`;
    writeFileSync(join(home, 'config.toml'), `model_provider = "build"\n[model_providers.build]\n${provider}`);
    const workspace = join(home, 'workspace');
    mkdirSync(workspace);
    const codex = createCodex({ codexHome: home });
    const thread = codex.startThread({
      workingDirectory: workspace,
      skipGitRepoCheck: true,
      sandboxMode: 'workspace-write',
      approvalPolicy: 'never',
    });
    await thread.run('first');
    await thread.run('second');
    await codex.close();
    writeFileSync(codeCacheOf(SCRIPT), script.createCachedData());
  } finally {
    server.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** In a process of its own, without flags that the user of the package does not set. */
function compileElsewhere() {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), 'compile'], {
    env,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('the compiled form of the script could not be made');
}

if (process.argv[2] === 'compile') await compile();
else {
  await writeScript();
  compileElsewhere();
  console.log(`one script of ${Math.round(readFileSync(SCRIPT).length / 1024)} KiB with its compiled form`);
}
