import type {
  OAuthClientInformationContext,
  OAuthClientMetadata,
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from '@modelcontextprotocol/client';
import type { McpOAuthClient } from '../../domain/config/mcp-servers.js';
import { type SavedLogin, withTokens } from './saved-login.js';

/** What a login is made with. */
export interface LoginProviderOptions {
  readonly redirectUrl: string;
  /** Ties the browser's return to this login. */
  readonly state: string;
  /** What the configuration says about the client. */
  readonly oauth: McpOAuthClient;
  /** The secret of a client that was registered beforehand. */
  readonly clientSecret?: string;
  /** The registration of an earlier login. */
  readonly registered?: StoredOAuthClientInformation;
  readonly now: () => number;
}

/** Collects what one login yields. Nothing is stored before it is complete. */
export class LoginProvider implements OAuthClientProvider {
  readonly redirectUrl: string;
  /** Where the user has to go; known once the login has begun. */
  authorizationUrl: URL | undefined;
  readonly #options: LoginProviderOptions;
  #login: SavedLogin = {};
  #verifier = '';

  constructor(options: LoginProviderOptions) {
    this.#options = options;
    this.redirectUrl = options.redirectUrl;
    const { clientId } = options.oauth;
    if (clientId !== undefined) {
      const secret = options.clientSecret === undefined ? {} : { client_secret: options.clientSecret };
      this.#login = { client: { client_id: clientId, ...secret } };
    } else if (options.registered !== undefined) this.#login = { client: options.registered };
  }

  /** Everything that is to be remembered. */
  get login(): SavedLogin {
    return this.#login;
  }

  get clientMetadata(): OAuthClientMetadata {
    const { scopes } = this.#options.oauth;
    return {
      client_name: 'Codex',
      redirect_uris: [this.redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: this.#options.clientSecret === undefined ? 'none' : 'client_secret_post',
      application_type: 'native',
      ...(scopes === undefined ? {} : { scope: scopes.join(' ') }),
    };
  }

  state(): string {
    return this.#options.state;
  }

  /** A client that was registered beforehand belongs to whichever authorization server the user's server names. */
  clientInformation(context?: OAuthClientInformationContext): StoredOAuthClientInformation | undefined {
    const { client } = this.#login;
    if (client === undefined || client.issuer !== undefined || context === undefined) return client;
    return { ...client, issuer: context.issuer };
  }

  saveClientInformation(client: StoredOAuthClientInformation): void {
    this.#login = { ...this.#login, client };
  }

  tokens(): StoredOAuthTokens | undefined {
    return this.#login.tokens;
  }

  saveTokens(tokens: StoredOAuthTokens): void {
    this.#login = withTokens(this.#login, tokens, this.#options.now());
  }

  redirectToAuthorization(url: URL): void {
    this.authorizationUrl = url;
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }

  codeVerifier(): string {
    return this.#verifier;
  }

  discoveryState(): OAuthDiscoveryState | undefined {
    return this.#login.discovery;
  }

  saveDiscoveryState(discovery: OAuthDiscoveryState): void {
    this.#login = { ...this.#login, discovery };
  }

  saveResourceUrl(resource: string): void {
    this.#login = { ...this.#login, resource };
  }

  invalidateCredentials(scope: 'all' | 'client' | 'tokens' | 'verifier' | 'discovery'): void {
    const { client, tokens, discovery, ...rest } = this.#login;
    const keeps = (part: typeof scope): boolean => scope !== 'all' && scope !== part;
    this.#login = {
      ...rest,
      ...(client !== undefined && keeps('client') ? { client } : {}),
      ...(tokens !== undefined && keeps('tokens') ? { tokens } : {}),
      ...(discovery !== undefined && keeps('discovery') ? { discovery } : {}),
    };
  }
}
