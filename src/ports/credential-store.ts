/** What is remembered of a login, as JSON. */
export type StoredCredentials = Readonly<Record<string, unknown>>;

/**
 * Keeps logins. The shipped one is a file that only its owner may read; a host may bring another, such as a keychain.
 */
export interface CredentialStore {
  /** The login under `key`; `undefined` when there is none. */
  read(key: string): Promise<StoredCredentials | undefined>;
  /** Replaces the login under `key`; removes it when `credentials` is absent. */
  write(key: string, credentials?: StoredCredentials): Promise<void>;
}
