import { type BuiltInProfileId, builtInProfile } from '../permissions/built-in-profiles.js';
import type { FileSystemEntry } from '../permissions/file-system-policy.js';
import { fileSystemPolicyOf } from '../permissions/permission-profile.js';
import { err, ok, type Result } from '../result.js';
import type { Inconsistency } from './inconsistency.js';
import { mergeAllTables } from './merge-all-tables.js';
import { nearestName } from './nearest-name.js';
import { specialPathKey } from './profile-path.js';
import type { ProfileRule, ProfileScope, ProfileTable } from './profile-table.js';

/** The built-in profiles that others may extend. */
const extensible: readonly BuiltInProfileId[] = [':read-only', ':workspace'];

/** A profile with everything that it inherits. Its description and `extends` are its own. */
export function inheritProfile(
  profile: ProfileTable,
  tables: ReadonlyMap<string, ProfileTable>,
): Result<ProfileTable, Inconsistency> {
  const chain = profileChain(profile, tables);
  return chain.ok ? ok(mergeChain(profile, chain.value.toReversed())) : chain;
}

/** The profile and its ancestors, itself first. */
function profileChain(
  profile: ProfileTable,
  tables: ReadonlyMap<string, ProfileTable>,
): Result<readonly ProfileTable[], Inconsistency> {
  const chain = new Map<string, ProfileTable>();
  let current = profile;
  for (;;) {
    chain.set(current.id, current);
    const parentId = current.extends;
    if (parentId === undefined) return ok([...chain.values()]);
    if (chain.has(parentId)) return cycle(current, [...chain.keys()]);
    const builtIn = extensible.find((id) => id === parentId);
    if (builtIn !== undefined) return ok([...chain.values(), builtInTable(builtIn)]);
    const parent = tables.get(parentId);
    if (parent === undefined) return missingParent(current, parentId, [...tables.keys()]);
    current = parent;
  }
}

function missingParent(child: ProfileTable, parent: string, names: readonly string[]): Result<never, Inconsistency> {
  const path = ['permissions', child.id, 'extends'];
  if (parent.startsWith(':')) {
    const message = `permission profile \`${child.id}\` cannot extend \`${parent}\`; only \`:read-only\`, \`:workspace\` and profiles of the configuration can be extended`;
    return err({ path, message });
  }
  const guess = nearestName(parent, names);
  const remedy =
    guess === undefined ? `add \`[permissions.${parent}]\` or remove \`extends\`` : `did you mean \`${guess}\`?`;
  return err({
    path,
    message: `permission profile \`${child.id}\` extends \`${parent}\`, which is not defined; ${remedy}`,
  });
}

const shownCycleLength = 20;

function cycle(last: ProfileTable, chain: readonly string[]): Result<never, Inconsistency> {
  const repeated = last.extends ?? last.id;
  const loop = [...chain.slice(chain.indexOf(repeated)), repeated];
  const shown = loop.length > shownCycleLength ? [...loop.slice(0, shownCycleLength - 1), '…', repeated] : loop;
  return err({
    path: ['permissions', last.id, 'extends'],
    message: `permission profiles extend each other in a cycle: \`${shown.join(' -> ')}\`; remove one \`extends\``,
  });
}

/** What a built-in profile hands down: its grants. Its automatic carve-outs are not rules; the protection by name replaces them. */
function builtInTable(id: BuiltInProfileId): ProfileTable {
  const policy = fileSystemPolicyOf(builtInProfile(id));
  const entries = policy.kind === 'restricted' ? policy.entries : [];
  const fileSystem = new Map<string, ProfileRule | ProfileScope>();
  for (const { path, access, missingPath } of entries) {
    if (path.kind !== 'special' || missingPath !== undefined) continue;
    fileSystem.set(...inheritedRule(path.special, { kind: 'rule', access, profile: id, key: [] }));
  }
  return { id, workspaceRoots: new Map(), fileSystem, network: {} };
}

type Special = Extract<FileSystemEntry['path'], { kind: 'special' }>['special'];

/** Workspace roots come as a scope, so that a child can add sub-paths without losing them. */
function inheritedRule(special: Special, rule: ProfileRule): readonly [string, ProfileRule | ProfileScope] {
  const key = specialPathKey(special);
  return special.kind === 'workspace-roots' ? [key, { kind: 'scope', rules: new Map([['.', rule]]) }] : [key, rule];
}

function mergeChain(profile: ProfileTable, parentFirst: readonly ProfileTable[]): ProfileTable {
  const fileSystem = new Map<string, ProfileRule | Map<string, ProfileRule>>();
  for (const table of parentFirst) mergeRules(fileSystem, table.fileSystem);
  const depth = parentFirst.findLast((table) => table.globScanMaxDepth !== undefined)?.globScanMaxDepth;
  return {
    ...profile,
    workspaceRoots: new Map(parentFirst.flatMap((table) => [...table.workspaceRoots])),
    fileSystem: new Map([...fileSystem].map(([key, rule]) => [key, asRuleOrScope(rule)])),
    ...(depth === undefined ? {} : { globScanMaxDepth: depth }),
    network: mergeAllTables(parentFirst.map((table) => table.network)),
  };
}

/** Scopes merge rule by rule; anything else replaces what the parent says about the key. */
function mergeRules(
  target: Map<string, ProfileRule | Map<string, ProfileRule>>,
  rules: ProfileTable['fileSystem'],
): void {
  for (const [key, rule] of rules) {
    const inherited = target.get(key);
    if (rule.kind === 'rule') target.set(key, rule);
    else if (inherited instanceof Map) for (const [subpath, inner] of rule.rules) inherited.set(subpath, inner);
    else target.set(key, new Map(rule.rules));
  }
}

function asRuleOrScope(rule: ProfileRule | Map<string, ProfileRule>): ProfileRule | ProfileScope {
  return rule instanceof Map ? { kind: 'scope', rules: rule } : rule;
}
