import type { AccessMode } from '../permissions/access-mode.js';
import { err, ok, type Result } from '../result.js';
import type { JsonObject, JsonValue } from '../tools/tool-definition.js';
import type { Inconsistency } from './inconsistency.js';
import { formatKeyPath, type KeyPath } from './key-path.js';

/** One access word and where it was written. */
export interface ProfileRule {
  readonly kind: 'rule';
  readonly access: AccessMode;
  /** The profile that says so, which may be a parent of the selected one. */
  readonly profile: string;
  /** Empty for a rule of a built-in profile. */
  readonly key: KeyPath;
}

/** Rules about places below one path, by sub-path. */
export interface ProfileScope {
  readonly kind: 'scope';
  readonly rules: ReadonlyMap<string, ProfileRule>;
}

/** A table `[permissions.<id>]` whose values have the right types; what they mean is not checked yet. */
export interface ProfileTable {
  readonly id: string;
  readonly description?: string;
  readonly extends?: string;
  /** Directories that rules about workspace roots apply to; `false` switches off one that a parent brings along. */
  readonly workspaceRoots: ReadonlyMap<string, boolean>;
  readonly fileSystem: ReadonlyMap<string, ProfileRule | ProfileScope>;
  /** >= 1. */
  readonly globScanMaxDepth?: number;
  readonly network: JsonObject;
}

/** Decodes all tables below `[permissions]`. Keys that are not known are ignored, so that newer profiles still load. */
export function decodeProfileTables(permissions: JsonObject): Result<ReadonlyMap<string, ProfileTable>, Inconsistency> {
  const tables = new Map<string, ProfileTable>();
  for (const [id, value] of Object.entries(permissions)) {
    const table = decodeProfileTable(id, value);
    if (!table.ok) return table;
    tables.set(id, table.value);
  }
  return ok(tables);
}

function decodeProfileTable(id: string, value: JsonValue): Result<ProfileTable, Inconsistency> {
  const path = ['permissions', id];
  if (id.startsWith(':')) return reservedName(path, id);
  if (!isTable(value)) return mismatch(path, 'a table', value);
  for (const key of ['description', 'extends']) {
    const stated = own(value, key);
    if (stated !== undefined && typeof stated !== 'string') return mismatch([...path, key], 'a text', stated);
  }
  const workspaceRoots = decodeFlags(own(value, 'workspace_roots'), [...path, 'workspace_roots']);
  if (!workspaceRoots.ok) return workspaceRoots;
  const fileSystem = decodeFileSystem(own(value, 'filesystem'), id);
  if (!fileSystem.ok) return fileSystem;
  const network = own(value, 'network') ?? {};
  if (!isTable(network)) return mismatch([...path, 'network'], 'a table', network);
  return ok({
    id,
    ...textMember(value, 'description'),
    ...textMember(value, 'extends'),
    workspaceRoots: workspaceRoots.value,
    ...fileSystem.value,
    network,
  });
}

function decodeFlags(value: JsonValue | undefined, path: KeyPath): Result<ReadonlyMap<string, boolean>, Inconsistency> {
  if (value === undefined) return ok(new Map());
  if (!isTable(value)) return mismatch(path, 'a table', value);
  const flags = new Map<string, boolean>();
  for (const [key, flag] of Object.entries(value)) {
    if (typeof flag !== 'boolean') return mismatch([...path, key], '`true` or `false`', flag);
    flags.set(key, flag);
  }
  return ok(flags);
}

type FileSystemTable = Pick<ProfileTable, 'fileSystem' | 'globScanMaxDepth'>;

function decodeFileSystem(value: JsonValue | undefined, profile: string): Result<FileSystemTable, Inconsistency> {
  const path = ['permissions', profile, 'filesystem'];
  if (value === undefined) return ok({ fileSystem: new Map() });
  if (!isTable(value)) return mismatch(path, 'a table', value);
  const fileSystem = new Map<string, ProfileRule | ProfileScope>();
  for (const [key, stated] of Object.entries(value)) {
    if (key === 'glob_scan_max_depth') continue;
    const decoded = isTable(stated)
      ? decodeScope(stated, { profile, path: [...path, key] })
      : decodeRule(stated, { profile, path: [...path, key] });
    if (!decoded.ok) return decoded;
    fileSystem.set(key, decoded.value);
  }
  const depth = own(value, 'glob_scan_max_depth');
  if (depth === undefined) return ok({ fileSystem });
  if (typeof depth === 'number' && Number.isSafeInteger(depth) && depth >= 1) {
    return ok({ fileSystem, globScanMaxDepth: depth });
  }
  return mismatch([...path, 'glob_scan_max_depth'], 'a whole number of at least 1', depth);
}

interface Place {
  readonly profile: string;
  readonly path: KeyPath;
}

function decodeScope(value: JsonObject, { profile, path }: Place): Result<ProfileScope, Inconsistency> {
  const rules = new Map<string, ProfileRule>();
  for (const [key, stated] of Object.entries(value)) {
    const rule = decodeRule(stated, { profile, path: [...path, key] });
    if (!rule.ok) return rule;
    rules.set(key, rule.value);
  }
  return ok({ kind: 'scope', rules });
}

function decodeRule(value: JsonValue, { profile, path }: Place): Result<ProfileRule, Inconsistency> {
  const access = value === 'none' ? 'deny' : value;
  if (access !== 'read' && access !== 'write' && access !== 'deny') {
    return mismatch(path, '`read`, `write` or `deny`', value);
  }
  return ok({ kind: 'rule', access, profile, key: path });
}

function reservedName(path: KeyPath, id: string): Result<never, Inconsistency> {
  return err({
    path,
    message: `permission profile \`${id}\` has a name that starts with \`:\`, which is reserved for built-in profiles; rename it to \`${id.replace(/^:+/, '')}\``,
  });
}

function mismatch(path: KeyPath, expected: string, found: JsonValue): Result<never, Inconsistency> {
  return err({ path, message: `\`${formatKeyPath(path)}\` must be ${expected}; found ${describe(found)}` });
}

function describe(value: JsonValue): string {
  if (typeof value === 'string') return `\`${value}\``;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'a table' : `\`${String(value)}\``;
}

function textMember<K extends string>(table: JsonObject, key: K): { readonly [key in K]?: string } {
  const value = own(table, key);
  return typeof value === 'string' ? ({ [key]: value } as { readonly [key in K]?: string }) : {};
}

function own(table: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(table, key) ? (table[key] ?? undefined) : undefined;
}

function isTable(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
