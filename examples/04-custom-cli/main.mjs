// @ts-check
// Runs the front end in this terminal, with OPENAI_API_KEY set. Ctrl-C stops the turn, Ctrl-D ends the program.
import { talk } from './front-end.mjs';

let turn = new AbortController();
process.on('SIGINT', () => turn.abort());

await talk({
  input: process.stdin,
  output: process.stdout,
  interruption: () => {
    turn = new AbortController();
    return turn.signal;
  },
  thread: { sandboxMode: 'workspace-write', approvalPolicy: 'on-request', skipGitRepoCheck: true },
});
