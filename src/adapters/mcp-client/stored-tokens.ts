import type { AuthProvider } from '@modelcontextprotocol/client';
import type { Clock } from '../../ports/clock.js';
import type { CredentialStore } from '../../ports/credential-store.js';
import { type LoginTarget, metadataOf, readLogin, type SavedLogin, withTokens, writeLogin } from './saved-login.js';
import type { Fetch } from './server-fetch.js';

/** What tokens are read and refreshed with. */
export interface StoredTokensOptions {
  readonly target: LoginTarget;
  readonly credentials: CredentialStore;
  readonly fetch: Fetch;
  readonly clock: Clock;
}

/** A token is refreshed so long before it expires. */
const leewayMs = 30_000;

/**
 * The tokens of a login that was made before. They are refreshed when they expire or are refused; nobody is asked to log in. Other
 * processes may refresh the same login: what they stored is used before anything else is tried.
 */
export class StoredTokens implements AuthProvider {
  readonly #options: StoredTokensOptions;
  #login: SavedLogin | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(options: StoredTokensOptions) {
    this.#options = options;
  }

  async token(): Promise<string | undefined> {
    this.#login ??= await this.#read();
    const { expiresAt } = this.#login ?? {};
    if (expiresAt !== undefined && this.#options.clock.now() > expiresAt - leewayMs) await this.#renew();
    return this.#login?.tokens?.access_token;
  }

  async onUnauthorized(): Promise<void> {
    const before = this.#login?.tokens?.access_token;
    await this.#renew();
    if (before === this.#login?.tokens?.access_token) throw new Error('Unauthorized');
  }

  #renew(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #refresh(): Promise<void> {
    if (await this.#adoptNewer()) return;
    const { clock, fetch, credentials, target } = this.#options;
    const { client, tokens, discovery, resource } = this.#login ?? {};
    if (
      this.#login === undefined ||
      client === undefined ||
      tokens?.refresh_token === undefined ||
      discovery === undefined
    )
      return;
    const { refreshAuthorization } = await import('@modelcontextprotocol/client');
    const metadata = metadataOf(this.#login);
    try {
      const renewed = await refreshAuthorization(discovery.authorizationServerUrl, {
        clientInformation: client,
        refreshToken: tokens.refresh_token,
        fetchFn: fetch,
        ...(metadata === undefined ? {} : { metadata }),
        ...(resource === undefined ? {} : { resource }),
      });
      this.#login = withTokens(this.#login, { ...tokens, ...renewed }, clock.now());
      await writeLogin(credentials, target, this.#login);
    } catch (cause) {
      // Another process may have used the refresh token up, and stored what it got for it.
      if (!(await this.#adoptNewer())) throw new Error('Unauthorized', { cause });
    }
  }

  /** Takes over what another process stored meanwhile. */
  async #adoptNewer(): Promise<boolean> {
    const stored = await this.#read();
    const isNewer = stored?.tokens !== undefined && stored.tokens.access_token !== this.#login?.tokens?.access_token;
    if (isNewer || this.#login === undefined) this.#login = stored;
    return isNewer;
  }

  #read(): Promise<SavedLogin | undefined> {
    return readLogin(this.#options.credentials, this.#options.target);
  }
}
