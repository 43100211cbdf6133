// Holds the sandbox to the contract of its port, under the test runner of Node.js; vitest's and Jest's `test` fit as well. Then swaps it in.
import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createCodex } from 'codex-sdk';
import { parseAbsolutePath, readOnlyProfile } from 'codex-sdk/domain';
import { describeProcessSandbox, ScriptedModel, scriptFunctionCall, scriptMessage } from 'codex-sdk/testing';
import { TrustingSandbox } from './trusting-sandbox.mjs';

const supports = { fileSystem: 'not-enforced', backgroundProcesses: 'killed', streamNames: 'closed' };

describeProcessSandbox({ test }, { name: 'TrustingSandbox', supports }, async () => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'trusting-')));
  const cwd = parseAbsolutePath(directory).value;
  const sandbox = new TrustingSandbox();
  const request = (argv, profile = { kind: 'disabled' }) => ({
    argv,
    cwd,
    environment: { PATH: process.env.PATH },
    profile,
    context: { cwd, workspaceRoots: [cwd] },
    facts: new Map(), // What is known of the disk; this sandbox does not ask.
  });
  return {
    sandbox,
    request: (argv) => request(argv),
    unenforceable: [request(['true'], readOnlyProfile())],
    files: { inside: join(directory, 'inside'), outside: join(tmpdir(), 'never-written') },
    cleanUp: async () => {
      await sandbox.close();
      rmSync(directory, { recursive: true });
    },
  };
});

test('a turn runs its commands in it', async () => {
  const call = scriptFunctionCall({ callId: 'c1', name: 'exec_command', arguments: { cmd: 'echo from here' } });
  const model = new ScriptedModel([call, scriptMessage('Done.')]);
  const env = { PATH: process.env.PATH, HOME: tmpdir() }; // No login script of yours takes part.
  const codex = createCodex({ userConfig: 'ignore', env, adapters: { model, sandbox: new TrustingSandbox() } });
  const options = { workingDirectory: tmpdir(), skipGitRepoCheck: true, ephemeral: true };
  const { items } = await codex.startThread({ ...options, sandboxMode: 'danger-full-access' }).run('Say it');
  await codex.close();
  assert.equal(items[0].aggregated_output, 'from here\n');
});
