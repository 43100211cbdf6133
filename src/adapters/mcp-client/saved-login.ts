import type {
  AuthorizationServerMetadata,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from '@modelcontextprotocol/client';
import { isRecord, own, ownText } from '../../domain/mcp/json-extent.js';
import type { CredentialStore, StoredCredentials } from '../../ports/credential-store.js';

/** A login to one server. */
export interface SavedLogin {
  readonly client?: StoredOAuthClientInformation;
  readonly tokens?: StoredOAuthTokens;
  /** Milliseconds since the epoch; absent when the token does not say. */
  readonly expiresAt?: number;
  readonly discovery?: OAuthDiscoveryState;
  /** What the token is good for. */
  readonly resource?: string;
}

/** A server that is logged in to. A login belongs to a name and an address: with another address it is another login. */
export interface LoginTarget {
  readonly name: string;
  readonly url: string;
}

/** Under which key a login is kept. */
function loginKey({ name, url }: LoginTarget): string {
  return `${name}|${url}`;
}

/** The login to a server; `undefined` when there is none that can be used. */
export async function readLogin(store: CredentialStore, target: LoginTarget): Promise<SavedLogin | undefined> {
  const stored = await store.read(loginKey(target));
  return stored === undefined ? undefined : decodeLogin(stored);
}

/** Keeps a login, or forgets it. */
export function writeLogin(store: CredentialStore, target: LoginTarget, login?: SavedLogin): Promise<void> {
  return store.write(loginKey(target), login === undefined ? undefined : { ...login });
}

function decodeLogin(stored: StoredCredentials): SavedLogin {
  const client = record(stored, 'client', 'client_id') as StoredOAuthClientInformation | undefined;
  const tokens = record(stored, 'tokens', 'access_token') as StoredOAuthTokens | undefined;
  const discovery = record(stored, 'discovery', 'authorizationServerUrl') as OAuthDiscoveryState | undefined;
  const resource = ownText(stored, 'resource');
  const expiresAt = own(stored, 'expiresAt');
  return {
    ...(client === undefined ? {} : { client }),
    ...(tokens === undefined ? {} : { tokens }),
    ...(typeof expiresAt === 'number' ? { expiresAt } : {}),
    ...(discovery === undefined ? {} : { discovery }),
    ...(resource === undefined ? {} : { resource }),
  };
}

/** A member that is an object with a text under `key`, as we wrote it. */
function record(stored: StoredCredentials, member: string, key: string): unknown {
  const value = own(stored, member);
  return isRecord(value) && ownText(value, key) !== undefined ? value : undefined;
}

/** A refreshed login keeps what the answer did not repeat. */
export function withTokens(login: SavedLogin, tokens: StoredOAuthTokens, now: number): SavedLogin {
  const { expiresAt: _, ...rest } = login;
  const expiresIn = Number(tokens.expires_in);
  const scope = tokens.scope ?? login.tokens?.scope;
  return {
    ...rest,
    tokens: { ...tokens, ...(scope === undefined ? {} : { scope }) },
    ...(Number.isFinite(expiresIn) && expiresIn > 0 ? { expiresAt: now + expiresIn * 1000 } : {}),
  };
}

/** Where tokens are refreshed, as it was found at the login. */
export function metadataOf({ discovery }: SavedLogin): AuthorizationServerMetadata | undefined {
  return discovery?.authorizationServerMetadata;
}
