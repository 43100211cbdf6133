import { describe, expect, it } from 'vitest';
import { FixedClock } from '../../../src/adapters/in-memory/fixed-clock.js';
import {
  logInToMcpServer,
  logOutOfMcpServer,
  type McpLoginOptions,
  mcpAuthStatus,
} from '../../../src/adapters/mcp-client/log-in.js';
import { CodexError } from '../../../src/domain/codex-error.js';
import type { CredentialStore, StoredCredentials } from '../../../src/ports/credential-store.js';
import { GuardedHttpServer } from './support/guarded-http-server.js';
import { httpServer } from './support/http-program.js';
import { callTool, McpBench, never, oddServer, serverAt } from './support/mcp-bench.js';

class InMemoryCredentials implements CredentialStore {
  readonly entries = new Map<string, StoredCredentials>();

  async read(key: string): Promise<StoredCredentials | undefined> {
    return this.entries.get(key);
  }

  async write(key: string, credentials?: StoredCredentials): Promise<void> {
    if (credentials === undefined) this.entries.delete(key);
    else this.entries.set(key, structuredClone(credentials));
  }
}

function loginOptions(
  guarded: GuardedHttpServer,
  more: Partial<McpLoginOptions> = {},
): McpLoginOptions & { credentials: InMemoryCredentials } {
  return {
    credentials: new InMemoryCredentials(),
    clock: new FixedClock(),
    variables: {},
    visit: (url) => guarded.visit(url),
    signal: never,
    ...more,
  } as McpLoginOptions & { credentials: InMemoryCredentials };
}

const wantsLogin = ['MCP server `mini` is not available: it wants a login; run `codex-sdk mcp login mini`'];

describe('a login', () => {
  it('finds the authorization server, registers a client and proves itself; calls then carry the token', async () => {
    await using guarded = await GuardedHttpServer.start();
    const options = loginOptions(guarded);
    const server = serverAt(httpServer(guarded.url));
    await logInToMcpServer(server, options);
    expect(guarded.registrations).toEqual([
      expect.objectContaining({
        client_name: 'Codex',
        redirect_uris: [expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/)],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'none',
      }),
    ]);
    await using bench = await McpBench.create({ credentials: options.credentials });
    const source = bench.source([server]);
    expect((await source.offer(never)).problems).toEqual([]);
    expect(await callTool(source, 'echo')).toMatchObject({ kind: 'success' });
  });

  it('uses the client that the configuration names, and asks for its scopes', async () => {
    await using guarded = await GuardedHttpServer.start();
    const visited: URL[] = [];
    const options = loginOptions(guarded, {
      visit: (url) => {
        visited.push(url);
        return guarded.visit(url);
      },
    });
    await logInToMcpServer(
      serverAt(httpServer(guarded.url, { oauth: { clientId: 'mine', scopes: ['a', 'b'] } })),
      options,
    );
    const params = visited[0]?.searchParams;
    expect([
      guarded.registrations,
      params?.get('client_id'),
      params?.get('scope'),
      params?.get('code_challenge_method'),
    ]).toEqual([[], 'mine', 'a b', 'S256']);
  });

  it('turns away whoever comes back without the state of this login', async () => {
    await using guarded = await GuardedHttpServer.start();
    const options = loginOptions(guarded, {
      visit: async (url) => {
        const back = new URL(url.searchParams.get('redirect_uri') ?? '');
        for (const forged of ['?code=x', '?code=x&state=wrong', '?error=denied&state=wrong']) {
          expect((await fetch(new URL(forged, back))).status).toBe(404);
        }
        await guarded.visit(url);
      },
    });
    await logInToMcpServer(serverAt(httpServer(guarded.url)), options);
    expect(guarded.grants).toEqual(['authorization_code']);
  });

  it('that is refused says why, and nothing is stored', async () => {
    await using guarded = await GuardedHttpServer.start();
    const options = loginOptions(guarded, {
      visit: async (url) => {
        const back = new URL(url.searchParams.get('redirect_uri') ?? '');
        back.search = `?error=access_denied&error_description=not+you&state=${url.searchParams.get('state')}`;
        await fetch(back);
      },
    });
    const error = await logInToMcpServer(serverAt(httpServer(guarded.url)), options).catch((cause: unknown) => cause);
    expect([CodexError.is(error) && error.code, String(error), options.credentials.entries.size]).toEqual([
      'tool-source-failed',
      'CodexError: cannot log in to MCP server `mini`: the authorization server refused: not you',
      0,
    ]);
  });

  it('that is given up ends with an AbortError', async () => {
    await using guarded = await GuardedHttpServer.start();
    const interruption = new AbortController();
    const options = loginOptions(guarded, { signal: interruption.signal, visit: () => interruption.abort() });
    await expect(logInToMcpServer(serverAt(httpServer(guarded.url)), options)).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it.each([
    ['http://169.254.169.254', 'not reached over TLS'],
    ['https://169.254.169.254', 'an address of the local network'],
    ['https://10.0.0.1', 'an address of the local network'],
    ['file:///etc/passwd', 'Invalid URL'],
  ])('is not led to %s', async (elsewhere, reason) => {
    await using guarded = await GuardedHttpServer.start();
    guarded.nameElsewhere(elsewhere);
    const error = await logInToMcpServer(serverAt(httpServer(guarded.url)), loginOptions(guarded)).catch(
      (cause: unknown) => cause,
    );
    expect(String(error)).toContain(reason);
  });

  it('to a program makes no sense', async () => {
    await using guarded = await GuardedHttpServer.start();
    await expect(logInToMcpServer(serverAt(oddServer('plain')), loginOptions(guarded))).rejects.toThrow(
      'MCP server `mini` is a program; only servers that are reached over HTTP are logged in to',
    );
  });
});

describe('a stored login', () => {
  it('is refreshed when its token is refused, and stored anew', async () => {
    await using guarded = await GuardedHttpServer.start();
    const options = loginOptions(guarded);
    const server = serverAt(httpServer(guarded.url));
    await logInToMcpServer(server, options);
    const before = JSON.stringify([...options.credentials.entries]);
    guarded.expireTokens();
    await using bench = await McpBench.create({ credentials: options.credentials });
    expect((await bench.source([server]).offer(never)).problems).toEqual([]);
    expect(guarded.grants).toEqual(['authorization_code', 'refresh_token']);
    expect(JSON.stringify([...options.credentials.entries])).not.toBe(before);
  });

  it('is refreshed before it expires, once however many ask', async () => {
    await using guarded = await GuardedHttpServer.start();
    const clock = new FixedClock();
    const options = loginOptions(guarded, { clock });
    const server = serverAt(httpServer(guarded.url));
    await logInToMcpServer(server, options);
    await using bench = await McpBench.create({ credentials: options.credentials, clock });
    const source = bench.source([server]);
    await source.offer(never);
    await clock.advance(3_590_000);
    await Promise.all([1, 2, 3].map(() => callTool(source, 'echo')));
    expect(guarded.grants).toEqual(['authorization_code', 'refresh_token']);
  });

  it('that is worth nothing any more is a problem that says what to do', async () => {
    await using guarded = await GuardedHttpServer.start();
    const options = loginOptions(guarded);
    const server = serverAt(httpServer(guarded.url));
    await logInToMcpServer(server, options);
    guarded.expireTokens();
    guarded.revoke();
    await using bench = await McpBench.create({ credentials: options.credentials });
    expect((await bench.source([server]).offer(never)).problems).toEqual(wantsLogin);
  });

  it('is not sent to another address under the same name', async () => {
    await using guarded = await GuardedHttpServer.start();
    await using other = await GuardedHttpServer.start();
    const options = loginOptions(guarded);
    await logInToMcpServer(serverAt(httpServer(guarded.url)), options);
    await using bench = await McpBench.create({ credentials: options.credentials });
    expect((await bench.source([serverAt(httpServer(other.url))]).offer(never)).problems).toEqual(wantsLogin);
    expect(other.server.requests.filter(({ headers }) => 'authorization' in headers)).toEqual([]);
  });

  it('can be looked at and forgotten', async () => {
    await using guarded = await GuardedHttpServer.start();
    const options = loginOptions(guarded);
    const server = serverAt(httpServer(guarded.url));
    const status = (): Promise<unknown> => mcpAuthStatus(server, options.credentials);
    const seen = [await status()];
    await logInToMcpServer(server, options);
    seen.push(await status());
    expect([
      await logOutOfMcpServer(server, options.credentials),
      await logOutOfMcpServer(server, options.credentials),
    ]).toEqual([true, false]);
    seen.push(await status());
    seen.push(await mcpAuthStatus(serverAt(oddServer('plain')), options.credentials));
    seen.push(
      await mcpAuthStatus(serverAt(httpServer(guarded.url, { bearerTokenVariable: 'T' })), options.credentials),
    );
    expect(seen).toEqual(['not-logged-in', 'oauth', 'not-logged-in', 'unsupported', 'bearer-token']);
  });
});
