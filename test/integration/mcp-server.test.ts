import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { oddServer } from '../adapters/mcp-client/support/mcp-bench.js';
import { ServedCodex } from '../adapters/mcp-server/served-codex.js';
import { functionCall, message, reply, replyWithUsage, usage } from '../support/responses-server/replies.mjs';

describe('the arguments of a call', () => {
  it('decide about its thread alone', async () => {
    await using codex = await ServedCodex.create([reply(message('ok')), reply(message('ok'))], undefined, {
      userConfig: 'load',
    });
    const { codexHome, server } = codex.workspace;
    await writeFile(join(codexHome, 'careful.config.toml'), 'model_reasoning_effort = "high"\n');
    await codex.call('codex', {
      prompt: 'go',
      model: 'a-model',
      profile: 'careful',
      config: { model_verbosity: 'low', 'tools.web_search': false },
      'base-instructions': 'Be a duck.',
      'developer-instructions': 'Quack.',
    });
    await codex.call('codex', { prompt: 'go' });
    const [first, second] = server.requests.map(({ body }) => ({
      model: body.model,
      instructions: body.instructions,
      effort: (body.reasoning as { effort?: string } | undefined)?.effort,
      verbosity: (body.text as { verbosity?: string } | undefined)?.verbosity,
      quacks: JSON.stringify(body.input).includes('Quack.'),
    }));
    expect(first).toEqual({
      model: 'a-model',
      instructions: 'Be a duck.',
      effort: 'high',
      verbosity: 'low',
      quacks: true,
    });
    expect(second).toMatchObject({ quacks: false });
    expect([second?.model, second?.effort, second?.verbosity]).not.toEqual(['a-model', 'high', 'low']);
  });

  it('may say how the history is summed up', async () => {
    await using codex = await ServedCodex.create((request) =>
      JSON.stringify(request.body.input.at(-1)).includes('Sum it up as a duck.')
        ? reply(message('Quack.'))
        : replyWithUsage(usage(90_000, 1), message('ok')),
    );
    await codex.call('codex', {
      prompt: 'one',
      'compact-prompt': 'Sum it up as a duck.',
      config: { model_auto_compact_token_limit: 50_000 },
    });
    await codex.call('codex-reply', { prompt: 'two', threadId: codex.events[0]?.threadId });
    expect(codex.workspace.server.requests.map(({ body }) => JSON.stringify(body.input)).join('\n')).toContain(
      'Sum it up as a duck.',
    );
  });

  it.each([
    [{ config: { model: 7 } }, '`model` must be a string'],
    [{ config: { sandbox_mode: 'none' } }, '`sandbox_mode`'],
    [{ config: { mcp_servers: { x: { command: 'a', url: 'https://b' } } } }, '`mcp_servers.x` has `command`'],
    [{ sandbox: 'none' }, 'unknown variant `none` of field `sandbox`'],
  ])('that make no sense are refused: %j', async (args, text) => {
    await using codex = await ServedCodex.create([]);
    expect(await codex.call('codex', { prompt: 'go', ...args })).toEqual({
      content: [{ type: 'text', text: expect.stringContaining(text) as string }],
      isError: true,
    });
  });

  it('may name a directory that is no repository', async () => {
    await using codex = await ServedCodex.create([reply(message('ok'))]);
    expect(await codex.call('codex', { prompt: 'go', cwd: codex.workspace.codexHome })).toMatchObject({
      structuredContent: { content: 'ok' },
    });
  });
});

describe('questions', () => {
  const ask = reply(
    functionCall('c1', 'exec_command', { cmd: 'touch ../outside', sandbox_permissions: 'require_escalated' }),
  );
  const args = { prompt: 'go', sandbox: 'workspace-write' };

  it('are answered by the host when it answers approvals itself', async () => {
    await using codex = await ServedCodex.create([ask, reply(message('ok'))], undefined, {
      approvals: () => 'decline',
    });
    await codex.call('codex', { ...args, 'approval-policy': 'on-request' });
    expect([codex.elicitations, existsSync(codex.workspace.outside('outside'))]).toEqual([[], false]);
  });

  it('are asked without any policy, for there is a client to answer', async () => {
    await using codex = await ServedCodex.create([ask, reply(message('ok'))], () => ({ action: 'accept' }));
    await codex.call('codex', args);
    expect([codex.elicitations.length, existsSync(codex.workspace.outside('outside'))]).toEqual([1, true]);
  });

  it('of the MCP servers of the agent are asked on, and their answers come back', async () => {
    const form = {
      message: 'Which one?',
      requestedSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
    };
    const { command, args: commandArguments } = oddServer('asks');
    await using codex = await ServedCodex.create(
      [reply(functionCall('c1', 'echo', form, { namespace: 'mcp__odd' })), reply(message('ok'))],
      () => ({ action: 'accept', content: { name: 'a' } }),
      { mcpServers: { odd: { command, args: commandArguments } } },
    );
    await codex.call('codex', args);
    expect(codex.elicitations).toEqual([
      expect.objectContaining({ ...form, codex_elicitation: 'mcp-elicitation', codex_server: 'odd' }),
    ]);
    expect(JSON.stringify(codex.workspace.server.requests[1]?.body)).toContain(
      String.raw`{\"action\":\"accept\",\"content\":{\"name\":\"a\"}}`,
    );
  });
});
