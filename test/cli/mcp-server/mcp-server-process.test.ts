import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { describe, expect, it } from 'vitest';
import { message, reply } from '../../support/responses-server/replies.mjs';
import { mainFile, runCliIn, startCli } from '../../support/run-cli.js';
import { Workspace } from '../../support/workspace.js';

const initialize = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
};

const environmentOf = (workspace: Workspace): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: workspace.outside('user'),
  CODEX_HOME: workspace.codexHome,
  CODEX_API_KEY: 'not a secret',
});

async function configure(workspace: Workspace): Promise<void> {
  const config = `openai_base_url = ${JSON.stringify(workspace.server.url)}\n`;
  await writeFile(join(workspace.codexHome, 'config.toml'), config);
}

describe('codex-sdk mcp-server', () => {
  it('serves a client that somebody else wrote', async () => {
    await using workspace = await Workspace.create([reply(message('Done.')), reply(message('More.'))]);
    await configure(workspace);
    const client = new Client({ name: 'test', version: '1' });
    const events: unknown[] = [];
    client.fallbackNotificationHandler = async ({ params }) => void events.push((params as { msg?: unknown }).msg);
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [mainFile, 'mcp-server', '-c', 'model_reasoning_effort="low"'],
        env: environmentOf(workspace),
        cwd: workspace.directory,
      }),
    );
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['codex', 'codex-reply']);
    const first = await client.callTool({ name: 'codex', arguments: { prompt: 'go' } });
    const { threadId } = first.structuredContent as { readonly threadId: string };
    expect(first.content).toEqual([{ type: 'text', text: 'Done.' }]);
    expect(await client.callTool({ name: 'codex-reply', arguments: { prompt: 'more', threadId } })).toMatchObject({
      structuredContent: { threadId, content: 'More.' },
    });
    expect(events).toContainEqual(expect.objectContaining({ type: 'session_configured', cwd: workspace.directory }));
    expect(workspace.server.requests[0]?.body.reasoning).toMatchObject({ effort: 'low' });
    await client.close();
  });

  it('ends well when its input ends, and prints nothing but messages', async () => {
    await using workspace = await Workspace.create([]);
    const { code, stdout, stderr } = await runCliIn(workspace, ['mcp-server'], {
      stdin: `not a message\n${JSON.stringify(initialize)}\n`,
    });
    const messages = stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect([code, stderr, messages]).toEqual([
      0,
      '',
      [
        expect.objectContaining({
          id: 0,
          result: expect.objectContaining({ protocolVersion: '2025-06-18' }) as unknown,
        }),
      ],
    ]);
  });

  it('ends when it is asked to', async () => {
    await using workspace = await Workspace.create([]);
    const { process: server, result } = await startCli(workspace, ['mcp-server'], 'open');
    server.stdin.write(`${JSON.stringify(initialize)}\n`);
    await new Promise((resolve) => server.stdout.once('data', resolve));
    server.kill('SIGTERM');
    expect(await result).toMatchObject({ signal: 'SIGTERM', stderr: '' });
  });

  it('says what is wrong with its flags', async () => {
    await using workspace = await Workspace.create([]);
    expect(await runCliIn(workspace, ['mcp-server', '--nope'], {})).toMatchObject({ code: 2, stdout: '' });
  });
});

const inspector = process.env.CODEX_SDK_TEST_MCP_INSPECTOR;

// The inspector needs a newer Node than this package, so whoever wants to run it names both, separated by a space.
describe.skipIf(inspector === undefined)(
  'the inspector of the protocol, as CODEX_SDK_TEST_MCP_INSPECTOR names it',
  () => {
    it.each([
      ['tools/list', 'tools'],
      ['resources/list', 'resources'],
      ['resources/templates/list', 'resourceTemplates'],
      ['prompts/list', 'prompts'],
    ])('gets an answer to %s', async (method, key) => {
      await using workspace = await Workspace.create([]);
      const [node = '', script = ''] = (inspector ?? '').split(' ');
      const args = [script, '--cli', process.execPath, mainFile, 'mcp-server', '--method', method];
      const { stdout } = await promisify(execFile)(node, args, {
        env: environmentOf(workspace),
        cwd: workspace.directory,
      });
      expect(Object.keys(JSON.parse(stdout) as object)).toEqual([key]);
    });

    it('runs a turn', async () => {
      await using workspace = await Workspace.create([reply(message('Done.'))]);
      await configure(workspace);
      const [node = '', script = ''] = (inspector ?? '').split(' ');
      const call = ['--method', 'tools/call', '--tool-name', 'codex', '--tool-arg', 'prompt=go'];
      const args = [script, '--cli', process.execPath, mainFile, 'mcp-server', ...call];
      const { stdout } = await promisify(execFile)(node, args, {
        env: environmentOf(workspace),
        cwd: workspace.directory,
      });
      expect(JSON.parse(stdout)).toMatchObject({ structuredContent: { content: 'Done.' } });
    });
  },
);
