// @ts-check
/** Writes a session of many items, as this package and the public Codex read it. */

/** @param {number} index */
function record(index) {
  const isUser = index % 2 === 0;
  const text = `item ${index} ${'x'.repeat(270)}`;
  const item = {
    kind: 'message',
    role: isUser ? 'user' : 'assistant',
    content: [{ kind: isUser ? 'input-text' : 'output-text', text }],
  };
  const content = [{ type: isUser ? 'input_text' : 'output_text', text }];
  const json = JSON.stringify({ type: 'message', role: item.role, content });
  return { kind: 'item', entry: { item, json } };
}

/** @param {string} home @param {string} cwd @param {number} length @returns {Promise<string>} the id of the thread */
export async function writeLongThread(home, cwd, length) {
  const dist = process.env.CODEX_SDK_DIST;
  const adapters =
    dist === undefined ? new URL('../../dist/adapters.js', import.meta.url).href : `file://${dist}/adapters.js`;
  const { RandomIds, RolloutStore, SystemClock } = await import(adapters);
  const store = new RolloutStore({ codexHome: home, clock: new SystemClock() });
  const threadId = new RandomIds().uuid();
  const header = { threadId, createdAt: Date.now(), cwd, originator: 'bench', version: '0.131.0', source: 'sdk' };
  const writer = await store.create({ ...header, modelProvider: 'bench', baseInstructions: 'Be brief.' });
  writer.append(Array.from({ length }, (_, index) => record(index)));
  await writer.close();
  return threadId;
}
