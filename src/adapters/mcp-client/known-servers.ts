import { createHash } from 'node:crypto';
import type { McpServer } from '../../domain/config/mcp-servers.js';
import { isRecord, ownText } from '../../domain/mcp/json-extent.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { CredentialStore } from '../../ports/credential-store.js';

/** A server that a project brings, and the file that says so. */
export interface ProjectServer {
  readonly server: McpServer;
  readonly source: string;
}

/**
 * Remembers how the servers that a trusted project brings are reached. Trust was given to what the project said then: a command that
 * comes later, by a `git pull` say, was never looked at.
 */
export class KnownServers {
  readonly #store: CredentialStore;

  /** @param store a place that only the user can write to */
  constructor(store: CredentialStore) {
    this.#store = store;
  }

  /**
   * The names of the servers that are not what the user trusted: another command, or none at that time. A project that was never seen
   * counts as trusted the way it is now, and is remembered.
   */
  async changed(project: AbsolutePath, servers: readonly ProjectServer[]): Promise<readonly string[]> {
    const known = await this.#store.read(project);
    if (known === undefined) {
      await this.remember(project, servers);
      return [];
    }
    const isChanged = (brought: ProjectServer): boolean => ownText(known, keyOf(brought)) !== fingerprint(brought);
    return servers.filter(isChanged).map(({ server }) => server.name);
  }

  /** Takes these servers of a project for trusted. What another directory of the project brings stays as it is. */
  async remember(project: AbsolutePath, servers: readonly ProjectServer[]): Promise<void> {
    const entries = servers.map((brought) => [keyOf(brought), fingerprint(brought)] as const);
    await this.#store.write(project, { ...(await this.#store.read(project)), ...Object.fromEntries(entries) });
  }
}

function keyOf({ server, source }: ProjectServer): string {
  return `${source}#${server.name}`;
}

/** Equal exactly when the servers are reached in the same way. Only a digest is kept: variables may hold secrets. */
function fingerprint({ server: { transport } }: ProjectServer): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(transport)))
    .digest('hex');
}

/** The order of keys means nothing, that of arguments does. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
