// @ts-check
// Holds a conversation with the front end, offline: a turn that needs an approval, one that is stopped half way, one that is answered.
import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Gate, ScriptedModel, scriptCompleted, scriptFunctionCall, scriptMessage } from 'codex-sdk/testing';
import { talk } from './front-end.mjs';

const wanted = { cmd: 'echo allowed', sandbox_permissions: 'require_escalated', justification: 'to show how' };
const gate = new Gate();
const model = new ScriptedModel([
  [...scriptFunctionCall({ callId: 'c1', name: 'exec_command', arguments: wanted }), ...scriptCompleted()],
  [...scriptMessage('It ran.'), ...scriptCompleted()],
  [
    { type: 'message-delta', delta: 'This will take lo' },
    { type: 'wait', gate },
  ],
  [...scriptMessage('You are welcome.'), ...scriptCompleted()],
]);
const output = new PassThrough();
const [shown] = await Promise.all([
  text(output),
  talk({
    input: Readable.from(['Run it\n', 'yes\n', 'Take your time\n', 'Thank you\n']),
    output,
    onInterruption: (stop) => gate.reached.then(stop),
    options: { userConfig: 'ignore', adapters: { model } },
    thread: {
      workingDirectory: tmpdir(),
      skipGitRepoCheck: true,
      ephemeral: true,
      sandboxMode: 'read-only',
      approvalPolicy: 'on-request',
    },
  }).finally(() => output.end()),
]);

const order = [
  'read-only',
  'allow `',
  'echo allowed',
  'allowed\n',
  '[exit status 0]',
  'It ran.',
  'take lo',
  'failed: ',
  'You are welcome.',
];
let place = 0;
for (const part of order) {
  const found = shown.indexOf(part, place);
  assert.notEqual(found, -1, `\`${part}\` is missing, or too early, in:\n${shown}`);
  place = found + part.length;
}
console.log('a command was approved and ran; a turn was stopped, and the next one was shown');
