import type { Config } from '../../domain/config/config.js';
import type { ProjectTrust } from '../../domain/config/project-trust.js';
import {
  type BuiltInProfileId,
  builtInProfile,
  isBuiltInProfileId,
  workspaceWriteProfile,
} from '../../domain/permissions/built-in-profiles.js';
import type { PermissionProfile } from '../../domain/permissions/permission-profile.js';

export interface SelectedPermissions {
  readonly profile: PermissionProfile;
  readonly id?: string;
}

export function selectPermissions(config: Config, trust: ProjectTrust | undefined): SelectedPermissions {
  if (config.sandboxMode !== undefined) return { profile: legacy(config.sandboxMode, config) };
  const id: string = config.defaultPermissions ?? (trust === undefined ? ':read-only' : ':workspace');
  const known: BuiltInProfileId = isBuiltInProfileId(id) ? id : ':read-only';
  return { profile: builtInProfile(known), id: known };
}

function legacy(mode: NonNullable<Config['sandboxMode']>, config: Config): PermissionProfile {
  if (mode === 'read-only') return builtInProfile(':read-only');
  if (mode === 'danger-full-access') return builtInProfile(':danger-full-access');
  const knobs = config.sandboxWorkspaceWrite ?? {};
  return workspaceWriteProfile({ network: knobs.networkAccess === true ? 'enabled' : 'restricted' });
}
