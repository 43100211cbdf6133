import { type AbsolutePath, resolvePath } from '../paths/absolute-path.js';
import { distinctPaths } from '../paths/distinct-paths.js';
import type { RestrictedFileSystemPolicy } from '../permissions/file-system-policy.js';
import type { FilteredNetwork, NetworkPolicy } from '../permissions/network-policy.js';
import { err, ok, type Result } from '../result.js';
import { compareCodePoints } from './compare-code-points.js';
import type { Inconsistency } from './inconsistency.js';
import { compileFileSystem } from './profile-file-system.js';
import { inheritProfile } from './profile-inheritance.js';
import { decodeProfileNetwork, type NetworkRules, type ProfileNetwork } from './profile-network.js';
import { type ProfilePlace, parseProfilePath } from './profile-path.js';
import type { ProfileTable } from './profile-table.js';
import { fileSystemWarnings, networkWarnings } from './profile-warnings.js';

/** How a profile is compiled. */
export interface CompileOptions extends ProfilePlace {
  /**
   * Whether rules about single hosts are kept by whoever runs commands. `refused`, the default, keeps the network closed when a profile
   * has such rules: opening it would grant more than was asked for.
   */
  readonly hostRules?: 'enforced' | 'refused';
}

/** A profile of the configuration, compiled. */
export interface CompiledProfile {
  readonly id: string;
  readonly extends?: string;
  readonly fileSystem: RestrictedFileSystemPolicy;
  readonly network: NetworkPolicy;
  readonly networkRules: NetworkRules;
  /** The workspace roots that the profile brings along. */
  readonly workspaceRoots: readonly AbsolutePath[];
  readonly warnings: readonly Inconsistency[];
}

/** Compiles one of the profiles of a configuration, with everything that it inherits. */
export function compilePermissionProfile(
  profile: ProfileTable,
  tables: ReadonlyMap<string, ProfileTable>,
  options: CompileOptions,
): Result<CompiledProfile, Inconsistency> {
  const merged = inheritProfile(profile, tables);
  if (!merged.ok) return merged;
  const fileSystem = compileFileSystem(merged.value, options);
  if (!fileSystem.ok) return fileSystem;
  const network = decodeProfileNetwork(merged.value);
  if (!network.ok) return network;
  const workspaceRoots = compileWorkspaceRoots(merged.value, options);
  if (!workspaceRoots.ok) return workspaceRoots;
  const networkNotes = networkWarnings(merged.value, network.value, options.hostRules ?? 'refused');
  return ok({
    id: profile.id,
    ...(profile.extends === undefined ? {} : { extends: profile.extends }),
    fileSystem: fileSystem.value,
    network: networkInForce(network.value, options),
    networkRules: network.value.rules,
    workspaceRoots: workspaceRoots.value,
    warnings: [...fileSystemWarnings(merged.value, fileSystem.value, options), ...networkNotes],
  });
}

function filteredBy({ mode, allowedDomains, deniedDomains, localBinding }: NetworkRules): FilteredNetwork {
  return { kind: 'filtered', mode, allowedDomains, deniedDomains, localAddresses: localBinding };
}

function networkInForce({ policy, rules, limitsHosts }: ProfileNetwork, { hostRules }: CompileOptions): NetworkPolicy {
  if (policy === 'restricted' || !limitsHosts) return policy;
  return hostRules === 'enforced' ? filteredBy(rules) : 'restricted';
}

function compileWorkspaceRoots(
  profile: ProfileTable,
  place: ProfilePlace,
): Result<readonly AbsolutePath[], Inconsistency> {
  const roots: AbsolutePath[] = [];
  const enabled = [...profile.workspaceRoots].filter(([, flag]) => flag).map(([text]) => text);
  for (const text of enabled.sort(compareCodePoints)) {
    const root = /^~|\0/.test(text) ? parseProfilePath(text, place) : resolvePath(place.cwd, text);
    if (typeof root !== 'string') {
      const path = ['permissions', profile.id, 'workspace_roots', text];
      return err({
        path,
        message: `permission profile \`${profile.id}\`: the workspace root \`${text}\` ${root.problem}`,
      });
    }
    roots.push(root);
  }
  return ok(distinctPaths(roots));
}
