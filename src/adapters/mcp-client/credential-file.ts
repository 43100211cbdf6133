import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isRecord, own } from '../../domain/mcp/json-extent.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { CredentialStore, StoredCredentials } from '../../ports/credential-store.js';

/**
 * Keeps logins in a JSON file that only its owner may read (mode 0600). The file is replaced as a whole, so that nobody ever sees half
 * of it, and a file that cannot be understood counts as empty.
 */
export class CredentialFile implements CredentialStore {
  readonly #path: string;
  /** Changes of this process follow each other; each starts from what is on the disk. */
  #changes: Promise<void> = Promise.resolve();

  /** @param path where the file is, or will be */
  constructor(path: AbsolutePath) {
    this.#path = path;
  }

  async read(key: string): Promise<StoredCredentials | undefined> {
    const entry = own(await this.#load(), key);
    return isRecord(entry) ? entry : undefined;
  }

  write(key: string, credentials?: StoredCredentials): Promise<void> {
    const change = this.#changes.then(() => this.#replace(key, credentials));
    this.#changes = change.catch(() => undefined);
    return change;
  }

  async #replace(key: string, credentials: StoredCredentials | undefined): Promise<void> {
    const others = Object.entries(await this.#load()).filter(([name]) => name !== key);
    const entries = credentials === undefined ? others : [...others, [key, credentials] as const];
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    const temporary = join(dirname(this.#path), `.${randomUUID()}.tmp`);
    try {
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(`${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.#path);
    } catch (cause) {
      await rm(temporary, { force: true });
      throw cause;
    }
  }

  async #load(): Promise<Readonly<Record<string, unknown>>> {
    const text = await readFile(this.#path, 'utf8').catch(whenMissing);
    try {
      const value: unknown = JSON.parse(text);
      return isRecord(value) ? value : {};
    } catch {
      // Whoever damaged the file has to log in again; guessing at tokens helps nobody.
      return {};
    }
  }
}

function whenMissing(cause: NodeJS.ErrnoException): string {
  if (cause.code === 'ENOENT') return '{}';
  throw cause;
}
