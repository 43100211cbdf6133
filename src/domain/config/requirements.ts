import { err, ok, type Result } from '../result.js';
import type { JsonObject, JsonValue } from '../tools/tool-definition.js';
import type { Inconsistency } from './inconsistency.js';
import { formatKeyPath, type KeyPath } from './key-path.js';
import { decodeProfileTables, type ProfileTable } from './profile-table.js';

/** What a profile amounts to, for requirements that speak about modes. */
export type RequiredMode = 'read-only' | 'workspace-write' | 'danger-full-access' | 'external-sandbox';

/** What an administrator requires of the permissions of every thread. */
export interface PermissionRequirements {
  /** Who requires it, such as the path of a file; shown in messages. */
  readonly source: string;
  /** All modes when absent. Always contains `read-only`, so that there is something to fall back to. */
  readonly allowedModes?: readonly RequiredMode[];
  /** The profiles that may be selected; all when absent. */
  readonly allowedProfiles?: { readonly ids: ReadonlySet<string>; readonly fallback: string };
  /** Profiles that can be selected besides those of the configuration. */
  readonly profiles: ReadonlyMap<string, ProfileTable>;
  /** Paths and patterns that nothing may read. */
  readonly denyRead: readonly string[];
}

const modes: readonly RequiredMode[] = ['read-only', 'workspace-write', 'danger-full-access', 'external-sandbox'];

/** Decodes the permission part of a table of requirements. `source` names where it was read from. */
export function decodeRequirements(table: JsonObject, source: string): Result<PermissionRequirements, Inconsistency> {
  const allowedModes = decodeModes(own(table, 'allowed_sandbox_modes'));
  if (!allowedModes.ok) return allowedModes;
  const allowedProfiles = decodeAllowedProfiles(table);
  if (!allowedProfiles.ok) return allowedProfiles;
  const permissions = own(table, 'permissions') ?? {};
  if (!isTable(permissions)) return mismatch(['permissions'], 'a table');
  const { filesystem = {}, ...managed } = permissions;
  const profiles = decodeProfileTables(managed);
  if (!profiles.ok) return profiles;
  const denyRead = decodeDenyRead(filesystem);
  if (!denyRead.ok) return denyRead;
  return ok({
    source,
    ...allowedModes.value,
    ...allowedProfiles.value,
    profiles: profiles.value,
    denyRead: denyRead.value,
  });
}

/** The profiles of a configuration and those of the requirements together; a name may be used by one of them only. */
export function joinProfileTables(
  configured: ReadonlyMap<string, ProfileTable>,
  requirements: PermissionRequirements | undefined,
): Result<ReadonlyMap<string, ProfileTable>, Inconsistency> {
  if (requirements === undefined) return ok(configured);
  const clash = [...requirements.profiles.keys()].find((id) => configured.has(id));
  if (clash === undefined) return ok(new Map([...configured, ...requirements.profiles]));
  const message = `permission profile \`${clash}\` is defined by the configuration and by ${requirements.source}; rename the one of the configuration`;
  return err({ path: ['permissions', clash], message });
}

function decodeModes(
  value: JsonValue | undefined,
): Result<Pick<PermissionRequirements, 'allowedModes'>, Inconsistency> {
  const path = ['allowed_sandbox_modes'];
  if (value === undefined) return ok({});
  const expected = `a list of ${modes.map((mode) => `\`${mode}\``).join(', ')}`;
  if (!Array.isArray(value)) return mismatch(path, expected);
  const allowed = modes.filter((mode) => value.includes(mode));
  if (value.some((stated: JsonValue) => !modes.some((mode) => mode === stated))) return mismatch(path, expected);
  if (allowed.includes('read-only')) return ok({ allowedModes: allowed });
  return err({
    path,
    message: '`allowed_sandbox_modes` must include `read-only`, which every profile can fall back to',
  });
}

function decodeAllowedProfiles(
  table: JsonObject,
): Result<Pick<PermissionRequirements, 'allowedProfiles'>, Inconsistency> {
  const value = own(table, 'allowed_permission_profiles');
  if (value === undefined) return ok({});
  const path = ['allowed_permission_profiles'];
  if (!isTable(value)) return mismatch(path, 'a table of `true` and `false` by profile');
  const wrong = Object.entries(value).find(([, allowed]) => typeof allowed !== 'boolean');
  if (wrong !== undefined) return mismatch([...path, wrong[0]], '`true` or `false`');
  const ids = new Set(Object.keys(value).filter((id) => value[id] === true));
  const fallback = own(table, 'default_permissions') ?? impliedFallback(ids);
  if (typeof fallback === 'string' && ids.has(fallback)) return ok({ allowedProfiles: { ids, fallback } });
  const message =
    '`default_permissions` must name one of the allowed profiles, because `allowed_permission_profiles` leaves nothing to fall back to';
  return err({ path: ['default_permissions'], message });
}

function impliedFallback(ids: ReadonlySet<string>): string | undefined {
  return ids.has(':workspace') && ids.has(':read-only') ? ':workspace' : undefined;
}

function decodeDenyRead(filesystem: JsonValue): Result<readonly string[], Inconsistency> {
  const path = ['permissions', 'filesystem'];
  if (!isTable(filesystem)) return mismatch(path, 'a table');
  const other = Object.keys(filesystem).find((key) => key !== 'deny_read');
  if (other !== undefined) {
    const message = `\`permissions.filesystem\` holds requirements on every profile and knows only \`deny_read\`; found \`${other}\``;
    return err({ path: [...path, other], message });
  }
  const value = own(filesystem, 'deny_read') ?? [];
  if (!Array.isArray(value)) return mismatch([...path, 'deny_read'], 'a list of paths and patterns');
  const texts = value.filter((item: JsonValue) => typeof item === 'string');
  return texts.length === value.length ? ok(texts) : mismatch([...path, 'deny_read'], 'a list of paths and patterns');
}

function mismatch(path: KeyPath, expected: string): Result<never, Inconsistency> {
  return err({ path, message: `\`${formatKeyPath(path)}\` must be ${expected}` });
}

function own(table: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(table, key) ? (table[key] ?? undefined) : undefined;
}

function isTable(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
