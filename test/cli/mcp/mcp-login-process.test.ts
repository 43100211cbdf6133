import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GuardedHttpServer } from '../../adapters/mcp-client/support/guarded-http-server.js';
import { functionCall, message, reply } from '../../support/responses-server/replies.mjs';
import { runCliIn, startCliIn } from '../../support/run-cli.js';
import { Workspace } from '../../support/workspace.js';

const configOf = (workspace: Workspace, url: string): string =>
  `openai_base_url = ${JSON.stringify(workspace.server.url)}\n[mcp_servers.mini]\nurl = ${JSON.stringify(url)}\n[mcp_servers.local]\ncommand = "x"\nenabled = false\n`;

const authStatus = (stdout: string): unknown =>
  (JSON.parse(stdout) as { name: string; auth_status: string }[]).map(({ name, auth_status }) => [name, auth_status]);

describe('codex-sdk mcp login', () => {
  it('shows an address, waits for the browser, and keeps the tokens for turns, until logout', async () => {
    await using guarded = await GuardedHttpServer.start();
    await using workspace = await Workspace.create([
      reply(functionCall('c1', 'echo', { text: 'hi' }, { namespace: 'mcp__mini' })),
      reply(message('Done.')),
    ]);
    const config = configOf(workspace, guarded.url);
    const { process: login, result } = await startCliIn(workspace, ['mcp', 'login', 'mini', '--scopes', 'a, b'], {
      config,
    });
    login.stdout.once('data', (text: string) => {
      const [address = ''] = text.match(/http:\S+/) ?? [];
      void guarded.visit(new URL(address));
    });
    const { code, stdout, stderr } = await result;
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^Visit this address .*\n\n {2}http:\S+scope=a\+b\S*\n\nLogged in to MCP server 'mini'\.\n$/,
    );
    expect((await stat(join(workspace.codexHome, 'mcp-credentials.json'))).mode & 0o777).toBe(0o600);
    const listed = await runCliIn(workspace, ['mcp', 'list', '--json'], { config: 'as-is' });
    expect(authStatus(listed.stdout)).toEqual([
      ['local', 'unsupported'],
      ['mini', 'o_auth'],
    ]);
    const { stdout: events } = await runCliIn(workspace, ['exec', '--json', 'go'], { config: 'as-is' });
    expect(events).toContain('"type":"mcp_tool_call"');
    expect(events).not.toContain('wants a login');
    const logouts = [
      await runCliIn(workspace, ['mcp', 'logout', 'mini'], {}),
      await runCliIn(workspace, ['mcp', 'logout', 'mini'], { config }),
    ];
    expect(logouts.map(({ code: status, stdout: said, stderr: error }) => [status, said + error])).toEqual([
      [1, 'Error: there is no MCP server `mini`; none is configured\n'],
      [0, "Logged out of MCP server 'mini'.\n"],
    ]);
    const again = await runCliIn(workspace, ['mcp', 'logout', 'mini'], { config });
    expect([again.code, again.stdout]).toEqual([0, "There is no login to MCP server 'mini'.\n"]);
  });

  it.each([
    ['nope', 'there is no MCP server `nope`; expected one of `local`, `mini`'],
    ['local', 'MCP server `local` is a program; only servers that are reached over HTTP are logged in to'],
    ['mini', 'cannot log in to MCP server `mini`: '],
  ])('says what is wrong with %s', async (name, text) => {
    await using workspace = await Workspace.create([]);
    const config = configOf(workspace, 'http://127.0.0.1:9/mcp');
    const { code, stdout, stderr } = await runCliIn(workspace, ['mcp', 'login', name], { config });
    expect([code, stdout, stderr.startsWith(`Error: ${text}`)]).toEqual([1, '', true]);
  });

  it('can be given up', async () => {
    await using guarded = await GuardedHttpServer.start();
    await using workspace = await Workspace.create([]);
    const config = configOf(workspace, guarded.url);
    const { process: login, result } = await startCliIn(workspace, ['mcp', 'login', 'mini'], { config });
    login.stdout.once('data', () => login.kill('SIGTERM'));
    expect(await result).toMatchObject({ signal: 'SIGTERM' });
  });
});
