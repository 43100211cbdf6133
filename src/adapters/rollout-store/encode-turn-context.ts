import type { TurnContext } from '../../domain/conversation/thread-record.js';
import { toLegacySandboxPolicy } from '../../domain/permissions/legacy-sandbox-policy.js';
import { encodePermissionProfile } from '../../domain/permissions/wire/encode-permission-profile.js';
import { encodeSandboxPolicy } from '../../domain/permissions/wire/sandbox-policy-form.js';
import type { JsonObject } from '../../domain/tools/tool-definition.js';

/** The payload of a `turn_context` line. */
export function encodeTurnContext(context: TurnContext): JsonObject {
  const effort = context.reasoningEffort;
  return {
    turn_id: context.turnId,
    cwd: context.cwd,
    runtime_workspace_roots: context.workspaceRoots,
    current_date: context.currentDate,
    timezone: context.timezone,
    approval_policy: context.approvalPolicy,
    sandbox_policy: olderPolicy(context),
    permission_profile: encodePermissionProfile(context.permissionProfile),
    ...(context.permissionProfileId === undefined
      ? {}
      : { active_permission_profile: { id: context.permissionProfileId } }),
    model: context.model,
    collaboration_mode: {
      mode: 'default',
      settings: { model: context.model, reasoning_effort: effort ?? null, developer_instructions: null },
    },
    realtime_active: false,
    ...(effort === undefined ? {} : { effort }),
    summary: context.reasoningSummary ?? 'none',
  };
}

/** Older programs read only this. A profile that it cannot express is shown as the policy that allows least. */
function olderPolicy({ permissionProfile, workspaceRoots, cwd }: TurnContext): JsonObject {
  const projected = toLegacySandboxPolicy(permissionProfile, { workspaceRoots, cwd });
  return encodeSandboxPolicy(projected.ok ? projected.value : { kind: 'read-only', network: 'restricted' });
}
