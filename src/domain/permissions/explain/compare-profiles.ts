import { type AbsolutePath, pathKey } from '../../paths/absolute-path.js';
import { ancestorsOf } from '../../paths/ancestors.js';
import { distinctPaths } from '../../paths/distinct-paths.js';
import type { AccessMode } from '../access-mode.js';
import type { NetworkPolicy } from '../network-policy.js';
import { pathsOfInterest } from '../paths-of-interest.js';
import type { PermissionContext } from '../permission-context.js';
import { fileSystemPolicyOf, networkPolicyOf, type PermissionProfile } from '../permission-profile.js';
import { type CompiledAccess, compileAccess } from '../resolve-access.js';
import { resolveEntries } from '../resolve-entries.js';

/** What two profiles say about a path and, up to the next listed path, about everything below it. */
export interface AccessDifference {
  readonly path: AbsolutePath;
  readonly first: AccessMode;
  readonly second: AccessMode;
}

/** How two profiles differ on one machine. */
export interface ProfileComparison {
  /** Both policies where they differ. */
  readonly network?: { readonly first: NetworkPolicy; readonly second: NetworkPolicy };
  /** Sorted by path. A path on which both agree is listed when it is an exception to a difference above it. */
  readonly paths: readonly AccessDifference[];
  /** Deny patterns that only one of them has. */
  readonly onlyFirstDenies: readonly AbsolutePath[];
  readonly onlySecondDenies: readonly AbsolutePath[];
}

/** Lists what one profile allows and the other does not. */
export function compareProfiles(
  first: PermissionProfile,
  second: PermissionProfile,
  context: PermissionContext,
): ProfileComparison {
  const networks = { first: networkPolicyOf(first), second: networkPolicyOf(second) };
  const [ofFirst, ofSecond] = [denyPatterns(first, context), denyPatterns(second, context)];
  return {
    ...(isSameNetwork(networks) ? {} : { network: networks }),
    paths: differences(first, second, context),
    onlyFirstDenies: ofFirst.filter((pattern) => !ofSecond.includes(pattern)),
    onlySecondDenies: ofSecond.filter((pattern) => !ofFirst.includes(pattern)),
  };
}

function isSameNetwork({ first, second }: NonNullable<ProfileComparison['network']>): boolean {
  return JSON.stringify(first) === JSON.stringify(second);
}

function differences(
  first: PermissionProfile,
  second: PermissionProfile,
  context: PermissionContext,
): readonly AccessDifference[] {
  const [inFirst, inSecond] = [decider(first, context), decider(second, context)];
  const interesting = [first, second].flatMap((profile) => pathsOfInterest(profile, context));
  const roots = interesting.flatMap((path) => ancestorsOf(path).slice(-1));
  const listed = new Map<AbsolutePath, AccessDifference>();
  for (const path of distinctPaths([...roots, ...interesting].sort())) {
    const difference = { path, first: inFirst(path), second: inSecond(path) };
    if (isNews(difference, listed)) listed.set(pathKey(path), difference);
  }
  return [...listed.values()];
}

/** Whether a path differs from what the nearest listed directory above it lets one expect; without one, agreement is expected. */
function isNews(
  { path, first, second }: AccessDifference,
  listed: ReadonlyMap<AbsolutePath, AccessDifference>,
): boolean {
  const above = ancestorsOf(path)
    .map((ancestor) => listed.get(pathKey(ancestor)))
    .find((difference) => difference !== undefined);
  if (above === undefined || above.first === above.second) return first !== second;
  return first !== above.first || second !== above.second;
}

function decider(profile: PermissionProfile, context: PermissionContext): (path: AbsolutePath) => AccessMode {
  const access = compileAccess(fileSystemPolicyOf(profile), context);
  return (path) => finalAccess(access, path);
}

function finalAccess(access: CompiledAccess, path: AbsolutePath): AccessMode {
  const mode = access.access(path);
  return mode === 'write' && !access.canWrite(path) ? 'read' : mode;
}

function denyPatterns(profile: PermissionProfile, context: PermissionContext): readonly AbsolutePath[] {
  const policy = fileSystemPolicyOf(profile);
  if (policy.kind !== 'restricted') return [];
  return [...new Set(resolveEntries(policy.entries, context).denyGlobs.map(({ pattern }) => pattern))].sort();
}
