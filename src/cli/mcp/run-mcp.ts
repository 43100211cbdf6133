import { formatKeyPath } from '../../domain.js';
import type { Codex, McpServerEntry } from '../../index.js';
import type { Host } from '../host.js';
import { type AgentFactory, complain, openCodex, reasonOf } from '../open-codex.js';
import { configChoice } from '../shared-flags.js';
import type { McpCall } from './mcp-command.js';
import { openBrowser } from './open-browser.js';
import { renderServer, renderServers } from './render-servers.js';
import { serverJson } from './server-json.js';
import { serverOfFlags } from './server-of-flags.js';

/** Shows or changes the configured servers. */
export async function runMcp(call: McpCall, host: Host, create?: AgentFactory): Promise<0 | 1> {
  try {
    const codex = await openCodex(host, configChoice(call.flags), create);
    try {
      return await answer(call, host, codex);
    } finally {
      await codex.close();
    }
  } catch (error) {
    return complain(host, reasonOf(error));
  }
}

async function answer(call: McpCall, host: Host, codex: Codex): Promise<0 | 1> {
  switch (call.kind) {
    case 'add':
      return add(call, host, codex);
    case 'remove':
      return remove(call.name, host, codex);
    case 'get':
      return get(call, host, codex);
    case 'list':
      return list(call, host, codex);
    case 'login':
      return logIn(call, host, codex);
    case 'logout':
      return logOut(call.name, host, codex);
  }
}

async function add(call: Extract<McpCall, { kind: 'add' }>, host: Host, codex: Codex): Promise<0 | 1> {
  const server = serverOfFlags(call);
  if (!server.ok) return complain(host, server.error);
  const { name, table } = server.value;
  await codex.editConfiguration([{ set: keyOf(name), value: table }]);
  host.stdout.write(`Added global MCP server '${name}'.\n`);
  return 0;
}

// The file alone decides, so that a server can be removed although something else in the configuration is wrong.
async function remove(name: string, { stdout }: Host, codex: Codex): Promise<0> {
  const outcome = await codex.editConfiguration([{ remove: keyOf(name) }]);
  stdout.write(
    outcome === 'changed' ? `Removed global MCP server '${name}'.\n` : `No MCP server named '${name}' found.\n`,
  );
  return 0;
}

async function get({ name, flags }: Extract<McpCall, { kind: 'get' }>, host: Host, codex: Codex): Promise<0 | 1> {
  const server = (await codex.mcpServers()).find((each) => each.name === name);
  if (server === undefined) return complain(host, `No MCP server named '${name}' found.`);
  const { enabledTools = null, disabledTools = null } = server;
  const data = { ...serverJson(server), enabled_tools: enabledTools, disabled_tools: disabledTools };
  host.stdout.write(flags.json === true ? `${JSON.stringify(data, undefined, 2)}\n` : renderServer(server));
  return 0;
}

async function list({ flags }: Extract<McpCall, { kind: 'list' }>, { stdout }: Host, codex: Codex): Promise<0> {
  const servers = await codex.mcpServers();
  const data = servers.map((server) => ({ ...serverJson(server), auth_status: authWords[server.auth] }));
  stdout.write(flags.json === true ? `${JSON.stringify(data, undefined, 2)}\n` : renderServers(servers));
  return 0;
}

/** Whether a server wants a login is not known before it is asked. */
const authWords = {
  unsupported: 'unsupported',
  'not-logged-in': 'unknown',
  'bearer-token': 'bearer_token',
  oauth: 'o_auth',
} as const satisfies Record<McpServerEntry['auth'], string>;

async function logIn({ name, flags }: Extract<McpCall, { kind: 'login' }>, host: Host, codex: Codex): Promise<0> {
  const scopes = flags.scopes
    ?.split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '');
  const visit = (url: URL): void => {
    host.stdout.write(`Visit this address to log in to MCP server '${name}':\n\n  ${url.href}\n\n`);
    if (host.stdout.isTerminal) openBrowser(url, host);
  };
  await codex.logInToMcpServer(name, { visit, signal: host.stop, ...(scopes === undefined ? {} : { scopes }) });
  host.stdout.write(`Logged in to MCP server '${name}'.\n`);
  return 0;
}

async function logOut(name: string, { stdout }: Host, codex: Codex): Promise<0> {
  const existed = await codex.logOutOfMcpServer(name);
  stdout.write(existed ? `Logged out of MCP server '${name}'.\n` : `There is no login to MCP server '${name}'.\n`);
  return 0;
}

function keyOf(name: string): string {
  return formatKeyPath(['mcp_servers', name]);
}
