import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CodexError, defineTool, type ThreadEvent } from '../../src/index.js';
import { functionCall, message, reply, stall } from '../support/responses-server/replies.mjs';
import { Workspace } from '../support/workspace.js';

const full = { sandboxMode: 'danger-full-access' } as const;

describe('interrupting a turn', () => {
  it('kills the running command, keeps a valid history, and leaves the thread usable', async () => {
    await using workspace = await Workspace.create([
      reply(functionCall('c1', 'exec_command', { cmd: 'sleep 60' })),
      reply(message('again')),
    ]);
    const thread = workspace.codex().startThread({ workingDirectory: workspace.directory, ...full });
    const events: ThreadEvent[] = [];
    for await (const event of (await thread.runStreamed('go')).events) {
      events.push(event);
      if (event.type === 'item.started') thread.interrupt();
    }
    expect(events.slice(-2)).toEqual([
      { type: 'error', message: 'the turn was interrupted' },
      { type: 'turn.failed', error: { message: 'the turn was interrupted' } },
    ]);
    await thread.run('more');
    const types = workspace.server.requests[1]?.body.input.slice(3).map(({ type, role }) => role ?? type);
    expect(types).toEqual(['function_call', 'function_call_output', 'user', 'user']);
  });

  it('throws an AbortError out of the stream when the signal aborts', async () => {
    await using workspace = await Workspace.create([stall(reply(message('never')), 10)]);
    const thread = workspace.codex().startThread({ workingDirectory: workspace.directory, ...full });
    const abort = new AbortController();
    const running = thread.run('go', { signal: abort.signal });
    await workspace.server.received(1);
    abort.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect(await workspace.server.requests[0]?.ended).toBe('abandoned');
  });

  it('interrupts the turn when nobody reads its events any more', async () => {
    await using workspace = await Workspace.create(({ body }) =>
      JSON.stringify(body.input).includes('go on') ? reply(message('next')) : stall(reply(message('never')), 10),
    );
    const thread = workspace.codex().startThread({ workingDirectory: workspace.directory, ...full });
    for await (const event of (await thread.runStreamed('go')).events) {
      if (event.type === 'turn.started') break;
    }
    expect((await thread.run('go on')).finalResponse).toBe('next');
  });

  it('does not start a turn whose signal was aborted before', async () => {
    await using workspace = await Workspace.create([]);
    const thread = workspace.codex().startThread({ workingDirectory: workspace.directory });
    await expect(thread.run('go', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    expect(workspace.server.requests).toEqual([]);
  });
});

describe('steering a turn', () => {
  it('shows the added input with the next request', async () => {
    await using workspace = await Workspace.create([
      reply(functionCall('c1', 'exec_command', { cmd: 'echo hi' })),
      reply(message('both')),
    ]);
    const thread = workspace.codex().startThread({ workingDirectory: workspace.directory, ...full });
    for await (const event of (await thread.runStreamed('one')).events) {
      if (event.type === 'item.started') await thread.steer('and two');
    }
    expect(workspace.server.requests[1]?.body.input.at(-1)).toEqual({
      type: 'message',
      role: 'user',
      content: [{ type: 'input_text', text: 'and two' }],
    });
  });

  it('is refused when no turn runs', async () => {
    await using workspace = await Workspace.create([]);
    const thread = workspace.codex().startThread({ workingDirectory: workspace.directory });
    await expect(thread.steer('x')).rejects.toSatisfy(
      (error) => CodexError.is(error) && error.code === 'invalid-input',
    );
  });
});

describe('functions of the host', () => {
  it('are offered to the model, checked and called', async () => {
    await using workspace = await Workspace.create([
      reply(functionCall('c1', 'add', { a: 2, b: 3 }), functionCall('c2', 'add', { a: 'two' })),
      reply(message('5')),
    ]);
    const add = defineTool({
      name: 'add',
      description: 'Adds two numbers.',
      input: z.object({ a: z.number(), b: z.number() }),
      execute: ({ a, b }) => ({ sum: a + b }),
    });
    const { items } = await workspace
      .codex({ tools: [add] })
      .startThread({ workingDirectory: workspace.directory })
      .run('add');
    const [first, second] = workspace.server.requests;
    expect(first?.body.tools.find(({ name }) => name === 'add')).toEqual({
      type: 'function',
      name: 'add',
      description: 'Adds two numbers.',
      strict: false,
      parameters: {
        type: 'object',
        properties: { a: { type: 'number' }, b: { type: 'number' } },
        required: ['a', 'b'],
      },
    });
    const outputs = second?.body.input
      .filter(({ type }) => type === 'function_call_output')
      .map(({ output }) => output);
    expect(outputs).toEqual(['{"sum":5}', expect.stringContaining('invalid arguments')]);
    expect(
      items.map((item) => (item.type === 'mcp_tool_call' ? [item.server, item.tool, item.status] : item.type)),
    ).toEqual([['host', 'add', 'completed'], ['host', 'add', 'failed'], 'agent_message']);
  });
});

describe('two instances in one process', () => {
  it('do not see each other', async () => {
    await using one = await Workspace.create([reply(message('from one'))]);
    await using two = await Workspace.create([reply(message('from two'))]);
    const threads = [one, two].map((workspace) =>
      workspace.codex().startThread({ workingDirectory: workspace.directory }),
    );
    const turns = await Promise.all(threads.map((thread) => thread.run('hello')));
    expect(turns.map(({ finalResponse }) => finalResponse)).toEqual(['from one', 'from two']);
    const sessions = [await one.sessions(), await two.sessions()];
    expect(sessions.map((files) => files.length)).toEqual([1, 1]);
    expect((await one.codex().listThreads()).map(({ threadId }) => threadId)).toEqual([threads[0]?.id]);
  });
});
