import { createHash, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { answerJson, OddHttpServer, type SeenRequest } from './odd-http-server.js';

/** A server that wants a login, and the authorization server beside it. */
export class GuardedHttpServer implements AsyncDisposable {
  readonly server: OddHttpServer;
  readonly #state: GuardState;

  private constructor(server: OddHttpServer, state: GuardState) {
    this.server = server;
    this.#state = state;
  }

  static async start(): Promise<GuardedHttpServer> {
    const state = new GuardState();
    const server = await OddHttpServer.start((request, response) => state.handle(request, response));
    state.origin = server.origin;
    return new GuardedHttpServer(server, state);
  }

  get url(): string {
    return this.server.url;
  }

  /** What clients were registered as, in order. */
  get registrations(): readonly Readonly<Record<string, unknown>>[] {
    return this.#state.registrations;
  }

  /** What kinds of grants tokens were given for. */
  get grants(): readonly string[] {
    return this.#state.grants;
  }

  /** Refuses every token that was given so far. */
  expireTokens(): void {
    this.#state.tokens.clear();
  }

  /** Refuses every refresh token that was given so far. */
  revoke(): void {
    this.#state.refreshTokens.clear();
  }

  /** Names another place for the authorization than the one beside the server. */
  nameElsewhere(authorizationServer: string): void {
    this.#state.authorizationServer = authorizationServer;
  }

  /** Logs in as a browser would, and follows it back. */
  async visit(url: URL): Promise<void> {
    const response = await fetch(url, { redirect: 'manual' });
    await fetch(response.headers.get('location') ?? '');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.server[Symbol.asyncDispose]();
  }
}

class GuardState {
  origin = '';
  authorizationServer: string | undefined;
  readonly registrations: Readonly<Record<string, unknown>>[] = [];
  readonly grants: string[] = [];
  readonly tokens = new Set<string>();
  readonly refreshTokens = new Set<string>();
  readonly #codes = new Map<string, string>();

  handle(request: SeenRequest, response: ServerResponse): boolean {
    const url = new URL(request.path, this.origin);
    switch (url.pathname) {
      case '/mcp':
        return this.#guard(request, response);
      case '/.well-known/oauth-protected-resource/mcp':
        answerJson(response, {
          resource: `${this.origin}/mcp`,
          authorization_servers: [this.authorizationServer ?? this.origin],
          scopes_supported: ['read'],
        });
        return true;
      case '/.well-known/oauth-authorization-server':
        this.#describe(response);
        return true;
      case '/register':
        this.#register(request, response);
        return true;
      case '/authorize':
        this.#authorize(url.searchParams, response);
        return true;
      case '/token':
        this.#grant(new URLSearchParams(request.body), response);
        return true;
      default:
        response.writeHead(404).end();
        return true;
    }
  }

  #guard({ headers }: SeenRequest, response: ServerResponse): boolean {
    if (this.tokens.has(headers.authorization?.replace('Bearer ', '') ?? '')) return false;
    const metadata = `${this.origin}/.well-known/oauth-protected-resource/mcp`;
    response.writeHead(401, { 'www-authenticate': `Bearer resource_metadata="${metadata}"` }).end();
    return true;
  }

  #describe(response: ServerResponse): void {
    answerJson(response, {
      issuer: this.origin,
      authorization_endpoint: `${this.origin}/authorize`,
      token_endpoint: `${this.origin}/token`,
      registration_endpoint: `${this.origin}/register`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['none'],
    });
  }

  #register({ body }: SeenRequest, response: ServerResponse): void {
    const client = JSON.parse(body) as Record<string, unknown>;
    this.registrations.push(client);
    answerJson(response, { ...client, client_id: `client-${this.registrations.length}` }, 201);
  }

  #authorize(params: URLSearchParams, response: ServerResponse): void {
    const code = randomUUID();
    this.#codes.set(code, params.get('code_challenge') ?? '');
    const location = new URL(params.get('redirect_uri') ?? '');
    location.searchParams.set('code', code);
    location.searchParams.set('state', params.get('state') ?? '');
    response.writeHead(302, { location: location.href }).end();
  }

  #grant(params: URLSearchParams, response: ServerResponse): void {
    const kind = params.get('grant_type') ?? '';
    const allowed =
      kind === 'refresh_token' ? this.refreshTokens.delete(params.get('refresh_token') ?? '') : this.#proves(params);
    if (!allowed) {
      answerJson(response, { error: 'invalid_grant' }, 400);
      return;
    }
    this.grants.push(kind);
    const [token, refresh] = [randomUUID(), randomUUID()];
    this.tokens.add(token);
    this.refreshTokens.add(refresh);
    answerJson(response, { access_token: token, refresh_token: refresh, token_type: 'Bearer', expires_in: 3600 });
  }

  #proves(params: URLSearchParams): boolean {
    const challenge = this.#codes.get(params.get('code') ?? '');
    const verifier = params.get('code_verifier') ?? '';
    return challenge !== undefined && createHash('sha256').update(verifier).digest('base64url') === challenge;
  }
}
