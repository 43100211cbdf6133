import { randomBytes } from 'node:crypto';
import { CodexError } from '../../domain/codex-error.js';
import type { McpServer, McpTransport } from '../../domain/config/mcp-servers.js';
import type { McpAuthStatus } from '../../domain/mcp/auth-status.js';
import type { Clock } from '../../ports/clock.js';
import type { CredentialStore } from '../../ports/credential-store.js';
import { type AuthorizationCallback, CallbackListener, type CallbackPlace } from './callback-listener.js';
import { LoginProvider } from './login-provider.js';
import { readLogin, writeLogin } from './saved-login.js';
import { ServerFetch } from './server-fetch.js';

/** How a user logs in to a server. */
export interface McpLoginOptions {
  readonly credentials: CredentialStore;
  readonly clock: Clock;
  /** The environment variables; the configuration may name one that holds a client's secret. */
  readonly variables: Readonly<Record<string, string>>;
  /** Shows the user the address to visit, or opens it in a browser. */
  readonly visit: (url: URL) => void | Promise<void>;
  /** Aborting it gives the login up. */
  readonly signal: AbortSignal;
  readonly callback?: CallbackPlace;
  /** The scopes to ask for, instead of those of the configuration. */
  readonly scopes?: readonly string[];
}

type HttpTransport = Extract<McpTransport, { kind: 'http' }>;

/**
 * Logs in to a server that is reached over HTTP: finds its authorization server, registers a client if need be, sends the user there and
 * waits for the browser to come back to this machine. The tokens are kept in the store.
 *
 * @throws CodexError `tool-source-failed` when the server is none to log in to, or the login fails; an `AbortError` when it is given up.
 */
export async function logInToMcpServer(server: McpServer, options: McpLoginOptions): Promise<void> {
  const transport = httpTransportOf(server);
  const target = { name: server.name, url: transport.url };
  const listener = await CallbackListener.open(options.callback ?? {});
  const fetch = new ServerFetch(new URL(transport.url));
  try {
    const provider = await newProvider(server, transport, { options, redirectUrl: listener.redirectUrl });
    await authorize(provider, { transport, options, fetch, listener });
    await writeLogin(options.credentials, target, provider.login);
  } catch (cause) {
    if (options.signal.aborted) throw cause;
    throw loginFailed(server, cause);
  } finally {
    await listener.close();
    fetch.close();
  }
}

function loginFailed({ name }: McpServer, cause: unknown): CodexError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CodexError('tool-source-failed', `cannot log in to MCP server \`${name}\`: ${reason}`, { cause });
}

/** Forgets the login to a server. Answers whether there was one. */
export async function logOutOfMcpServer(server: McpServer, credentials: CredentialStore): Promise<boolean> {
  const { url } = httpTransportOf(server);
  const target = { name: server.name, url };
  const existed = (await readLogin(credentials, target)) !== undefined;
  if (existed) await writeLogin(credentials, target);
  return existed;
}

/** How requests to a server are authorized, as far as it can be told without asking it. */
export async function mcpAuthStatus(
  { name, transport }: McpServer,
  credentials: CredentialStore,
): Promise<McpAuthStatus> {
  if (transport.kind === 'stdio') return 'unsupported';
  const names = [...Object.keys(transport.headers), ...Object.keys(transport.headerVariables)];
  const hasHeader = names.some((header) => header.toLowerCase() === 'authorization');
  if (transport.bearerTokenVariable !== undefined || hasHeader) return 'bearer-token';
  const login = await readLogin(credentials, { name, url: transport.url });
  return login?.tokens === undefined ? 'not-logged-in' : 'oauth';
}

function httpTransportOf({ name, transport }: McpServer): HttpTransport {
  if (transport.kind === 'http') return transport;
  throw new CodexError(
    'tool-source-failed',
    `MCP server \`${name}\` is a program; only servers that are reached over HTTP are logged in to`,
  );
}

async function newProvider(
  { name }: McpServer,
  { url, oauth = {} }: HttpTransport,
  { options, redirectUrl }: { readonly options: McpLoginOptions; readonly redirectUrl: string },
): Promise<LoginProvider> {
  const { clientSecretVariable } = oauth;
  const clientSecret = clientSecretVariable === undefined ? undefined : options.variables[clientSecretVariable];
  if (clientSecretVariable !== undefined && clientSecret === undefined) {
    throw new Error(`environment variable \`${clientSecretVariable}\`, which holds the client's secret, is not set`);
  }
  const earlier = await readLogin(options.credentials, { name, url });
  const isReusable = earlier?.client !== undefined && registeredFor(earlier.client, redirectUrl);
  return new LoginProvider({
    redirectUrl,
    state: randomBytes(32).toString('base64url'),
    oauth: options.scopes === undefined ? oauth : { ...oauth, scopes: options.scopes },
    now: () => options.clock.now(),
    ...(clientSecret === undefined ? {} : { clientSecret }),
    ...(isReusable ? { registered: earlier.client } : {}),
  });
}

/** A registration is good for the addresses that it names; a free port is a new address every time. */
function registeredFor(client: object, redirectUrl: string): boolean {
  const uris: unknown = 'redirect_uris' in client ? client.redirect_uris : undefined;
  return Array.isArray(uris) && uris.includes(redirectUrl);
}

interface Authorization {
  readonly transport: HttpTransport;
  readonly options: McpLoginOptions;
  readonly fetch: ServerFetch;
  readonly listener: CallbackListener;
}

async function authorize(
  provider: LoginProvider,
  { transport, options, fetch, listener }: Authorization,
): Promise<void> {
  const { auth } = await import('@modelcontextprotocol/client');
  const { oauth: { scopes, resource } = {} } = transport;
  const scope = (options.scopes ?? scopes)?.join(' ');
  const request = {
    serverUrl: resource ?? transport.url,
    fetchFn: abortable(fetch, options.signal),
    ...(scope === undefined ? {} : { scope }),
    ...(await challengeOf(transport, fetch, options.signal)),
  };
  if ((await auth(provider, request)) === 'AUTHORIZED') return;
  const { authorizationUrl } = provider;
  if (authorizationUrl === undefined) throw new Error('the authorization server names no address to visit');
  const waiting = listener.wait(provider.state(), options.signal);
  waiting.catch(() => undefined);
  await options.visit(authorizationUrl);
  await auth(provider, { ...request, ...callbackParameters(await waiting) });
}

function callbackParameters({ code, issuer }: AuthorizationCallback): { authorizationCode: string; iss?: string } {
  return { authorizationCode: code, ...(issuer === undefined ? {} : { iss: issuer }) };
}

/** Servers say in their refusal where their authorization is described. */
async function challengeOf(
  { url }: HttpTransport,
  { fetch }: ServerFetch,
  signal: AbortSignal,
): Promise<{ readonly resourceMetadataUrl?: URL; readonly scope?: string }> {
  const { extractWWWAuthenticateParams } = await import('@modelcontextprotocol/client');
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'ping' });
  const response = await fetch(url, { method: 'POST', headers, body, signal });
  await response.body?.cancel();
  const { resourceMetadataUrl, scope } = extractWWWAuthenticateParams(response);
  return {
    ...(resourceMetadataUrl === undefined ? {} : { resourceMetadataUrl }),
    ...(scope === undefined ? {} : { scope }),
  };
}

function abortable({ fetch }: ServerFetch, signal: AbortSignal): ServerFetch['fetch'] {
  return (input, init = {}) =>
    fetch(input, { ...init, signal: init.signal ? AbortSignal.any([init.signal, signal]) : signal });
}
