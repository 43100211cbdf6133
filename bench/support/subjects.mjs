// @ts-check
/**
 * This package and its peers behind one face. The peers are looked for below the folder that `CODEX_PEERS` names, as
 * `npm install --prefix FOLDER @openai/codex @openai/codex-sdk` leaves them.
 */
import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startAppServer } from './app-server.mjs';

/**
 * @typedef {object} Conversation
 * @property {(text: string) => Promise<number>} turn runs a turn to its end; answers with the number of deltas that were seen
 *
 * @typedef {object} Subject
 * @property {(threadId?: string) => Promise<Conversation>} open starts a thread, or resumes one
 * @property {() => Promise<void>} close
 *
 * @typedef {object} Place
 * @property {string} url where the model answers
 * @property {string} cwd
 * @property {string} home the Codex home
 * @property {Record<string, string>} env
 */

/** Writes what every subject is configured with. @param {Place} place */
export async function configure({ url, home }) {
  const lines = [
    'model = "gpt-5.5"',
    'model_provider = "bench"',
    'model_context_window = 100000000',
    'model_auto_compact_token_limit = 90000000',
    '[model_providers.bench]',
    'name = "bench"',
    `base_url = "${url}"`,
    'wire_api = "responses"',
    'requires_openai_auth = false',
  ];
  await writeFile(join(home, 'config.toml'), `${lines.join('\n')}\n`);
}

const options = { sandboxMode: 'workspace-write', approvalPolicy: 'never', skipGitRepoCheck: true };

/** @param {any} module @returns {(place: Place) => Promise<Subject>} what has the face of the official SDK */
function likeSdk({ Codex }) {
  return async ({ cwd, home, env }) => {
    const codex = new Codex({ env: { ...env, CODEX_HOME: home } });
    const threadOptions = { ...options, workingDirectory: cwd };
    return {
      async open(threadId) {
        const thread =
          threadId === undefined ? codex.startThread(threadOptions) : codex.resumeThread(threadId, threadOptions);
        return {
          async turn(text) {
            let deltas = 0;
            const { events } = await thread.runStreamed(text, text.startsWith('bench:deltas') ? { deltas: true } : {});
            for await (const event of events) {
              if (event.type === 'item.delta') deltas += 1;
              if (event.type === 'turn.failed') throw new Error(event.error.message);
            }
            return deltas;
          },
        };
      },
      close: async () => codex.close?.(),
    };
  };
}

/** @param {string} binary @returns {(place: Place) => Promise<Subject>} */
function likeAppServer(binary) {
  return async ({ cwd, home, env }) => {
    const server = startAppServer(binary, { ...env, CODEX_HOME: home });
    await server.call('initialize', { clientInfo: { name: 'bench', title: 'bench', version: '0' } });
    server.notify('initialized');
    const threadOptions = { cwd, approvalPolicy: 'never', sandbox: 'workspace-write' };
    return {
      async open(resumed) {
        const { thread } =
          resumed === undefined
            ? await server.call('thread/start', threadOptions)
            : await server.call('thread/resume', { ...threadOptions, threadId: resumed, excludeTurns: true });
        return { turn: (text) => appServerTurn(server, thread.id, text) };
      },
      close: () => server.close(),
    };
  };
}

/** @param {ReturnType<typeof startAppServer>} server @param {string} threadId @param {string} text @returns {Promise<number>} */
async function appServerTurn(server, threadId, text) {
  let deltas = 0;
  let stop = () => undefined;
  const ended = new Promise((resolve, reject) => {
    stop = server.listen((method, params) => {
      if (params?.threadId !== threadId) return;
      if (method === 'item/agentMessage/delta') deltas += 1;
      if (method !== 'turn/completed') return;
      const { status, error } = params.turn;
      if (status === 'completed') resolve(undefined);
      else reject(new Error(error?.message ?? status));
    });
  });
  try {
    await Promise.all([ended, server.call('turn/start', { threadId, input: [{ type: 'text', text }] })]);
    return deltas;
  } finally {
    stop();
  }
}

/** @param {string} folder @returns {string | undefined} the program itself, not the script that starts it */
function binaryOf(folder) {
  const packages = join(folder, 'node_modules/@openai');
  if (!existsSync(packages)) return undefined;
  const platform = readdirSync(packages).find(
    (name) => name.startsWith('codex-linux-') || name.startsWith('codex-darwin-'),
  );
  if (platform === undefined) return undefined;
  const vendor = join(packages, platform, 'vendor');
  const target = readdirSync(vendor)[0];
  const binary = join(vendor, target ?? '', 'bin/codex');
  return existsSync(binary) ? binary : undefined;
}

/** @returns {Promise<Record<string, (place: Place) => Promise<Subject>>>} */
export async function loadSubjects() {
  const dist = process.env.CODEX_SDK_DIST;
  const own = await import(dist === undefined ? 'codex-sdk' : pathToFileURL(join(dist, 'start.js')).href);
  const peers = process.env.CODEX_PEERS;
  if (peers === undefined) return { 'codex-sdk': likeSdk(own) };
  const official = await import(pathToFileURL(join(peers, 'node_modules/@openai/codex-sdk/dist/index.js')).href).catch(
    () => undefined,
  );
  const binary = binaryOf(peers);
  return {
    'codex-sdk': likeSdk(own),
    ...(binary === undefined ? {} : { 'app-server': likeAppServer(binary) }),
    ...(official === undefined ? {} : { 'official SDK': likeSdk(official) }),
  };
}
