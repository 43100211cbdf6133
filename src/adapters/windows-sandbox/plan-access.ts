import { type AbsolutePath, isWithin, nameOf, pathKey, resolvePath, rootOf } from '../../domain/paths/absolute-path.js';
import { ancestorsOf } from '../../domain/paths/ancestors.js';
import { distinctPaths } from '../../domain/paths/distinct-paths.js';
import type { FileSystemRules, WritableRoot } from '../../domain/permissions/file-system-rules.js';
import type { PathFacts } from '../../domain/permissions/path-facts.js';
import { canWriteUnder } from '../../domain/permissions/rules-access.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { SandboxRefusal } from '../../ports/process-sandbox.js';
import { capabilitySid } from './capability-sid.js';
import { refuseCarveOut, refuseRoot } from './refuse-place.js';
import type { AccessEntry, SidText } from './windows-plan.js';

/** The capabilities that a token gets, and what they have to find on the disk. */
export interface AccessPlan {
  readonly capabilities: readonly SidText[];
  readonly entries: readonly AccessEntry[];
}

/** A place inside a writable root that stays read-only. */
interface CarveOut {
  readonly path: AbsolutePath;
  readonly create: boolean;
}

interface Opening {
  readonly root: AbsolutePath;
  readonly carveOuts: readonly CarveOut[];
  readonly capability: SidText;
}

/** Turns rules into entries of access lists, or refuses a layout that entries cannot hold. Roots that do not exist are left out. */
export function planAccess(rules: FileSystemRules, facts: PathFacts): Result<AccessPlan, SandboxRefusal> {
  const roots = existingRoots(rules, facts);
  const carveOuts = roots.flatMap((root) => carveOutsOf(root, facts));
  const refusal = refuse({ rules, roots, carveOuts, facts });
  if (refusal !== undefined) return err(refusal);
  const places = distinct(carveOuts.map((each) => ({ ...each, path: realPath(each.path, facts) })));
  const openings = distinctPaths(roots.map(({ root }) => realPath(root, facts))).map((root) => open(root, places));
  return ok({
    capabilities: openings.map(({ capability }) => capability),
    entries: openings.flatMap(entriesOf),
  });
}

function existingRoots({ writableRoots }: FileSystemRules, facts: PathFacts): readonly WritableRoot[] {
  if (writableRoots === 'all') return [];
  return writableRoots.filter(({ root }) => exists(root, facts));
}

/** Metadata that nobody has made yet is left alone, except the first configuration, which has to go through approval. */
function carveOutsOf({ root, readOnlySubpaths, protectedNames }: WritableRoot, facts: PathFacts): readonly CarveOut[] {
  const listed = readOnlySubpaths.flatMap(({ path, origin }) => {
    if (exists(path, facts)) return [{ path, create: false }];
    return origin === 'rule' || nameOf(path) === '.codex' ? [{ path, create: true }] : [];
  });
  const named = protectedNames.map((name) => resolvePath(root, name)).filter((path) => exists(path, facts));
  return distinct([...listed, ...named.map((path) => ({ path, create: false }))]);
}

interface Layout {
  readonly rules: FileSystemRules;
  readonly roots: readonly WritableRoot[];
  readonly carveOuts: readonly CarveOut[];
  readonly facts: PathFacts;
}

function refuse({ rules, roots, carveOuts, facts }: Layout): SandboxRefusal | undefined {
  const isReplaceable = (link: AbsolutePath): boolean => canWriteUnder(rules, link);
  for (const { root } of roots) {
    const refusal = refuseRoot(root, facts, isReplaceable);
    if (refusal !== undefined) return refusal;
  }
  const opened = roots.map(({ root }) => realPath(root, facts));
  for (const { path } of carveOuts) {
    const refusal = refuseCarveOut(path, { facts, opened, isReplaceable });
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function open(root: AbsolutePath, places: readonly CarveOut[]): Opening {
  const carveOuts = places.filter(({ path }) => isWithin(path, root) && pathKey(path) !== pathKey(root));
  const capability = capabilitySid(
    root,
    carveOuts.map(({ path }) => path),
  );
  return { root, carveOuts, capability };
}

/** A directory on the way to a carve-out stays where it is: otherwise another one could be put in its place. */
function entriesOf({ root, carveOuts, capability }: Opening): readonly AccessEntry[] {
  const pins = carveOuts.flatMap(({ path }) => ancestorsOf(path).filter((each) => isBelow(each, root)));
  return [
    { effect: 'allow-write', path: root, capability },
    ...distinctPaths(pins).map((path): AccessEntry => ({ effect: 'deny-rename', path, capability })),
    ...carveOuts.map(
      ({ path, create }): AccessEntry => ({ effect: 'deny-write', path, capability, ...(create ? { create } : {}) }),
    ),
  ];
}

function isBelow(path: AbsolutePath, root: AbsolutePath): boolean {
  return isWithin(path, root) && pathKey(path) !== pathKey(root) && path !== rootOf(path);
}

function exists(path: AbsolutePath, facts: PathFacts): boolean {
  return (facts.get(path)?.type ?? 'missing') !== 'missing';
}

function realPath(path: AbsolutePath, facts: PathFacts): AbsolutePath {
  return facts.get(path)?.realPath ?? path;
}

function distinct(carveOuts: readonly CarveOut[]): readonly CarveOut[] {
  return [...new Map(carveOuts.map((each) => [pathKey(each.path), each])).values()];
}
