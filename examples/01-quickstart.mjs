// The shortest program: one thread, one turn. Run it inside a git repository, with OPENAI_API_KEY set.
import { createCodex } from 'codex-sdk';

const codex = createCodex();
const thread = codex.startThread({ workingDirectory: '.', sandboxMode: 'workspace-write' });
const turn = await thread.run('Make the failing test pass');
console.log(turn.finalResponse, turn.items, turn.usage);
await codex.close();

if (turn.finalResponse === '') throw new Error('the agent said nothing');
