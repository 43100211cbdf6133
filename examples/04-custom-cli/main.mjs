// @ts-check
// Runs the front end in this terminal, with OPENAI_API_KEY set. Ctrl-C stops the turn, Ctrl-D ends the program.
import { talk } from './front-end.mjs';

await talk({
  input: process.stdin,
  output: process.stdout,
  onInterruption: (stop) => process.on('SIGINT', stop),
  thread: { sandboxMode: 'workspace-write', approvalPolicy: 'on-request', skipGitRepoCheck: true },
});
