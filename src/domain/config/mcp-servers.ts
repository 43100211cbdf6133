import { err, ok, type Result } from '../result.js';
import { complaintAboutServer } from './check-mcp-server.js';
import type { Config } from './config.js';
import type { Inconsistency } from './inconsistency.js';
import { formatKeyPath } from './key-path.js';
import type { McpServerConfig } from './mcp-server-table.js';
import { tomlName } from './shape.js';

/** How calls of a tool are approved: by its annotations, always by a person, or never. */
export type McpApprovalMode = 'auto' | 'prompt' | 'approve';

/** How a server is reached. */
export type McpTransport =
  | {
      readonly kind: 'stdio';
      readonly command: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
      /** Names of variables that are inherited on top of the minimal environment. */
      readonly inheritedVariables: readonly string[];
      /** Relative to the thread's directory; that directory when absent. */
      readonly cwd?: string;
      /** The permission profile that confines the program; it runs unconfined when absent. */
      readonly permissions?: string;
    }
  | {
      readonly kind: 'http';
      readonly url: string;
      readonly bearerTokenVariable?: string;
      readonly headers: Readonly<Record<string, string>>;
      /** Header name to the environment variable that holds its value. */
      readonly headerVariables: Readonly<Record<string, string>>;
      readonly oauth?: McpOAuthClient;
    };

/** What the configuration says about the OAuth client of a server. */
export interface McpOAuthClient {
  /** Absent: a client is registered with the authorization server. */
  readonly clientId?: string;
  readonly clientSecretVariable?: string;
  /** The resource that a token is asked for; the server's address when absent. */
  readonly resource?: string;
  /** The scopes that a token is asked for; those that the server names when absent. */
  readonly scopes?: readonly string[];
}

/** A server of the Model Context Protocol, with every default filled in. */
export interface McpServer {
  readonly name: string;
  readonly transport: McpTransport;
  readonly enabled: boolean;
  /** A thread does not start without it. */
  readonly required: boolean;
  /** > 0. */
  readonly startupTimeoutMs: number;
  /** > 0. */
  readonly toolTimeoutMs: number;
  /** Absent: all tools. */
  readonly enabledTools?: readonly string[];
  readonly disabledTools: readonly string[];
  readonly defaultApprovalMode: McpApprovalMode;
  readonly toolApprovalModes: ReadonlyMap<string, McpApprovalMode>;
  readonly parallelToolCalls: boolean;
}

const stdioKeys = ['command', 'args', 'env', 'envVars', 'cwd', 'permissions'] as const;
const httpKeys = [
  'url',
  'bearerTokenEnvVar',
  'httpHeaders',
  'envHttpHeaders',
  'oauth',
  'oauthResource',
  'scopes',
] as const;

/** The configured servers by name, sorted; or the first one that is neither a command nor an address, or both. */
export function mcpServersFrom(config: Config): Result<readonly McpServer[], Inconsistency> {
  const servers: McpServer[] = [];
  for (const [name, server] of Object.entries(config.mcpServers ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const transport = transportOf(server);
    if (!transport.ok) return err(inconsistent(name, transport.error));
    const complaint = complaintAboutServer(name, server);
    if (complaint !== undefined) return err(complaint);
    servers.push({ name, transport: transport.value, ...settingsOf(server) });
  }
  return ok(servers);
}

function inconsistent(name: string, reason: string): Inconsistency {
  const path = ['mcp_servers', name];
  return { path, message: `\`${formatKeyPath(path)}\` ${reason}` };
}

function transportOf(server: McpServerConfig): Result<McpTransport, string> {
  if (server.command !== undefined) {
    const alien = httpKeys.find((key) => server[key] !== undefined);
    return alien === undefined ? ok(stdioTransport(server, server.command)) : err(mixed('command', alien));
  }
  if (server.url !== undefined) {
    const alien = stdioKeys.find((key) => server[key] !== undefined);
    return alien === undefined ? ok(httpTransport(server, server.url)) : err(mixed('url', alien));
  }
  return err('has no transport; set `command` for a program or `url` for a server that is reached over HTTP');
}

function mixed(transport: 'command' | 'url', alien: keyof McpServerConfig): string {
  return `has \`${transport}\` and also \`${tomlName(alien)}\`, which belongs to the other kind of server; remove one of the two`;
}

function stdioTransport(server: McpServerConfig, command: string): McpTransport {
  const inheritedVariables = (server.envVars ?? []).flatMap((variable) =>
    typeof variable === 'string' ? [variable] : (variable.name ?? []),
  );
  return {
    kind: 'stdio',
    command,
    args: server.args ?? [],
    env: server.env ?? {},
    inheritedVariables,
    ...(server.cwd === undefined ? {} : { cwd: server.cwd }),
    ...(server.permissions === undefined ? {} : { permissions: server.permissions }),
  };
}

function httpTransport(server: McpServerConfig, url: string): McpTransport {
  const oauth = oauthClient(server);
  return {
    kind: 'http',
    url,
    headers: server.httpHeaders ?? {},
    headerVariables: server.envHttpHeaders ?? {},
    ...(server.bearerTokenEnvVar === undefined ? {} : { bearerTokenVariable: server.bearerTokenEnvVar }),
    ...(Object.keys(oauth).length === 0 ? {} : { oauth }),
  };
}

function oauthClient({ oauth = {}, oauthResource, scopes }: McpServerConfig): McpOAuthClient {
  return {
    ...(oauth.clientId === undefined ? {} : { clientId: oauth.clientId }),
    ...(oauth.clientSecretEnvVar === undefined ? {} : { clientSecretVariable: oauth.clientSecretEnvVar }),
    ...(oauthResource === undefined ? {} : { resource: oauthResource }),
    ...(scopes === undefined ? {} : { scopes }),
  };
}

function settingsOf(server: McpServerConfig): Omit<McpServer, 'name' | 'transport'> {
  const modes = Object.entries(server.tools ?? {}).flatMap(([tool, { approvalMode }]) =>
    approvalMode === undefined ? [] : [[tool, approvalMode] as const],
  );
  return {
    enabled: server.enabled ?? true,
    required: server.required ?? false,
    startupTimeoutMs: milliseconds(server.startupTimeoutSec) ?? server.startupTimeoutMs ?? 10_000,
    toolTimeoutMs: milliseconds(server.toolTimeoutSec) ?? 60_000,
    ...(server.enabledTools === undefined ? {} : { enabledTools: server.enabledTools }),
    disabledTools: server.disabledTools ?? [],
    defaultApprovalMode: server.defaultToolsApprovalMode ?? 'auto',
    toolApprovalModes: new Map(modes),
    parallelToolCalls: server.supportsParallelToolCalls ?? false,
  };
}

function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.max(1, Math.round(seconds * 1000));
}
