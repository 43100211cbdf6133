import type { ConfigError } from '../../domain/config/config-layer.js';
import type { ProjectTrust } from '../../domain/config/project-trust.js';
import { inconsistencyError, type ResolvedConfig } from '../../domain/config/resolve-config.js';
import { resolvePermissionProfile } from '../../domain/config/resolve-permission-profile.js';
import type { PermissionOverrides } from '../../domain/config/select-permission-profile.js';
import { type AbsolutePath, resolvePath } from '../../domain/paths/absolute-path.js';
import { workspaceWriteProfile } from '../../domain/permissions/built-in-profiles.js';
import type { PathFacts } from '../../domain/permissions/path-facts.js';
import { pathsOfInterest } from '../../domain/permissions/paths-of-interest.js';
import type { PermissionContext } from '../../domain/permissions/permission-context.js';
import type { ThreadPermissions } from '../../domain/permissions/thread-permissions.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { Environment } from '../../ports/environment.js';
import type { FileSystem } from '../../ports/file-system.js';
import { gatherTemporaryDirectories } from './gather-temporary-directories.js';
import type { ThreadOptions } from './thread-options.js';

/** What permissions are selected from. */
export interface PermissionSources {
  readonly resolved: ResolvedConfig;
  readonly trust: ProjectTrust | undefined;
  readonly cwd: AbsolutePath;
  readonly codexHome: AbsolutePath;
  readonly environment: Environment;
  readonly fileSystem: FileSystem;
  /** The profile to select, instead of what options and configuration call for. */
  readonly profileId?: string;
}

/** Permissions, and what the user should know about how they came about. */
export interface SelectedPermissions {
  readonly permissions: ThreadPermissions;
  readonly temporary: Pick<PermissionContext, 'tmpdir' | 'slashTmp'>;
  readonly warnings: readonly string[];
}

/** Selects and compiles the permission profile of a thread. */
export async function selectPermissions(
  options: ThreadOptions,
  sources: PermissionSources,
): Promise<Result<SelectedPermissions, ConfigError>> {
  const { resolved, trust, cwd, codexHome, environment } = sources;
  const temporary = await gatherTemporaryDirectories(sources);
  const overrides = overridesOf(options, sources);
  const outcome = resolvePermissionProfile({
    config: resolved.config,
    layers: resolved.layers,
    cwd,
    platform: environment.platform === 'other' ? 'linux' : environment.platform,
    homeDirectory: environment.homeDirectory,
    facts: await legacyRootFacts(sources),
    temporary,
    // Elsewhere no sandbox of ours can tell hosts apart, so a profile that wants it gets a closed network.
    hostRules: ['linux', 'macos'].includes(environment.platform) ? 'enforced' : 'refused',
    additionalDirectories: options.additionalDirectories ?? [],
    internalWritableRoots: [resolvePath(codexHome, 'memories')],
    ...(trust === undefined ? {} : { trust }),
    ...(overrides === undefined ? {} : { overrides }),
  });
  if (!outcome.ok) return err(inconsistencyError(outcome.error, resolved));
  const { permissions, warnings } = outcome.value;
  return ok({ permissions, temporary, warnings: warnings.map(({ message }) => message) });
}

function overridesOf(
  { permissionProfile }: ThreadOptions,
  { profileId }: PermissionSources,
): PermissionOverrides | undefined {
  if (profileId !== undefined) return { profileId };
  return typeof permissionProfile === 'object' ? { profile: permissionProfile } : undefined;
}

/** Which metadata exists below the extra roots of the older syntax: it is protected where it is there. */
async function legacyRootFacts({ resolved, cwd, fileSystem }: PermissionSources): Promise<PathFacts> {
  const texts = resolved.config.sandboxWorkspaceWrite?.writableRoots ?? [];
  const roots = texts.map((text) => resolvePath(cwd, text));
  if (roots.length === 0) return new Map();
  const paths = pathsOfInterest(workspaceWriteProfile({ writableRoots: roots }), { cwd, workspaceRoots: [cwd] });
  return new Map(await Promise.all(paths.map(async (path) => [path, await fileSystem.inspect(path)] as const)));
}
