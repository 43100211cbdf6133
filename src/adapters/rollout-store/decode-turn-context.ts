import type { TurnContext } from '../../domain/conversation/thread-record.js';
import { type AbsolutePath, pathStyleOf } from '../../domain/paths/absolute-path.js';
import { fromLegacySandboxPolicy } from '../../domain/permissions/legacy-sandbox-policy.js';
import type { PermissionProfile } from '../../domain/permissions/permission-profile.js';
import { decodePermissionProfile } from '../../domain/permissions/wire/decode-permission-profile.js';
import { decodeSandboxPolicy } from '../../domain/permissions/wire/sandbox-policy-form.js';
import { decodePath } from './decode-header.js';
import { asFields, asText, type Fields } from './json-fields.js';

/**
 * The payload of a `turn_context` line; undefined when it does not say where the turn worked or what it was allowed. What is read here
 * tells what was in force then. It grants nothing: the file may have been tampered with.
 */
export function decodeTurnContext(payload: Fields): TurnContext | undefined {
  const cwd = decodePath(payload.cwd);
  if (cwd === undefined) return undefined;
  const permissionProfile = decodeProfile(payload, cwd);
  if (permissionProfile === undefined) return undefined;
  return {
    turnId: asText(payload.turn_id) ?? '',
    cwd,
    workspaceRoots: decodeRoots(payload.runtime_workspace_roots, cwd),
    currentDate: asText(payload.current_date) ?? '',
    timezone: asText(payload.timezone) ?? '',
    approvalPolicy: decodeApprovalPolicy(payload.approval_policy),
    permissionProfile,
    model: asText(payload.model) ?? '',
    ...optionalFields(payload),
  };
}

function optionalFields(
  payload: Fields,
): Pick<TurnContext, 'permissionProfileId' | 'reasoningEffort' | 'reasoningSummary'> {
  const profileId = asText(asFields(payload.active_permission_profile)?.id);
  const effort = asText(payload.effort);
  const summary = asText(payload.summary);
  return {
    ...(profileId === undefined ? {} : { permissionProfileId: profileId }),
    ...(effort === undefined ? {} : { reasoningEffort: effort }),
    ...(summary === undefined || summary === 'none' ? {} : { reasoningSummary: summary }),
  };
}

function decodeProfile(payload: Fields, cwd: AbsolutePath): PermissionProfile | undefined {
  const syntax = { style: pathStyleOf(cwd) };
  const profile = decodePermissionProfile(payload.permission_profile, syntax);
  if (profile.ok) return profile.value;
  // Sessions of before permission profiles hold the older policy alone.
  const policy = decodeSandboxPolicy(payload.sandbox_policy, syntax);
  return policy.ok ? fromLegacySandboxPolicy(policy.value) : undefined;
}

function decodeRoots(value: unknown, cwd: AbsolutePath): readonly AbsolutePath[] {
  const roots = Array.isArray(value) ? value.map(decodePath).filter((path) => path !== undefined) : [];
  return roots.length > 0 ? roots : [cwd];
}

/** A policy in parts is an object whose only key is its name. */
function decodeApprovalPolicy(value: unknown): string {
  return asText(value) ?? Object.keys(asFields(value) ?? {})[0] ?? '';
}
