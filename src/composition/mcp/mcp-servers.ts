import type { AgentPorts } from '../../application/agent-ports.js';
import type { CodexSettings } from '../../application/settings/codex-settings.js';
import type { McpSettings } from '../../application/settings/mcp-settings.js';
import type { ThreadSettings } from '../../application/settings/thread-settings.js';
import type { McpServer } from '../../domain/config/mcp-servers.js';
import type { McpAuthStatus } from '../../domain/mcp/auth-status.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { ToolSource } from '../../ports/tool-source.js';
import type { OpenMcpServers, OpenMcpServersOptions } from './open-mcp-servers.js';

/** The MCP servers of one `Codex`. Everything about them is loaded when a thread first has one. */
export class McpServers {
  readonly #settings: CodexSettings;
  readonly #options: OpenMcpServersOptions;
  #open: Promise<OpenMcpServers> | undefined;

  constructor(settings: CodexSettings, options: OpenMcpServersOptions) {
    this.#settings = settings;
    this.#options = options;
  }

  /** The tools of the servers of a thread; `undefined` when it has none. Nothing is started yet. */
  async toolSourceFor(settings: ThreadSettings, ports: AgentPorts): Promise<ToolSource | undefined> {
    if (settings.mcp.servers.length === 0) return undefined;
    return (await this.opened()).toolSourceFor(settings, ports);
  }

  /** Takes the servers that a project brings for what its user trusts. */
  async remember(project: AbsolutePath, mcp: McpSettings): Promise<void> {
    if (mcp.fromProject.size > 0) await (await this.opened()).remember(project, mcp);
  }

  /** How requests are authorized, by the name of the server. Programs need nothing to be loaded. */
  async authStatus(servers: readonly McpServer[]): Promise<ReadonlyMap<string, McpAuthStatus>> {
    const reached = servers.filter(({ transport }) => transport.kind === 'http');
    return reached.length === 0 ? new Map() : (await this.opened()).authStatus(reached);
  }

  /** What is behind, loaded now. */
  opened(): Promise<OpenMcpServers> {
    this.#open ??= import('./open-mcp-servers.js').then(
      ({ OpenMcpServers }) => new OpenMcpServers(this.#settings, this.#options),
    );
    return this.#open;
  }

  /** Ends all servers. */
  async close(): Promise<void> {
    await (await this.#open)?.close();
  }
}
