import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { McpAgent } from '../../../src/adapters/mcp-server/mcp-agent.js';
import { serveAgent } from '../../../src/adapters/mcp-server/serve-agent.js';
import { packageVersion } from '../../../src/domain/package-version.js';
import { customToolCall, functionCall, message, reply, status } from '../../support/responses-server/replies.mjs';
import { ServedCodex } from './served-codex.js';

const anything = expect.anything() as unknown;
const patch = '*** Begin Patch\n*** Update File: a.txt\n@@\n-one\n+two\n*** End Patch\n';

describe('the tools', () => {
  it('are `codex` and `codex-reply`, with the schemas that client programs know', async () => {
    await using codex = await ServedCodex.create([]);
    const { tools } = await codex.client.listTools();
    expect(
      tools.map(({ name, inputSchema, outputSchema }) => [
        name,
        Object.keys(inputSchema.properties ?? {}),
        inputSchema.required,
        outputSchema?.required,
      ]),
    ).toEqual([
      [
        'codex',
        [
          'prompt',
          'approval-policy',
          'base-instructions',
          'compact-prompt',
          'config',
          'cwd',
          'developer-instructions',
          'model',
          'profile',
          'sandbox',
        ],
        ['prompt'],
        ['threadId', 'content'],
      ],
      ['codex-reply', ['prompt', 'threadId', 'conversationId'], ['prompt'], ['threadId', 'content']],
    ]);
    expect(codex.client.getServerVersion()).toMatchObject({
      name: 'codex-mcp-server',
      title: 'Codex',
      version: packageVersion,
    });
    expect(codex.client.getServerCapabilities()).toEqual({ tools: { listChanged: true } });
  });

  it.each([
    ['codex', {}, 'Failed to parse configuration for Codex tool: missing field `prompt`'],
    ['codex', { prompt: 1 }, 'Failed to parse configuration for Codex tool: field `prompt` must be a string'],
    ['codex-reply', { prompt: 'x' }, 'Failed to parse configuration for Codex reply tool: missing field `threadId`'],
    ['codex-reply', { prompt: 'x', threadId: 'none' }, 'Session not found for thread_id: none'],
    ['nope', {}, "Unknown tool 'nope'"],
  ])('answer the bad call %s %j', async (name, args, text) => {
    await using codex = await ServedCodex.create([]);
    expect(await codex.call(name, args)).toEqual({ content: [{ type: 'text', text }], isError: true });
  });

  it('are all there is, but questions for more are answered', async () => {
    await using codex = await ServedCodex.create([]);
    expect([
      await codex.client.listResources(),
      await codex.client.listPrompts(),
      await codex.client.listResourceTemplates(),
    ]).toEqual([{ resources: [] }, { prompts: [] }, { resourceTemplates: [] }]);
    await expect(codex.client.getPrompt({ name: 'x' })).rejects.toMatchObject({ code: -32601 });
  });
});

describe('a call', () => {
  it('runs a turn, reports what happens, and the thread goes on with a reply', async () => {
    await using codex = await ServedCodex.create([
      reply(functionCall('c1', 'exec_command', { cmd: 'cat a.txt' })),
      reply(customToolCall('c2', 'apply_patch', patch)),
      reply(message('Done.')),
      reply(message('Again.')),
    ]);
    const first = await codex.call('codex', { prompt: 'Change it', sandbox: 'workspace-write' });
    const threadId = codex.events[0]?.threadId;
    expect(first).toEqual({
      content: [{ type: 'text', text: 'Done.' }],
      structuredContent: { threadId, content: 'Done.' },
    });
    const { directory } = codex.workspace;
    const command = {
      call_id: 'item_0',
      turn_id: '1',
      command: ['/bin/bash', '-lc', 'cat a.txt'],
      cwd: directory,
      parsed_cmd: [{ type: 'read', cmd: 'cat a.txt', name: 'a.txt', path: 'a.txt' }],
      source: 'agent',
    };
    const changed = {
      [join(directory, 'a.txt')]: { type: 'update', unified_diff: expect.any(String) as string, move_path: null },
    };
    expect(codex.events.map(({ msg }) => msg).filter(({ type }) => !type.endsWith('_delta'))).toEqual([
      expect.objectContaining({ type: 'session_configured', session_id: threadId, cwd: directory, model: anything }),
      { type: 'task_started', turn_id: '1', model_context_window: null },
      { type: 'user_message', message: 'Change it', kind: 'plain' },
      { type: 'exec_command_begin', ...command },
      {
        type: 'exec_command_end',
        ...command,
        stdout: 'one\n',
        stderr: '',
        aggregated_output: 'one\n',
        exit_code: 0,
        formatted_output: 'one\n',
      },
      { type: 'patch_apply_begin', call_id: 'item_1', turn_id: '1', auto_approved: true, changes: changed },
      {
        type: 'patch_apply_end',
        call_id: 'item_1',
        turn_id: '1',
        stdout: '',
        stderr: '',
        success: true,
        changes: changed,
      },
      { type: 'agent_message', message: 'Done.', phase: null },
      expect.objectContaining({ type: 'token_count' }),
      { type: 'task_complete', turn_id: '1', last_agent_message: 'Done.' },
    ]);
    expect(new Set(codex.events.map(({ id, requestId }) => `${id} ${requestId}`))).toEqual(new Set(['1 1']));
    expect(await codex.call('codex-reply', { prompt: 'More', threadId })).toEqual({
      content: [{ type: 'text', text: 'Again.' }],
      structuredContent: { threadId, content: 'Again.' },
    });
    expect(await codex.workspace.read('a.txt')).toBe('two\n');
    codex.workspace.server.assertFinished();
  });

  it('that fails says why', async () => {
    await using codex = await ServedCodex.create([status(400, { error: { message: 'no such model' } })]);
    const result = await codex.call('codex', { prompt: 'go' });
    expect(result).toMatchObject({
      isError: true,
      structuredContent: { content: expect.stringContaining('no such model') as string },
    });
  });

  it('with settings that make no sense says what is wrong', async () => {
    await using codex = await ServedCodex.create([]);
    expect(await codex.call('codex', { prompt: 'go', cwd: '/no/such/directory' })).toEqual({
      content: [{ type: 'text', text: expect.stringContaining('`/no/such/directory` does not exist') as string }],
      isError: true,
    });
  });

  it('reports progress to whoever asks for it', async () => {
    await using codex = await ServedCodex.create([reply(message('ok'))]);
    const progress: unknown[] = [];
    const args = { prompt: 'go', cwd: codex.workspace.directory };
    await codex.client.callTool({ name: 'codex', arguments: args }, undefined, {
      onprogress: ({ progress: count, message: text }) => progress.push([count, text]),
    });
    expect(progress.slice(0, 3)).toEqual([
      [1, 'session_configured'],
      [2, 'task_started'],
      [3, 'user_message'],
    ]);
  });

  it('runs beside others', async () => {
    await using codex = await ServedCodex.create((request) =>
      reply(message(`saw ${JSON.stringify(request.body.input.at(-1)).slice(-20)}`)),
    );
    const results = await Promise.all(
      Array.from({ length: 5 }, (_, index) => codex.call('codex', { prompt: `number ${index}` })),
    );
    expect(results.map(({ content }) => JSON.stringify(content).match(/number \d/)?.[0])).toEqual(
      Array.from({ length: 5 }, (_, index) => `number ${index}`),
    );
  });

  it('that the client cancels stops the turn', async () => {
    await using codex = await ServedCodex.create([
      reply(functionCall('c1', 'exec_command', { cmd: 'touch started; sleep 60' })),
      reply(message('never')),
    ]);
    const cancelled = new AbortController();
    const call = codex.call('codex', { prompt: 'go', sandbox: 'workspace-write' }, cancelled.signal);
    await expect.poll(() => existsSync(join(codex.workspace.directory, 'started')), { timeout: 10_000 }).toBe(true);
    cancelled.abort();
    await expect(call).rejects.toThrow();
    const threadId = codex.events[0]?.threadId;
    await expect
      .poll(async () => JSON.stringify(await codex.call('codex-reply', { prompt: 'x', threadId })), { timeout: 10_000 })
      .not.toContain('busy');
  });
});

describe('a question', () => {
  const ask = reply(
    functionCall('c1', 'exec_command', {
      cmd: 'touch ../outside',
      sandbox_permissions: 'require_escalated',
      justification: 'Why not?',
    }),
  );
  const args = { prompt: 'go', sandbox: 'workspace-write', 'approval-policy': 'on-request' };

  it('reaches the client as an elicitation', async () => {
    await using codex = await ServedCodex.create([ask, reply(message('ok'))], () => ({ decision: 'approved' }));
    await codex.call('codex', args);
    const line = "/bin/bash -lc 'touch ../outside'";
    expect(codex.elicitations).toEqual([
      expect.objectContaining({
        message: `Allow Codex to run \`${line}\` in \`${codex.workspace.directory}\`?`,
        requestedSchema: { type: 'object', properties: {} },
        threadId: codex.events[0]?.threadId,
        codex_elicitation: 'exec-approval',
        codex_mcp_tool_call_id: '1',
        codex_event_id: '1',
        codex_call_id: 'c1',
        codex_command: ['/bin/bash', '-lc', 'touch ../outside'],
        codex_cwd: codex.workspace.directory,
        codex_parsed_cmd: [{ type: 'unknown', cmd: 'touch ../outside' }],
        codex_reason: 'Why not?',
      }),
    ]);
    expect(codex.events.map(({ msg }) => msg)).toContainEqual(
      expect.objectContaining({
        type: 'exec_approval_request',
        available_decisions: [
          'approved',
          'approved_for_session',
          { approved_execpolicy_amendment: { proposed_execpolicy_amendment: ['touch', '../outside'] } },
          'denied',
          'abort',
        ],
        parsed_cmd: [{ type: 'unknown', cmd: 'touch ../outside' }],
      }),
    );
    expect(existsSync(codex.workspace.outside('outside'))).toBe(true);
  });

  it.each([
    ['accepts', { action: 'accept' }, true, 'ok'],
    ['declines', { action: 'decline' }, false, 'ok'],
    ['denies', { decision: 'denied' }, false, 'ok'],
    ['approves for the session', { decision: 'approved_for_session' }, true, 'ok'],
    ['does not say anything sensible', { decision: 7 }, false, 'ok'],
    ['cancels', { action: 'cancel' }, false, 'the turn was interrupted'],
    ['aborts', { decision: 'abort' }, false, 'the turn was interrupted'],
  ])('is answered when the client %s', async (_, answer, ran, text) => {
    await using codex = await ServedCodex.create([ask, reply(message('ok'))], () => answer);
    const { content } = await codex.call('codex', args);
    expect([existsSync(codex.workspace.outside('outside')), content]).toEqual([ran, [{ type: 'text', text }]]);
  });

  it('is declined when the client fails to answer', async () => {
    await using codex = await ServedCodex.create([ask, reply(message('ok'))], () =>
      Promise.reject(new Error('broken')),
    );
    const { content } = await codex.call('codex', args);
    expect([existsSync(codex.workspace.outside('outside')), content]).toEqual([false, [{ type: 'text', text: 'ok' }]]);
  });

  it('about a patch shows the changes', async () => {
    await using codex = await ServedCodex.create(
      [reply(customToolCall('c1', 'apply_patch', patch)), reply(message('ok'))],
      () => ({
        decision: 'approved',
      }),
    );
    await codex.call('codex', { ...args, sandbox: 'read-only' });
    expect(codex.elicitations).toEqual([
      expect.objectContaining({
        message: 'Allow Codex to apply proposed code changes?',
        codex_elicitation: 'patch-approval',
        codex_changes: {
          [join(codex.workspace.directory, 'a.txt')]: expect.objectContaining({ type: 'update' }) as unknown,
        },
      }),
    ]);
    expect(await codex.workspace.read('a.txt')).toBe('two\n');
  });
});

describe('the streams of a process', () => {
  const idle: McpAgent = { startThread: () => Promise.reject(new Error('none')) as never };
  const initialize = {
    jsonrpc: '2.0',
    id: 0,
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
  };

  it('carry one message a line, and their end is the end', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const served = await serveAgent(idle, { input, output }, { version: '1.2.3' });
    input.write(`not json\n\n${JSON.stringify(initialize)}\n`);
    const [line] = (await once(output, 'data')) as [Buffer];
    expect(JSON.parse(String(line))).toMatchObject({
      id: 0,
      result: { protocolVersion: '2025-06-18', serverInfo: { name: 'codex-mcp-server' } },
    });
    input.end();
    await served.closed;
  });

  it('can be left', async () => {
    const served = await serveAgent(
      idle,
      { input: new PassThrough(), output: new PassThrough() },
      { version: '1.2.3' },
    );
    await served.close();
    await served.closed;
  });
});
