import { fileSystemPolicyOf, type PermissionProfile } from '../permissions/permission-profile.js';

/** Whether rules of ours confine what commands do to files. Without them there is nothing to leave, and nothing that protects. */
export type Confinement = 'confined' | 'unconfined';

/** What a profile means for approvals. */
export function confinementOf(profile: PermissionProfile): Confinement {
  return fileSystemPolicyOf(profile).kind === 'restricted' ? 'confined' : 'unconfined';
}
