import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Codex, CredentialStore, StoredCredentials } from '../../src/index.js';
import { GuardedHttpServer } from '../adapters/mcp-client/support/guarded-http-server.js';
import { functionCall, message, reply } from '../support/responses-server/replies.mjs';
import { Workspace } from '../support/workspace.js';

/** Stands for a keychain. */
class Keychain implements CredentialStore {
  readonly entries = new Map<string, StoredCredentials>();

  async read(key: string): Promise<StoredCredentials | undefined> {
    return this.entries.get(key);
  }

  async write(key: string, credentials?: StoredCredentials): Promise<void> {
    if (credentials === undefined) this.entries.delete(key);
    else this.entries.set(key, credentials);
  }
}

const authOf = async (codex: Codex, { directory }: Workspace): Promise<readonly string[]> =>
  (await codex.mcpServers({ workingDirectory: directory })).map(({ auth }) => auth);

describe('a login of a host', () => {
  it('is kept in its own store, serves its threads, and can be forgotten', async () => {
    await using guarded = await GuardedHttpServer.start();
    await using workspace = await Workspace.create([
      reply(functionCall('c1', 'echo', { text: 'hi' }, { namespace: 'mcp__mini' })),
      reply(message('Done.')),
    ]);
    const keychain = new Keychain();
    const codex = workspace.codex({ mcpServers: { mini: { url: guarded.url } }, adapters: { credentials: keychain } });
    expect(await authOf(codex, workspace)).toEqual(['not-logged-in']);
    await codex.logInToMcpServer('mini', { visit: (url) => guarded.visit(url) });
    expect([await authOf(codex, workspace), keychain.entries.size]).toEqual([['oauth'], 1]);
    const { items } = await codex.startThread({ workingDirectory: workspace.directory }).run('go');
    expect(items.map(({ type }) => type)).toEqual(['mcp_tool_call', 'agent_message']);
    expect(items[0]).toMatchObject({ status: 'completed' });
    expect([await codex.logOutOfMcpServer('mini'), await codex.logOutOfMcpServer('mini')]).toEqual([true, false]);
    expect([keychain.entries.size, existsSync(join(workspace.codexHome, 'mcp-credentials.json'))]).toEqual([0, false]);
  });

  it('is given up when its signal aborts', async () => {
    await using guarded = await GuardedHttpServer.start();
    await using workspace = await Workspace.create([]);
    const codex = workspace.codex({ mcpServers: { mini: { url: guarded.url } } });
    const stop = new AbortController();
    const login = codex.logInToMcpServer('mini', { visit: () => stop.abort(), signal: stop.signal });
    await expect(login).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('needs a server of that name', async () => {
    await using workspace = await Workspace.create([]);
    await expect(workspace.codex().logInToMcpServer('mini', { visit: () => undefined })).rejects.toMatchObject({
      code: 'invalid-option',
      message: 'there is no MCP server `mini`; none is configured',
    });
  });
});
