import type { McpServerConfig } from '../../domain/config/mcp-server-table.js';
import type { McpAuthStatus } from '../../domain/mcp/auth-status.js';
import type { ConfigurationLayer } from './describe-configuration.js';
import type { ConfigInForce } from './load-config.js';

/** A configured server of the Model Context Protocol, as it was written: nothing is filled in but `enabled`. */
export interface McpServerEntry {
  readonly name: string;
  readonly enabled: boolean;
  /** How it is reached. Variables and headers may hold secrets. */
  readonly transport: McpServerTransport;
  /** In seconds. */
  readonly startupTimeoutSec?: number;
  /** In seconds. */
  readonly toolTimeoutSec?: number;
  readonly enabledTools?: readonly string[];
  readonly disabledTools?: readonly string[];
  readonly auth: McpAuthStatus;
  /** The highest layer that says something about it. */
  readonly layer: ConfigurationLayer;
}

/** How a server is reached. */
export type McpServerTransport =
  | {
      readonly kind: 'stdio';
      readonly command: string;
      readonly args: readonly string[];
      readonly env?: Readonly<Record<string, string>>;
      /** Names of variables that the server inherits. */
      readonly envVars: readonly string[];
      readonly cwd?: string;
    }
  | {
      readonly kind: 'http';
      readonly url: string;
      readonly bearerTokenEnvVar?: string;
      readonly httpHeaders?: Readonly<Record<string, string>>;
      readonly envHttpHeaders?: Readonly<Record<string, string>>;
    };

/** The servers of a configuration, sorted by name. How they are authorized is looked up by whoever keeps the logins. */
export function describeMcpServers({ resolved }: ConfigInForce): readonly Omit<McpServerEntry, 'auth'>[] {
  return Object.entries(resolved.config.mcpServers ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, server]) => {
      const layer = resolved.originOf(['mcp_servers', name]);
      return {
        name,
        enabled: server.enabled ?? true,
        transport: transportOf(server),
        ...present({
          startupTimeoutSec: startupTimeoutOf(server),
          toolTimeoutSec: server.toolTimeoutSec,
          enabledTools: server.enabledTools,
          disabledTools: server.disabledTools,
        }),
        layer: { name: layer?.name ?? 'session', source: layer?.source ?? 'configuration' },
      };
    });
}

function transportOf(server: McpServerConfig): McpServerTransport {
  if (server.url !== undefined) {
    const { url, bearerTokenEnvVar, httpHeaders, envHttpHeaders } = server;
    return { kind: 'http', url, ...present({ bearerTokenEnvVar, httpHeaders, envHttpHeaders }) };
  }
  const { command = '', args = [], env, envVars = [], cwd } = server;
  const inherited = envVars.flatMap((variable) => (typeof variable === 'string' ? [variable] : (variable.name ?? [])));
  return { kind: 'stdio', command, args, envVars: inherited, ...present({ env, cwd }) };
}

function startupTimeoutOf({ startupTimeoutSec, startupTimeoutMs }: McpServerConfig): number | undefined {
  return startupTimeoutSec ?? (startupTimeoutMs === undefined ? undefined : startupTimeoutMs / 1000);
}

function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
