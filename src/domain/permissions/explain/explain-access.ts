import type { AbsolutePath } from '../../paths/absolute-path.js';
import type { AccessMode } from '../access-mode.js';
import type { PermissionContext } from '../permission-context.js';
import { fileSystemPolicyOf, type PermissionProfile } from '../permission-profile.js';
import { type AccessReason, type DecidedAccess, decideAccess, type RunnerUp } from './decide-access.js';
import { describeExplanation } from './describe-explanation.js';
import { type AccessChange, findChange } from './find-change.js';

/** Why a path may or may not be read and written, as data and as a paragraph. */
export interface AccessExplanation {
  readonly path: AbsolutePath;
  /** What may be done with the path in the end, protected metadata included. */
  readonly access: AccessMode;
  readonly reason: AccessReason;
  /** The other entries that speak about the path, most specific first. */
  readonly runnersUp: readonly RunnerUp[];
  /** For each other access, the smallest change of the rules that gives it; none where no rules of ours decide. */
  readonly changes: readonly AccessChange[];
  readonly text: string;
}

/**
 * Explains what a profile says about a path. `profile` may be raw or materialised; a raw one names rules as they were written. Links
 * are not followed: explain the real path too where it differs.
 */
export function explainAccess(
  profile: PermissionProfile,
  path: AbsolutePath,
  context: PermissionContext,
): AccessExplanation {
  const decided = decide(profile, path, context);
  const changes = changesOf(profile, { path, context, access: decided.access });
  return { path, ...decided, changes, text: describeExplanation({ path, decided, changes }) };
}

function decide(profile: PermissionProfile, path: AbsolutePath, context: PermissionContext): DecidedAccess {
  if (profile.kind === 'disabled') {
    return { access: 'write', reason: { kind: 'not-managed', enforcement: 'disabled' }, runnersUp: [] };
  }
  return decideAccess(fileSystemPolicyOf(profile), path, context);
}

const modes: readonly AccessMode[] = ['read', 'write', 'deny'];

function changesOf(
  profile: PermissionProfile,
  state: { readonly path: AbsolutePath; readonly context: PermissionContext; readonly access: AccessMode },
): readonly AccessChange[] {
  const policy = fileSystemPolicyOf(profile);
  if (policy.kind !== 'restricted') return [];
  return modes.filter((mode) => mode !== state.access).map((mode) => findChange({ policy, ...state }, mode));
}
