import { readOnlyProfile } from '../permissions/built-in-profiles.js';
import { unionOfEntries } from '../permissions/entry-key.js';
import { withDenialsOf } from '../permissions/extend-policy.js';
import type { FileSystemEntry, FileSystemPolicy } from '../permissions/file-system-policy.js';
import {
  fileSystemPolicyOf,
  networkPolicyOf,
  type PermissionProfile,
  profileFromParts,
} from '../permissions/permission-profile.js';
import { type ResolvedPermissionProfile, resolvedProfile } from '../permissions/resolved-permission-profile.js';
import { writesWholeDisk } from '../permissions/whole-disk-access.js';
import { err, ok, type Result } from '../result.js';
import { Constrained, type Validator } from './constrained.js';
import type { Inconsistency } from './inconsistency.js';
import { isPattern, type ProfilePlace, parseProfilePath } from './profile-path.js';
import type { PermissionRequirements, RequiredMode } from './requirements.js';

/** What requirements made of a selected profile. */
export interface ProfileInForce {
  readonly selected: Constrained<ResolvedPermissionProfile>;
  readonly warnings: readonly Inconsistency[];
}

/** The mode that a profile amounts to. */
export function modeOf(profile: PermissionProfile): RequiredMode {
  if (profile.kind === 'disabled') return 'danger-full-access';
  if (profile.kind === 'external') return 'external-sandbox';
  const { fileSystem } = profile;
  if (fileSystem.kind === 'unrestricted' || writesWholeDisk(fileSystem)) return 'danger-full-access';
  return fileSystem.entries.some(({ access }) => access === 'write') ? 'workspace-write' : 'read-only';
}

/**
 * Holds a profile to the requirements. One that is not allowed gives way to reading only, loses its name and its roots, and keeps its
 * denials; what nothing may read is denied in any case.
 */
export function applyRequirements(
  resolved: ResolvedPermissionProfile,
  requirements: PermissionRequirements,
  options: { readonly place: ProfilePlace; readonly approvalPolicy?: string },
): Result<ProfileInForce, Inconsistency> {
  const denials = requiredDenials(requirements, options.place);
  if (!denials.ok) return denials;
  const validate = validatorFor(requirements);
  const verdict = validate(resolved);
  if (verdict.ok) {
    return ok({ selected: constrain(withDenials(resolved, denials.value), validate), warnings: [] });
  }
  if (modeOf(resolved.profile) === 'danger-full-access' && options.approvalPolicy === 'never') {
    return err(neverWithoutFullAccess(requirements));
  }
  const fallback = resolvedProfile(keepingDenials(readOnlyProfile(), resolved.profile));
  return ok({
    selected: constrain(withDenials(fallback, denials.value), validate),
    warnings: [{ path: ['default_permissions'], message: `${verdict.error.message}; falling back to \`:read-only\`` }],
  });
}

function validatorFor(requirements: PermissionRequirements): Validator<ResolvedPermissionProfile> {
  const { source, allowedModes, denyRead } = requirements;
  return ({ profile }) => {
    const mode = modeOf(profile);
    if (allowedModes !== undefined && !allowedModes.includes(mode)) {
      const expected = allowedModes.map((allowed) => `\`${allowed}\``).join(', ');
      return err({ message: `the permissions amount to \`${mode}\`, but ${source} allows only ${expected}` });
    }
    const enforcesDenials = mode !== 'danger-full-access' && mode !== 'external-sandbox';
    if (denyRead.length === 0 || enforcesDenials) return ok(undefined);
    return err({ message: `the permissions amount to \`${mode}\`, which cannot hide what ${source} denies reading` });
  };
}

/** INVARIANT: the value was accepted before denials were added to it, and denials never raise its mode. */
function constrain(
  resolved: ResolvedPermissionProfile,
  validate: Validator<ResolvedPermissionProfile>,
): Constrained<ResolvedPermissionProfile> {
  const constrained = Constrained.of(resolved, validate);
  if (!constrained.ok) throw new Error(`the fallback profile breaks the requirements: ${constrained.error.message}`);
  return constrained.value;
}

function requiredDenials(
  { denyRead, source }: PermissionRequirements,
  place: ProfilePlace,
): Result<readonly FileSystemEntry[], Inconsistency> {
  const entries: FileSystemEntry[] = [];
  for (const text of denyRead) {
    const path = parseProfilePath(text, place);
    if (typeof path !== 'string') {
      const message = `${source} denies reading \`${text}\`, which ${path.problem}`;
      return err({ path: ['permissions', 'filesystem', 'deny_read'], message });
    }
    entries.push({
      path: isPattern(text, place) ? { kind: 'glob', pattern: path } : { kind: 'path', path },
      access: 'deny',
      origin: { kind: 'requirement', source },
    });
  }
  return ok(entries);
}

function withDenials(
  resolved: ResolvedPermissionProfile,
  denials: readonly FileSystemEntry[],
): ResolvedPermissionProfile {
  if (denials.length === 0) return resolved;
  return { ...resolved, profile: mapPolicy(resolved.profile, (policy) => addEntries(policy, denials)) };
}

function addEntries(policy: FileSystemPolicy, entries: readonly FileSystemEntry[]): FileSystemPolicy {
  return policy.kind === 'restricted' ? { ...policy, entries: unionOfEntries(policy.entries, entries) } : policy;
}

function keepingDenials(profile: PermissionProfile, existing: PermissionProfile): PermissionProfile {
  return mapPolicy(profile, (policy) => withDenialsOf(policy, fileSystemPolicyOf(existing)));
}

function mapPolicy(
  profile: PermissionProfile,
  change: (policy: FileSystemPolicy) => FileSystemPolicy,
): PermissionProfile {
  const fileSystem = change(fileSystemPolicyOf(profile));
  return profileFromParts({ enforcement: profile.kind, fileSystem, network: networkPolicyOf(profile) });
}

function neverWithoutFullAccess({ source }: PermissionRequirements): Inconsistency {
  return {
    path: ['approval_policy'],
    message: `\`approval_policy = "never"\` cannot be kept, because ${source} does not allow \`danger-full-access\` and nobody would be asked about what then fails; choose \`on-request\` or other permissions`,
  };
}
