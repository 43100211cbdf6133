import { formatKeyPath } from '../../domain/config/key-path.js';
import type { McpServer } from '../../domain/config/mcp-servers.js';
import { inconsistencyError, type ResolvedConfig } from '../../domain/config/resolve-config.js';
import { isRecord } from '../../domain/mcp/json-extent.js';
import type { PermissionContext } from '../../domain/permissions/permission-context.js';
import type { PermissionProfile } from '../../domain/permissions/permission-profile.js';
import { effectiveProfile } from '../../domain/permissions/thread-permissions.js';
import { type ConfigInForce, configError, type SettingsSources } from './load-config.js';
import { selectPermissions } from './select-permissions.js';
import type { ThreadOptions } from './thread-options.js';

/** What confines the program of a server: a profile over the workspace roots of the thread. */
export interface McpConfinement {
  readonly profile: PermissionProfile;
  readonly context: PermissionContext;
}

/** The MCP servers of a thread. */
export interface McpSettings {
  /** Those that are not `enabled` are left out. */
  readonly servers: readonly McpServer[];
  /** By the name of the profile, for every `permissions` of a server. */
  readonly confinements: ReadonlyMap<string, McpConfinement>;
  /** Those that the project's own configuration has a say in, by name, with the file that has the last word. */
  readonly fromProject: ReadonlyMap<string, string>;
}

const noServers: McpSettings = { servers: [], confinements: new Map(), fromProject: new Map() };

/**
 * The servers of a thread, with the profiles that confine them compiled.
 *
 * @throws CodexError `invalid-config` when a profile cannot be used.
 */
export async function mcpSettings(
  configured: readonly McpServer[],
  parts: { readonly options: ThreadOptions; readonly inForce: ConfigInForce; readonly sources: SettingsSources },
): Promise<McpSettings> {
  const servers = configured.filter(({ enabled }) => enabled);
  if (servers.length === 0) return noServers;
  const confinements = new Map<string, McpConfinement>();
  for (const { name, transport } of servers) {
    const profile = transport.kind === 'stdio' ? transport.permissions : undefined;
    if (profile === undefined || confinements.has(profile)) continue;
    confinements.set(profile, await confinement({ server: name, profile }, parts));
  }
  return { servers, confinements, fromProject: projectServers(parts.inForce.resolved) };
}

async function confinement(
  { server, profile }: { readonly server: string; readonly profile: string },
  { options, inForce, sources }: Parameters<typeof mcpSettings>[1],
): Promise<McpConfinement> {
  const { cwd, loaded, resolved } = inForce;
  const { codex, environment, fileSystem } = sources;
  const { codexHome } = codex;
  const selected = await selectPermissions(options, {
    ...{ resolved, trust: loaded.trust, cwd, codexHome, environment, fileSystem },
    profileId: profile,
  });
  if (!selected.ok) {
    const path = ['mcp_servers', server, 'permissions'];
    const message = `\`${formatKeyPath(path)}\` is \`${profile}\`, which cannot be used: ${selected.error.message}`;
    throw await configError(inconsistencyError({ path, message }, resolved), codex);
  }
  const { permissions, temporary } = selected.value;
  const context: PermissionContext = { cwd, workspaceRoots: permissions.workspaceRoots, ...temporary };
  return { profile: effectiveProfile(permissions), context };
}

function projectServers({ layers }: ResolvedConfig): ReadonlyMap<string, string> {
  const files = layers.filter(({ name }) => name === 'project');
  return new Map(
    files.flatMap(({ source, values: { mcp_servers: table } }) =>
      isRecord(table) ? Object.keys(table).map((name) => [name, source] as const) : [],
    ),
  );
}
