import type { Inconsistency } from './inconsistency.js';
import type { PermissionRequirements } from './requirements.js';
import type { ProfileSelection } from './select-permission-profile.js';

/** A selection that requirements allow, and why it is not the one that was made. */
export interface AllowedSelection {
  readonly selection: ProfileSelection;
  readonly warnings: readonly Inconsistency[];
}

/**
 * Replaces a selection that is not among the allowed profiles by the required one. What has no name, such as a profile value or an
 * older mode, is never among them.
 */
export function allowedSelection(
  selection: ProfileSelection,
  requirements: PermissionRequirements | undefined,
): AllowedSelection {
  const allowed = requirements?.allowedProfiles;
  if (requirements === undefined || allowed === undefined) return { selection, warnings: [] };
  if (selection.kind === 'profile' && allowed.ids.has(selection.id)) return { selection, warnings: [] };
  const required: ProfileSelection = { kind: 'profile', id: allowed.fallback, choice: 'explicit' };
  if (selection.kind === 'profile' && selection.choice === 'implicit') return { selection: required, warnings: [] };
  const message = `${describe(selection)} is not allowed by ${requirements.source}; falling back to \`${allowed.fallback}\``;
  return { selection: required, warnings: [{ path: [settingOf(selection)], message }] };
}

function describe(selection: ProfileSelection): string {
  switch (selection.kind) {
    case 'value':
      return 'a permission profile without a name';
    case 'legacy':
      return `the sandbox mode \`${selection.mode}\``;
    case 'profile':
      return `the permission profile \`${selection.id}\``;
  }
}

function settingOf(selection: ProfileSelection): string {
  return selection.kind === 'legacy' ? 'sandbox_mode' : 'default_permissions';
}
