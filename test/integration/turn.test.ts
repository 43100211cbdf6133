import { describe, expect, it } from 'vitest';
import type { DetailedThreadEvent } from '../../src/index.js';
import {
  customToolCall,
  functionCall,
  message,
  reasoning,
  reply,
  replyWithUsage,
  usage,
} from '../support/responses-server/replies.mjs';
import { Workspace } from '../support/workspace.js';

async function collect(events: AsyncIterable<DetailedThreadEvent>): Promise<readonly DetailedThreadEvent[]> {
  const list: DetailedThreadEvent[] = [];
  for await (const event of events) list.push(event);
  return list;
}

const patch = '*** Begin Patch\n*** Update File: a.txt\n@@\n-one\n+two\n*** End Patch\n';

describe('a real turn', () => {
  it('looks, patches, checks and reports, with the events of the official SDK', async () => {
    await using workspace = await Workspace.create(
      [
        replyWithUsage(
          usage(100, 20),
          reasoning('**Looking**'),
          functionCall('c1', 'exec_command', { cmd: 'cat a.txt' }),
        ),
        replyWithUsage(usage(110, 10, { cached: 90 }), customToolCall('c2', 'apply_patch', patch)),
        replyWithUsage(usage(120, 5), functionCall('c3', 'exec_command', { cmd: 'cat a.txt; exit 3' })),
        replyWithUsage(usage(130, 5, { reasoning: 2 }), message('Done.')),
      ],
      { 'a.txt': 'one\n' },
    );
    const thread = workspace
      .codex()
      .startThread({ workingDirectory: workspace.directory, sandboxMode: 'workspace-write' });
    const events = await collect((await thread.runStreamed('Change it')).events);
    const command = (id: string, line: string) => ({
      id,
      type: 'command_execution',
      command: `/bin/bash -lc '${line}'`,
    });
    const change = { type: 'file_change', changes: [{ path: `${workspace.directory}/a.txt`, kind: 'update' }] };
    expect(events).toEqual([
      { type: 'thread.started', thread_id: thread.id },
      { type: 'turn.started' },
      { type: 'item.completed', item: { id: 'item_0', type: 'reasoning', text: '**Looking**' } },
      {
        type: 'item.started',
        item: { ...command('item_1', 'cat a.txt'), aggregated_output: '', exit_code: null, status: 'in_progress' },
      },
      {
        type: 'item.completed',
        item: { ...command('item_1', 'cat a.txt'), aggregated_output: 'one\n', exit_code: 0, status: 'completed' },
      },
      { type: 'item.started', item: { id: 'item_2', ...change, status: 'in_progress' } },
      { type: 'item.completed', item: { id: 'item_2', ...change, status: 'completed' } },
      {
        type: 'item.started',
        item: {
          ...command('item_3', 'cat a.txt; exit 3'),
          aggregated_output: '',
          exit_code: null,
          status: 'in_progress',
        },
      },
      {
        type: 'item.completed',
        item: { ...command('item_3', 'cat a.txt; exit 3'), aggregated_output: 'two\n', exit_code: 3, status: 'failed' },
      },
      { type: 'item.completed', item: { id: 'item_4', type: 'agent_message', text: 'Done.' } },
      {
        type: 'turn.completed',
        usage: {
          input_tokens: 460,
          cached_input_tokens: 90,
          cache_write_input_tokens: 0,
          output_tokens: 40,
          reasoning_output_tokens: 2,
        },
      },
    ]);
    expect(await workspace.read('a.txt')).toBe('two\n');
    workspace.server.assertFinished();
  });

  it('answers calls in their order, in the layout that models know', async () => {
    await using workspace = await Workspace.create([
      reply(
        functionCall('slow', 'exec_command', { cmd: 'read -t 0.3 < <(:); sleep 0.2; echo slow' }),
        functionCall('fast', 'exec_command', { cmd: 'echo fast' }),
        functionCall('odd', 'no_such_tool', {}),
      ),
      reply(message('ok')),
    ]);
    const thread = workspace
      .codex()
      .startThread({ workingDirectory: workspace.directory, sandboxMode: 'workspace-write' });
    await thread.run('go');
    const outputs = workspace.server.requests[1]?.body.input.filter(({ type }) => type === 'function_call_output');
    const layout = (text: string): unknown =>
      expect.stringMatching(
        new RegExp(
          `^Chunk ID: [0-9a-f]{6}\\nWall time: \\d+\\.\\d{4} seconds\\nProcess exited with code 0\\nOriginal token count: 2\\nOutput:\\n${text}\\n$`,
        ),
      );
    expect(outputs).toEqual([
      { type: 'function_call_output', call_id: 'slow', output: layout('slow') },
      { type: 'function_call_output', call_id: 'fast', output: layout('fast') },
      { type: 'function_call_output', call_id: 'odd', output: 'unsupported call: no_such_tool' },
    ]);
  });

  it('keeps commands and patches inside of the workspace', async () => {
    await using workspace = await Workspace.create((request) => {
      const target = workspace.outside('escaped');
      if (request.body.input.some(({ type }) => type === 'function_call_output')) return reply(message('tried'));
      return reply(
        functionCall('c1', 'exec_command', { cmd: `echo x > ${target}` }),
        customToolCall('c2', 'apply_patch', `*** Begin Patch\n*** Add File: ${target}\n+x\n*** End Patch\n`),
      );
    });
    const thread = workspace
      .codex()
      .startThread({ workingDirectory: workspace.directory, sandboxMode: 'workspace-write' });
    const { items } = await thread.run('escape');
    expect(items.map((item) => (item.type === 'command_execution' ? item.aggregated_output : item.type))).toEqual([
      expect.stringContaining('Read-only file system'),
      'agent_message',
    ]);
    expect(workspace.server.requests[1]?.body.input.at(-1)).toEqual({
      type: 'custom_tool_call_output',
      call_id: 'c2',
      output: 'patch rejected: writing outside of the project; rejected by user approval settings',
    });
  });

  it('writes a session that another process resumes with the identical history', async () => {
    await using workspace = await Workspace.create([
      reply(
        reasoning('thinking', { encryptedContent: 'opaque' }),
        functionCall('c1', 'exec_command', { cmd: 'echo hi' }),
      ),
      reply(message('first')),
      reply(message('second')),
    ]);
    const options = { workingDirectory: workspace.directory, sandboxMode: 'workspace-write' } as const;
    const first = workspace.codex();
    const thread = first.startThread(options);
    await thread.run('one');
    await first.close();
    const resumed = workspace.codex().resumeThread(thread.id ?? '', options);
    const turn = await resumed.run('two');
    expect(turn.finalResponse).toBe('second');
    const [, before, after] = workspace.server.requests.map(({ body }) => body);
    const sentBefore = before?.input ?? [];
    expect(after?.input.slice(0, sentBefore.length)).toEqual(sentBefore);
    expect(after?.input.slice(sentBefore.length)).toEqual([
      expect.objectContaining({ role: 'assistant', content: [expect.objectContaining({ text: 'first' })] }),
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'two' }] },
    ]);
    expect(after?.prompt_cache_key).toBe(thread.id);
    expect(await workspace.sessions()).toHaveLength(1);
  });

  it('says again only what changed when a thread is resumed with other permissions', async () => {
    await using workspace = await Workspace.create([reply(message('one')), reply(message('two'))]);
    const first = workspace.codex();
    const thread = first.startThread({ workingDirectory: workspace.directory, sandboxMode: 'read-only' });
    await thread.run('one');
    await first.close();
    const resumed = workspace
      .codex()
      .resumeThread(thread.id ?? '', { workingDirectory: workspace.directory, sandboxMode: 'workspace-write' });
    await resumed.run('two');
    const added = workspace.server.requests[1]?.body.input.slice(4) ?? [];
    expect(added.map(({ role }) => role)).toEqual(['developer', 'user', 'user']);
    expect(JSON.stringify(added[0])).toContain('workspace-write');
    expect(JSON.stringify(added[1])).toContain('<filesystem>');
    expect(JSON.stringify(added[1])).not.toContain('<cwd>');
  });

  it('writes nothing for an ephemeral thread', async () => {
    await using workspace = await Workspace.create([reply(message('one'))]);
    await workspace.codex().startThread({ workingDirectory: workspace.directory, ephemeral: true }).run('one');
    expect(await workspace.sessions()).toEqual([]);
  });

  it('asks for structured output and passes the schema on', async () => {
    await using workspace = await Workspace.create([reply(message('{"ok":true}'))]);
    const schema = {
      type: 'object',
      properties: { ok: { type: 'boolean' } },
      required: ['ok'],
      additionalProperties: false,
    };
    const turn = await workspace
      .codex()
      .startThread({ workingDirectory: workspace.directory })
      .run('json', { outputSchema: schema });
    expect(turn.finalResponse).toBe('{"ok":true}');
    expect(workspace.server.requests[0]?.body.text).toEqual({
      verbosity: 'low',
      format: { type: 'json_schema', strict: true, schema, name: 'codex_output_schema' },
    });
  });

  it('reports pieces when asked to, under the ids of their items', async () => {
    await using workspace = await Workspace.create([
      reply(functionCall('c1', 'exec_command', { cmd: 'echo out' })),
      reply(message('Hello there', { deltas: ['Hello', ' there'] })),
    ]);
    const thread = workspace.codex().startThread({ workingDirectory: workspace.directory });
    const events = await collect((await thread.runStreamed('go', { deltas: true })).events);
    expect(events.filter(({ type }) => type === 'item.delta')).toEqual([
      { type: 'item.delta', item_id: 'item_0', item_type: 'command_execution', delta: 'out\n' },
      { type: 'item.delta', item_id: 'item_1', item_type: 'agent_message', delta: 'Hello' },
      { type: 'item.delta', item_id: 'item_1', item_type: 'agent_message', delta: ' there' },
    ]);
    expect(events.at(-3)).toEqual({
      type: 'item.completed',
      item: { id: 'item_1', type: 'agent_message', text: 'Hello there' },
    });
  });
});
