import { describe, expect, it } from 'vitest';
import type { CodexConfigObject, ThreadItem } from '../../src/index.js';
import { oddServer } from '../adapters/mcp-client/support/mcp-bench.js';
import { functionCall, message, reply } from '../support/responses-server/replies.mjs';
import { Workspace } from '../support/workspace.js';

const server = (mode: string, ...more: readonly string[]): CodexConfigObject => {
  const { command, args } = oddServer(mode, ...more);
  return { command, args, startup_timeout_sec: 3, tool_timeout_sec: 3 };
};

/** A turn beside a hostile server: both servers are called, the good one last. */
async function turnBeside(
  mode: string,
  seen: (turn: { readonly items: readonly ThreadItem[]; readonly elapsedMs: number }) => void,
): Promise<void> {
  await using workspace = await Workspace.create([
    reply(
      functionCall('c1', 'echo', { text: 'bad' }, { namespace: 'mcp__bad' }),
      functionCall('c2', 'echo', { text: 'good' }, { namespace: 'mcp__good' }),
    ),
    reply(message('Done.')),
  ]);
  const codex = workspace.codex({ config: { mcp_servers: { bad: server(mode), good: server('plain') } } });
  const startedAt = performance.now();
  const { items } = await codex.startThread({ workingDirectory: workspace.directory }).run('go');
  seen({ items, elapsedMs: performance.now() - startedAt });
  expect(items.at(-1)).toMatchObject({ type: 'agent_message', text: 'Done.' });
  expect(items.find((item) => item.type === 'mcp_tool_call' && item.server === 'good')).toMatchObject({
    status: 'completed',
    result: { content: [{ type: 'text', text: 'echo: good' }] },
  });
  const closingAt = performance.now();
  await codex.close();
  expect(performance.now() - closingAt).toBeLessThan(5_000);
}

const notes = (items: readonly ThreadItem[]): readonly string[] =>
  items.flatMap((item) => (item.type === 'error' ? [item.message] : []));

describe('a turn beside a server that does not come up', () => {
  it.each([
    ['dead', 'crashes-at-start', 'it exited with code 2, saying: missing licence'],
    ['slow', 'silent', 'timed out awaiting its start after 3s'],
    ['garbage', 'garbage-flood', 'it prints what is not MCP'],
    ['flooding', 'endless-line', 'it sent a message of more than 16 MiB'],
    ['lying', 'no-list', 'its list of tools is not a list'],
  ])('%s: says so once and goes on', async (_, mode, reason) => {
    await turnBeside(mode, ({ items, elapsedMs }) => {
      expect(notes(items)).toEqual([`MCP server \`bad\` is not available: ${reason}`]);
      expect(elapsedMs).toBeLessThan(15_000);
    });
  });
});

describe('a turn that calls a server that misbehaves', () => {
  it.each([
    ['dies', 'crashes'],
    ['does not answer', 'holds'],
    ['pours one endless line', 'endless-line-on-call'],
    ['floods its client with notifications', 'notification-flood'],
    ['floods its client with answers', 'answer-flood'],
    ['floods its client with questions', 'request-flood'],
    ['answers with a million brackets', 'deep-answer'],
    ['answers something that is no result', 'broken-answer'],
    ['refuses', 'refuses'],
  ])('%s: the call fails, the turn and the other server go on', async (_, mode) => {
    const before = process.memoryUsage().rss;
    await turnBeside(mode, ({ items, elapsedMs }) => {
      expect(items.find((item) => item.type === 'mcp_tool_call' && item.server === 'bad')).toMatchObject({
        status: 'failed',
      });
      expect(elapsedMs).toBeLessThan(15_000);
    });
    expect((process.memoryUsage().rss - before) / 1024 / 1024).toBeLessThan(300);
  });

  it.each([
    ['answers other requests first', 'wrong-ids', 'truth'],
    ['tries to change prototypes', 'proto-answer', 'fine'],
    ['prints banners', 'chatty', 'echo: bad'],
    ['names its tools badly', 'odd-tools', 'echo: bad'],
  ])('%s: the call is answered all the same', async (_, mode, text) => {
    await turnBeside(mode, ({ items }) => {
      expect(items.find((item) => item.type === 'mcp_tool_call' && item.server === 'bad')).toMatchObject({
        status: 'completed',
        result: { content: [expect.objectContaining({ text })] },
      });
    });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
