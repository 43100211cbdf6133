// @ts-check
// A front end of your own, on the public surface alone: it talks until the input ends, shows what happens while it happens, asks before
// anything that needs approval, and can be told to stop a turn.
import { createInterface } from 'node:readline/promises';
import { createCodex } from 'codex-sdk';

/**
 * @param {object} place
 * @param {NodeJS.ReadableStream} place.input prompts and answers, one per line
 * @param {NodeJS.WritableStream} place.output
 * @param {(stop: () => void) => void} place.onInterruption calls `stop` whenever the person wants the turn to end
 * @param {import('codex-sdk').CodexOptions} [place.options]
 * @param {import('codex-sdk').ThreadOptions} [place.thread]
 */
export async function talk({ input, output, onInterruption, options, thread: threadOptions }) {
  const lines = createInterface({ input })[Symbol.asyncIterator]();
  /** @param {string} question @returns {Promise<string | undefined>} */
  const ask = async (question) => {
    output.write(question);
    return (await lines.next()).value;
  };
  const codex = createCodex({ ...options, approvals: (request) => approve(request, ask) });
  try {
    const thread = codex.startThread(threadOptions);
    onInterruption(() => thread.interrupt());
    const { model, permissions } = await thread.describe();
    output.write(`${model}, ${permissions}\n`);
    for (let prompt = await ask('> '); prompt !== undefined; prompt = await ask('> ')) {
      if (prompt.trim() === '') continue;
      const { events } = await thread.runStreamed(prompt, { deltas: true });
      for await (const event of events) output.write(render(event));
    }
    output.write(`\nGo on later with: codex-sdk exec resume ${thread.id}\n`);
  } finally {
    await codex.close();
  }
}

/** @param {import('codex-sdk').ApprovalRequest} request @param {(question: string) => Promise<string | undefined>} ask */
async function approve(request, ask) {
  const answer = await ask(`\nallow ${subject(request)}? [y]es, [a]lways, [n]o, [s]top: `);
  if (answer?.startsWith('y')) return 'accept';
  if (answer?.startsWith('a')) return 'acceptForSession';
  return answer?.startsWith('s') ? 'cancel' : 'decline';
}

/** @param {import('codex-sdk').ApprovalRequest} request */
function subject(request) {
  if (request.kind === 'command') return `\`${request.command.join(' ')}\``;
  if (request.kind === 'patch') return `changes of ${request.changes.map(({ path }) => path).join(', ')}`;
  return request.kind === 'tool' ? `${request.server}.${request.tool}` : request.question.message;
}

/** @param {import('codex-sdk').DetailedThreadEvent} event */
function render(event) {
  if (event.type === 'item.delta') return event.item_type === 'reasoning' ? '' : event.delta;
  if (event.type === 'turn.completed') return `\n[${event.usage.output_tokens} tokens written]\n`;
  if (event.type === 'turn.failed') return `\nfailed: ${event.error.message}\n`;
  if (event.type === 'item.started' && event.item.type === 'command_execution') return `$ ${event.item.command}\n`;
  if (event.type !== 'item.completed') return '';
  const { item } = event;
  if (item.type === 'command_execution') return `[exit status ${item.exit_code}]\n`;
  if (item.type === 'file_change') return item.changes.map(({ kind, path }) => `${kind} ${path}\n`).join('');
  return item.type === 'error' ? `note: ${item.message}\n` : '';
}
