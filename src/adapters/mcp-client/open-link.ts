import type { McpServer, McpTransport } from '../../domain/config/mcp-servers.js';
import { serverEnvironment } from '../../domain/mcp/server-environment.js';
import { type AbsolutePath, resolvePath } from '../../domain/paths/absolute-path.js';
import type { Result } from '../../domain/result.js';
import type { Clock } from '../../ports/clock.js';
import type { CredentialStore } from '../../ports/credential-store.js';
import type { Environment } from '../../ports/environment.js';
import type { OutputChunk, SandboxedProcess } from '../../ports/process-sandbox.js';
import { ConfinedServerProcess, outputOf } from './confined-server-process.js';
import { HttpLink } from './http-link.js';
import { startNodeProcess } from './node-server-process.js';
import { ServerFetch } from './server-fetch.js';
import type { ServerLink } from './server-link.js';
import type { ServerOutput, ServerProcess, ServerProgram } from './server-process.js';
import { StdioLink } from './stdio-link.js';
import { StoredTokens } from './stored-tokens.js';

/** A program to be started under a permission profile. */
export interface ConfinedProgram {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: AbsolutePath;
  /** Its whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Receives its output; must not throw. */
  readonly onOutput: (chunk: OutputChunk) => void;
}

/** A permission profile under which programs can be started. */
export interface ServerConfinement {
  /** Equal exactly when the confinements are: servers are shared only where it is. */
  readonly identity: string;
  /** Starts a program with an open standard input; an error is a sentence about why the profile cannot be enforced. */
  start(program: ConfinedProgram): Promise<Result<SandboxedProcess, string>>;
}

/** What links are made with. */
export interface LinkParts {
  readonly clock: Clock;
  readonly environment: Pick<Environment, 'variables' | 'platform'>;
  readonly credentials?: CredentialStore;
}

/** A server, and where and how its program would run. */
export interface ServerPlace {
  readonly server: McpServer;
  readonly workingDirectory: AbsolutePath;
  readonly confinement?: ServerConfinement;
}

/** Prepares the way to a server. Rejects with an `Error` whose message says what is missing for it. */
export function openLink(place: ServerPlace, parts: LinkParts): Promise<ServerLink> {
  const { transport } = place.server;
  if (transport.kind === 'http') return openHttpLink(place.server, transport, parts);
  return Promise.resolve(openStdioLink(place, transport, parts));
}

/** Where a server's program is started. */
export function directoryOf(
  { workingDirectory }: Pick<ServerPlace, 'workingDirectory'>,
  { cwd }: Extract<McpTransport, { kind: 'stdio' }>,
): AbsolutePath {
  return cwd === undefined ? workingDirectory : resolvePath(workingDirectory, cwd);
}

function openStdioLink(
  place: ServerPlace,
  transport: Extract<McpTransport, { kind: 'stdio' }>,
  { clock, environment }: LinkParts,
): ServerLink {
  const style = environment.platform === 'windows' ? 'windows' : 'posix';
  const program: ServerProgram = {
    command: transport.command,
    args: transport.args,
    cwd: directoryOf(place, transport),
    environment: serverEnvironment(environment.variables, transport, style),
  };
  const { permissions } = transport;
  const start = (output: ServerOutput): Promise<ServerProcess> => {
    if (permissions === undefined) return startNodeProcess(program, output);
    if (place.confinement !== undefined) return startConfined(program, place.confinement, output);
    throw new Error(`permission profile \`${permissions}\` cannot be enforced here, so it is not started`);
  };
  return new StdioLink(async (output) => start(output), clock);
}

async function startConfined(
  { command, args, cwd, environment }: ServerProgram,
  confinement: ServerConfinement,
  output: ServerOutput,
): Promise<ServerProcess> {
  const started = await confinement.start({
    argv: [command, ...args],
    cwd: cwd as AbsolutePath,
    environment,
    onOutput: outputOf(output),
  });
  if (!started.ok) throw new Error(started.error);
  return new ConfinedServerProcess(started.value);
}

async function openHttpLink(
  server: McpServer,
  transport: Extract<McpTransport, { kind: 'http' }>,
  { clock, environment, credentials }: LinkParts,
): Promise<ServerLink> {
  const url = new URL(transport.url);
  const fetch = new ServerFetch(url);
  const headers = headersOf(transport, environment.variables);
  const hasToken = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
  const tokens =
    hasToken || credentials === undefined
      ? undefined
      : new StoredTokens({ target: { name: server.name, url: transport.url }, credentials, fetch: fetch.fetch, clock });
  return HttpLink.open({
    url,
    headers,
    clock,
    fetch,
    unauthorized: hasToken
      ? 'it does not accept the authorization that the configuration gives'
      : `it wants a login; run \`codex-sdk mcp login ${server.name}\``,
    ...(tokens === undefined ? {} : { authProvider: tokens }),
  });
}

function headersOf(
  { bearerTokenVariable, headers, headerVariables }: Extract<McpTransport, { kind: 'http' }>,
  variables: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const fromVariables = Object.entries(headerVariables).flatMap(([name, variable]) => {
    const value = variables[variable];
    return value === undefined || value === '' ? [] : [[name, checked(value, variable)] as const];
  });
  const all = { ...headers, ...Object.fromEntries(fromVariables) };
  if (bearerTokenVariable === undefined) return all;
  const token = variables[bearerTokenVariable];
  if (token === undefined || token === '') {
    throw new Error(`environment variable \`${bearerTokenVariable}\`, which holds its bearer token, is not set`);
  }
  return { ...all, authorization: `Bearer ${checked(token, bearerTokenVariable)}` };
}

function checked(value: string, variable: string): string {
  if (/^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value)) return value;
  throw new Error(`environment variable \`${variable}\` holds a character that headers cannot hold`);
}
