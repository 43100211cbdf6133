// The main job of the package on real input: a real turn over HTTP, real commands in the real sandbox, a real patch on a real git
// repository, a session on disk. Offline by default: the model is a Responses server on loopback. `--live` asks the real API.
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCodex } from 'codex-sdk';
import { startResponsesServer } from '../../test/support/responses-server/responses-server.mjs';
import { headline, narrate } from './narrate.mjs';
import { createRepository, git, testPasses } from './repository.mjs';
import { resumeCommand, tryToResume } from './resume.mjs';
import { demoScript, LAST_ANSWER } from './script.mjs';

const PROMPT = 'The test fails. Find out why, correct the code, and run the test.';
const live = process.argv.includes('--live');

if (live && !process.env.OPENAI_API_KEY) {
  console.error('set OPENAI_API_KEY to run the demonstration against the real API');
  process.exit(2);
}

const repository = await mkdtemp(join(tmpdir(), 'codex-sdk-demo-'));
const codexHome = await mkdtemp(join(tmpdir(), 'codex-sdk-demo-home-'));
const outside = join(homedir(), `codex-sdk-demo-escape-${process.pid}`);
await createRepository(repository);

headline('A repository with a failing test');
console.log(`${repository}\n${git(repository, 'log', '--oneline').trimEnd()}`);
if (testPasses(repository)) throw new Error('the test should fail before the agent has worked');

const server = live ? undefined : await startResponsesServer(demoScript(outside));
const codex = createCodex({
  codexHome,
  userConfig: 'ignore',
  // Temporary folders are writable by default, and on some machines so is the home folder with them.
  config: {
    sandbox_workspace_write: { exclude_slash_tmp: true, exclude_tmpdir_env_var: true },
    ...(server === undefined ? {} : loopbackProvider(server.url)),
  },
});

const { sandbox } = await codex.doctor();
headline('The sandbox in force');
console.log(
  sandbox.status === 'available'
    ? `${sandbox.sandbox} ${sandbox.version ?? ''}: ${describe(sandbox)}`
    : `${sandbox.message}\n${sandbox.remedy}`,
);

headline(live ? 'A turn with the real API' : 'A turn with a scripted model on loopback');
const thread = codex.startThread({ workingDirectory: repository, sandboxMode: 'workspace-write' });
const events = [];
for await (const event of (await thread.runStreamed(PROMPT)).events) {
  events.push(event);
  narrate(event);
}

headline('What changed');
const diff = git(repository, 'diff');
console.log(diff.trimEnd());

const [session] = await codex.listThreads();
await codex.close();

headline('The session');
const place = { codexHome, repository, threadId: thread.id ?? '?' };
console.log(`${session?.location}\nresume it, with OPENAI_API_KEY set:\n  ${resumeCommand(place)}`);
const resumed = server === undefined ? undefined : await tryToResume(place, server.url);
if (resumed !== undefined) console.log(`the same against the scripted model:\n  ${resumed}`);

headline('Checked');
const checks = {
  'the turn completed': events.at(-1)?.type === 'turn.completed',
  'the test passes now': testPasses(repository),
  'only the code was changed': git(repository, 'status', '--porcelain').trim() === 'M src/total.js',
  'the sandbox is one that confines': sandbox.status === 'available',
  'nothing was written outside of the workspace': !existsSync(outside),
  'the session is on the disk': (await readFile(session?.location ?? '/nowhere', 'utf8').catch(() => '')).includes(
    thread.id ?? '?',
  ),
  'that command resumes it': resumed === undefined || resumed === LAST_ANSWER,
  'every scripted reply was asked for': server === undefined || server.requests.length === 6,
};
for (const [what, holds] of Object.entries(checks)) console.log(`${holds ? 'yes' : 'NO '}  ${what}`);

await server?.close();
if (process.env.CI)
  await Promise.all([repository, codexHome].map((path) => rm(path, { recursive: true, force: true })));
if (!Object.values(checks).every(Boolean)) process.exitCode = 1;

function loopbackProvider(url) {
  return {
    model_provider: 'demo',
    model_providers: { demo: { name: 'Scripted model', base_url: url, wire_api: 'responses' } },
  };
}

function describe({ fileSystem, network }) {
  return `file system ${fileSystem.replace('-', ' ')}, network ${network.replace('-', ' ')}`;
}
