// A sandbox of your own: this one asks a policy of yours before every command, then lets the shipped sandbox do the work.
// Runs offline, with a scripted model.
import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { createCodex } from 'codex-sdk';
import { ScriptedModel, scriptCompleted, scriptFunctionCall, scriptMessage } from 'codex-sdk/testing';

/** Refuses commands that mention a forbidden word, and passes everything else on. */
class WordFilterSandbox {
  #inner;
  #forbidden;

  constructor(inner, forbidden) {
    this.#inner = inner;
    this.#forbidden = forbidden;
  }

  probe() {
    return this.#inner.probe();
  }

  plan(request) {
    const word = this.#forbidden.find((candidate) => request.argv.some((arg) => arg.includes(candidate)));
    if (word === undefined) return this.#inner.plan(request);
    const message = `commands with \`${word}\` are not allowed here`;
    return { ok: false, error: { code: 'unsupported-policy', message, remedy: 'leave the word out' } };
  }

  spawn(plan, options) {
    return this.#inner.spawn(plan, options);
  }
}

const call = (callId, cmd) => scriptFunctionCall({ callId, name: 'exec_command', arguments: { cmd } });
const codex = createCodex({
  userConfig: 'ignore',
  adapters: {
    model: new ScriptedModel([
      [...call('c1', 'echo allowed'), ...call('c2', 'curl example.org'), ...scriptCompleted()],
      [...scriptMessage('Only the first one ran.'), ...scriptCompleted()],
    ]),
    sandbox: (shipped) => new WordFilterSandbox(shipped, ['curl']),
  },
});

const options = { workingDirectory: tmpdir(), skipGitRepoCheck: true, ephemeral: true };
const { items } = await codex.startThread({ ...options, sandboxMode: 'danger-full-access' }).run('Try both');
await codex.close();

const outputs = items
  .filter(({ type }) => type === 'command_execution')
  .map((item) => item.aggregated_output)
  .sort();
assert.deepEqual(outputs, ['allowed\n', 'commands with `curl` are not allowed here; leave the word out']);
console.log('one command ran, one was refused');
