import { type AbsolutePath, pathKey, pathStyleOf } from '../paths/absolute-path.js';
import { err, ok, type Result } from '../result.js';
import { dangerFullAccessProfile, readOnlyProfile, workspaceWriteProfile } from './built-in-profiles.js';
import type { RestrictedFileSystemPolicy } from './file-system-policy.js';
import { materializeEntries } from './materialize.js';
import { type NetworkAccess, networkAccessOf } from './network-policy.js';
import type { PathFacts } from './path-facts.js';
import type { PermissionContext } from './permission-context.js';
import type { PermissionProfile } from './permission-profile.js';
import type { SandboxPolicy } from './sandbox-policy.js';
import { writesWholeDiskIn } from './whole-disk-access.js';

/** Why a profile cannot be said in the older words. */
export interface ProjectionError {
  readonly code: 'writes-outside-workspace';
  readonly message: string;
}

/** The profile that an older policy means. With `facts`, existing metadata below its extra roots gets rules of its own. */
export function fromLegacySandboxPolicy(policy: SandboxPolicy, facts?: PathFacts): PermissionProfile {
  switch (policy.kind) {
    case 'danger-full-access':
      return dangerFullAccessProfile();
    case 'external':
      return { kind: 'external', network: policy.network };
    case 'read-only':
      return readOnlyProfile(policy);
    case 'workspace-write':
      return workspaceWriteProfile(facts === undefined ? policy : { ...policy, facts });
  }
}

/**
 * The older policy that comes closest to a profile, where one can stand for its writes. Reads, denials and patterns have no older
 * words and are left out, so the projection is for showing and for older readers, never for enforcement.
 */
export function toLegacySandboxPolicy(
  profile: PermissionProfile,
  context: PermissionContext,
): Result<SandboxPolicy, ProjectionError> {
  if (profile.kind === 'disabled') return ok({ kind: 'danger-full-access' });
  if (profile.kind === 'external') return ok({ kind: 'external', network: profile.network });
  const { fileSystem } = profile;
  const network = networkAccessOf(profile.network);
  if (fileSystem.kind === 'restricted' && !writesWholeDiskIn(fileSystem, context)) {
    return projectRestricted(fileSystem, network, context);
  }
  return ok(network === 'enabled' ? { kind: 'danger-full-access' } : { kind: 'external', network });
}

/** The writes of a restricted policy, sorted into what the older policy has words for. */
interface Writes {
  readonly workspace: boolean;
  readonly otherRoots: readonly AbsolutePath[];
  readonly tmpdir: boolean;
  readonly slashTmp: boolean;
  /** A writable file system root with exceptions. */
  readonly wholeDisk: boolean;
}

function projectRestricted(
  policy: RestrictedFileSystemPolicy,
  network: NetworkAccess,
  context: PermissionContext,
): Result<SandboxPolicy, ProjectionError> {
  const writes = collectWrites(policy, context);
  if (writes.workspace) {
    return ok({
      kind: 'workspace-write',
      writableRoots: writes.otherRoots,
      network,
      excludeTmpdir: !writes.tmpdir,
      excludeSlashTmp: !writes.slashTmp,
    });
  }
  if (writes.wholeDisk || writes.otherRoots.length > 0 || writes.tmpdir || writes.slashTmp) return err(noProjection());
  return ok({ kind: 'read-only', network });
}

function collectWrites(policy: RestrictedFileSystemPolicy, context: PermissionContext): Writes {
  const special = new Set<string>();
  const paths = new Map<AbsolutePath, AbsolutePath>();
  for (const { path, access } of materializeEntries(policy.entries, context.workspaceRoots)) {
    if (access !== 'write') continue;
    if (path.kind === 'path' && !paths.has(pathKey(path.path))) paths.set(pathKey(path.path), path.path);
    if (path.kind === 'special') special.add(path.special.kind);
  }
  const cwd = pathKey(context.cwd);
  return {
    workspace: paths.has(cwd),
    otherRoots: [...paths].filter(([key]) => key !== cwd).map(([, path]) => path),
    tmpdir: special.has('tmpdir'),
    slashTmp: special.has('slash-tmp') && pathStyleOf(context.cwd) === 'posix',
    wholeDisk: special.has('root'),
  };
}

function noProjection(): ProjectionError {
  return {
    code: 'writes-outside-workspace',
    message:
      'the permission profile lets files outside of the workspace root be written, which a legacy sandbox policy cannot express; ' +
      'use the permission profile itself',
  };
}
