import type { CallbackPlace } from '../../adapters/mcp-client/callback-listener.js';
import { CredentialFile } from '../../adapters/mcp-client/credential-file.js';
import { KnownServers, type ProjectServer } from '../../adapters/mcp-client/known-servers.js';
import { logInToMcpServer, logOutOfMcpServer, mcpAuthStatus } from '../../adapters/mcp-client/log-in.js';
import { McpConnections } from '../../adapters/mcp-client/mcp-connections.js';
import type { AskUser } from '../../adapters/mcp-client/mcp-tool-source.js';
import type { AgentPorts, SharedPorts } from '../../application/agent-ports.js';
import { askForServer } from '../../application/mcp/ask-for-server.js';
import { confinePrograms } from '../../application/mcp/confine-programs.js';
import type { CodexSettings } from '../../application/settings/codex-settings.js';
import type { McpSettings } from '../../application/settings/mcp-settings.js';
import type { ThreadSettings } from '../../application/settings/thread-settings.js';
import type { McpServer } from '../../domain/config/mcp-servers.js';
import type { McpAuthStatus } from '../../domain/mcp/auth-status.js';
import { packageVersion } from '../../domain/package-version.js';
import { type AbsolutePath, resolvePath } from '../../domain/paths/absolute-path.js';
import type { CredentialStore } from '../../ports/credential-store.js';
import type { ToolSource } from '../../ports/tool-source.js';
import type { AdapterOverride } from '../codex-options.js';
import { loadConfigEditor } from '../load-config-editor.js';
import type { McpLogin } from './mcp-login.js';

/** What MCP servers are used with. */
export interface OpenMcpServersOptions {
  readonly ports: Pick<SharedPorts, 'clock' | 'environment' | 'logger'>;
  /** Keeps logins, instead of the file that is shipped. */
  readonly credentials?: AdapterOverride<CredentialStore>;
}

/** The loaded half of `McpServers`. */
export class OpenMcpServers {
  readonly #ports: OpenMcpServersOptions['ports'];
  readonly #credentials: CredentialStore;
  readonly #connections: McpConnections;
  readonly #known: KnownServers;

  constructor({ codexHome }: CodexSettings, { ports, credentials }: OpenMcpServersOptions) {
    this.#ports = ports;
    const shipped = (): CredentialStore => new CredentialFile(resolvePath(codexHome, 'mcp-credentials.json'));
    this.#credentials = typeof credentials === 'object' ? credentials : (credentials?.(shipped()) ?? shipped());
    this.#known = new KnownServers(new CredentialFile(resolvePath(codexHome, 'mcp-project-servers.json')));
    this.#connections = new McpConnections({ ...ports, version: packageVersion, credentials: this.#credentials });
  }

  async toolSourceFor(settings: ThreadSettings, ports: AgentPorts): Promise<ToolSource> {
    const { cwd, mcp } = settings;
    return this.#connections.toolSource({
      servers: mcp.servers,
      workingDirectory: cwd,
      confinements: new Map([...mcp.confinements].map(([name, under]) => [name, confinePrograms(under, ports)])),
      refusals: await this.#refusals(settings),
      ...askUser(settings, ports),
    });
  }

  /** Takes the servers that a project brings for what its user trusts. */
  remember(project: AbsolutePath, mcp: McpSettings): Promise<void> {
    return this.#known.remember(project, broughtBy(mcp));
  }

  async authStatus(servers: readonly McpServer[]): Promise<ReadonlyMap<string, McpAuthStatus>> {
    const status = async (server: McpServer) => [server.name, await mcpAuthStatus(server, this.#credentials)] as const;
    return new Map(await Promise.all(servers.map(status)));
  }

  /** @throws CodexError `tool-source-failed` when the login fails; an `AbortError` when it is given up. */
  async logIn(server: McpServer, { signal, ...login }: McpLogin & { readonly callback: CallbackPlace }): Promise<void> {
    const { clock, environment } = this.#ports;
    await logInToMcpServer(server, {
      ...login,
      credentials: this.#credentials,
      clock,
      variables: environment.variables,
      signal: signal ?? new AbortController().signal,
    });
  }

  /** Answers whether there was a login. */
  logOut(server: McpServer): Promise<boolean> {
    return logOutOfMcpServer(server, this.#credentials);
  }

  close(): Promise<void> {
    return this.#connections.close();
  }

  async #refusals({ cwd, mcp }: ThreadSettings): Promise<ReadonlyMap<string, string>> {
    const brought = broughtBy(mcp);
    if (brought.length === 0) return new Map();
    const project = await (await loadConfigEditor()).projectOf(cwd);
    const changed = await this.#known.changed(project, brought);
    return new Map(changed.map((name) => [name, describeChange(project)]));
  }
}

/** The servers that the project's own configuration has a say in. */
function broughtBy({ servers, fromProject }: McpSettings): readonly ProjectServer[] {
  return servers.flatMap((server) => {
    const source = fromProject.get(server.name);
    return source === undefined ? [] : [{ server, source }];
  });
}

function describeChange(project: AbsolutePath): string {
  return `how it is started has changed since the project \`${project}\` was trusted; look at it, then trust the project again`;
}

/** Where nobody is asked anything, servers need not ask either. */
function askUser({ cwd, approvalPolicy }: ThreadSettings, ports: AgentPorts): { readonly askUser?: AskUser } {
  if (approvalPolicy === 'never' || ports.approver === undefined) return {};
  return { askUser: (question, signal) => askForServer(question, { ports, cwd }, signal) };
}
