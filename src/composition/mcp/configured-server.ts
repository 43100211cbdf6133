import type { CallbackPlace } from '../../adapters/mcp-client/callback-listener.js';
import { describeMcpServers, type McpServerEntry } from '../../application/settings/describe-mcp-servers.js';
import type { ConfigInForce } from '../../application/settings/load-config.js';
import { CodexError } from '../../domain/codex-error.js';
import { type McpServer, mcpServersFrom } from '../../domain/config/mcp-servers.js';
import type { McpLogin } from './mcp-login.js';
import type { McpServers } from './mcp-servers.js';

/** The configured servers; the configuration has been checked before. */
function configuredServers({ resolved }: ConfigInForce): readonly McpServer[] {
  const servers = mcpServersFrom(resolved.config);
  return servers.ok ? servers.value : [];
}

/** The configured server of a name. @throws CodexError `invalid-option` when there is none. */
export function configuredServer(inForce: ConfigInForce, name: string): McpServer {
  const servers = configuredServers(inForce);
  const found = servers.find((server) => server.name === name);
  if (found !== undefined) return found;
  const names = servers.map((server) => `\`${server.name}\``).join(', ');
  const hint = names === '' ? 'none is configured' : `expected one of ${names}`;
  throw new CodexError('invalid-option', `there is no MCP server \`${name}\`; ${hint}`);
}

/** The configured servers, each with how it is authorized. */
export async function describeServers(
  inForce: ConfigInForce,
  servers: Pick<McpServers, 'authStatus'>,
): Promise<readonly McpServerEntry[]> {
  const status = await servers.authStatus(configuredServers(inForce));
  return describeMcpServers(inForce).map((entry) => ({ ...entry, auth: status.get(entry.name) ?? 'unsupported' }));
}

/** A login that waits for the browser where the configuration says. */
export function loginOf({ resolved }: ConfigInForce, login: McpLogin): McpLogin & { readonly callback: CallbackPlace } {
  const { mcpOauthCallbackPort: port, mcpOauthCallbackUrl: url } = resolved.config;
  return { ...login, callback: { ...(port === undefined ? {} : { port }), ...(url === undefined ? {} : { url }) } };
}
