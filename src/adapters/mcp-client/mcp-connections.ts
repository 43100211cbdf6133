import type { McpServer } from '../../domain/config/mcp-servers.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { Clock } from '../../ports/clock.js';
import type { CredentialStore } from '../../ports/credential-store.js';
import type { Environment } from '../../ports/environment.js';
import type { Logger } from '../../ports/logger.js';
import { type AskUser, McpToolSource } from './mcp-tool-source.js';
import { directoryOf, type ServerConfinement, type ServerPlace } from './open-link.js';
import { RefusedServer } from './refused-server.js';
import { ServerSlot, type UsedServer } from './server-slot.js';

/** What all connections of one `Codex` have in common. */
export interface McpConnectionsOptions {
  readonly clock: Clock;
  readonly environment: Pick<Environment, 'variables' | 'platform'>;
  readonly logger: Logger;
  /** The version that servers are told. */
  readonly version: string;
  /** Logins to servers that ask for one; without it such servers are not available. */
  readonly credentials?: CredentialStore;
}

/** The servers of one thread. */
export interface McpSourceOptions {
  /** Those that are not `enabled` are left out. */
  readonly servers: readonly McpServer[];
  /** Where programs are started that name no directory of their own. */
  readonly workingDirectory: AbsolutePath;
  /** Answers questions that servers ask the user; they are declined when absent. */
  readonly askUser?: AskUser;
  /**
   * What programs with `permissions` run under, by the name of the profile. A server whose profile is missing here is not started.
   */
  readonly confinements?: ReadonlyMap<string, ServerConfinement>;
  /** Servers by name that must not be started, and why, in words. */
  readonly refusals?: ReadonlyMap<string, string>;
}

/**
 * The connections of one `Codex` to MCP servers. Threads whose servers are the same, in the same directory and under the same
 * confinement, share them. A server is started when a thread first asks for its tools.
 */
export class McpConnections {
  readonly #options: McpConnectionsOptions;
  readonly #slots = new Map<string, ServerSlot>();

  constructor(options: McpConnectionsOptions) {
    this.#options = options;
  }

  /** The tools of the servers of one thread. Nothing is started yet. */
  toolSource(options: McpSourceOptions): McpToolSource {
    const { servers, askUser } = options;
    const used = servers.filter(({ enabled }) => enabled).map((server) => this.#use(server, options));
    const { clock, logger } = this.#options;
    return new McpToolSource({ servers: used, clock, logger, ...(askUser === undefined ? {} : { askUser }) });
  }

  /** Ends all servers. Nothing is started any more. */
  async close(): Promise<void> {
    await Promise.all([...this.#slots.values()].map((slot) => slot.close()));
  }

  #use(server: McpServer, { workingDirectory, confinements, refusals }: McpSourceOptions): UsedServer {
    const refusal = refusals?.get(server.name);
    if (refusal !== undefined) return { server, slot: new RefusedServer(refusal) };
    const profile = server.transport.kind === 'stdio' ? server.transport.permissions : undefined;
    const confinement = profile === undefined ? undefined : confinements?.get(profile);
    const place = { server, workingDirectory, ...(confinement === undefined ? {} : { confinement }) };
    return { server, slot: this.#slotFor(place) };
  }

  #slotFor(place: ServerPlace): ServerSlot {
    const key = identityOf(place);
    const slot = this.#slots.get(key) ?? new ServerSlot(place, this.#options);
    this.#slots.set(key, slot);
    return slot;
  }
}

/** Equal exactly when one connection can serve both. Timeouts and filters do not matter. */
function identityOf(place: ServerPlace): string {
  const { server, confinement } = place;
  const { name, transport } = server;
  const where = transport.kind === 'stdio' ? directoryOf(place, transport) : null;
  return JSON.stringify([name, transport, where, confinement?.identity ?? null]);
}
