import { type AbsolutePath, pathKey, relativeWithin, resolvePath, rootOf } from '../paths/absolute-path.js';
import { ancestorsOf } from '../paths/ancestors.js';
import { effectivePath } from './effective-path.js';
import { existingMetadata } from './existing-metadata.js';
import type { ReadOnlySubpath, WritableRoot } from './file-system-rules.js';
import type { PathFacts } from './path-facts.js';
import type { PermissionContext } from './permission-context.js';
import { protectedMetadataNames } from './protected-metadata.js';
import type { ResolvedEntry } from './resolve-entries.js';

/** What the roots of a policy are computed from. */
export interface WritableRootsInput {
  readonly entries: readonly ResolvedEntry[];
  /** Whether a path may be written as far as entries and the protected names are concerned. */
  readonly canWrite: (path: AbsolutePath) => boolean;
  readonly context: PermissionContext;
  readonly facts: PathFacts;
}

/** A root in the making. */
interface Draft {
  readonly root: AbsolutePath;
  /** How entries spell the root, where that differs from how it is enforced. */
  readonly spellings: AbsolutePath[];
  readonly readOnly: Map<AbsolutePath, ReadOnlySubpath>;
}

/**
 * The roots below which writing is allowed, each with every place inside it that is not writable. A deeper write entry is a root of
 * its own and stays in the list of the outer one, so consumers apply roots from shallow to deep.
 */
export function writableRoots(input: WritableRootsInput): readonly WritableRoot[] {
  const drafts = draftRoots(input);
  addMetadata(drafts, input);
  addRules(drafts, input);
  return drafts.map((draft) => ({
    root: draft.root,
    readOnlySubpaths: [...draft.readOnly.values()],
    protectedNames: protectedNamesOf(draft, input.canWrite),
  }));
}

function draftRoots({ entries, canWrite, facts }: WritableRootsInput): readonly Draft[] {
  const drafts = new Map<AbsolutePath, Draft>();
  for (const { path, entry } of entries) {
    if (entry.access !== 'write' || !canWrite(path)) continue;
    const root = effectivePath(path, facts);
    const draft: Draft = drafts.get(pathKey(root)) ?? { root, spellings: [], readOnly: new Map() };
    if (path !== root) draft.spellings.push(path);
    drafts.set(pathKey(root), draft);
  }
  return [...drafts.values()];
}

/** Protects metadata that exists, and the `.codex` of the working directory even before it exists, unless an entry names the very path. */
function addMetadata(drafts: readonly Draft[], { entries, context, facts }: WritableRootsInput): void {
  const explicit = new Set(entries.flatMap(({ path }) => [pathKey(path), pathKey(effectivePath(path, facts))]));
  const primary = pathKey(effectivePath(context.cwd, facts));
  for (const draft of drafts) {
    const found = existingMetadata(draft.root, facts, draft.spellings);
    const paths = pathKey(draft.root) === primary ? [...found, resolvePath(draft.root, '.codex')] : found;
    for (const path of paths) if (!explicit.has(pathKey(path))) addReadOnly(draft, { path, origin: 'automatic' });
  }
}

function addRules(drafts: readonly Draft[], { entries, canWrite, facts }: WritableRootsInput): void {
  const places = indexDrafts(drafts);
  for (const { path, entry } of entries) {
    if (entry.access === 'write' || canWrite(path)) continue;
    const origin = entry.missingPath === 'skip' ? 'automatic' : 'rule';
    for (const [draft, subpath] of carveOutsFor(path, places, facts)) addReadOnly(draft, { path: subpath, origin });
  }
}

interface DraftIndex {
  readonly byRoot: ReadonlyMap<AbsolutePath, Draft>;
  readonly bySpelling: ReadonlyMap<AbsolutePath, readonly Draft[]>;
}

function indexDrafts(drafts: readonly Draft[]): DraftIndex {
  const bySpelling = new Map<AbsolutePath, Draft[]>();
  for (const draft of drafts) {
    for (const spelling of draft.spellings) {
      bySpelling.set(pathKey(spelling), [...(bySpelling.get(pathKey(spelling)) ?? []), draft]);
    }
  }
  return { byRoot: new Map(drafts.map((draft) => [pathKey(draft.root), draft])), bySpelling };
}

/**
 * The roots that a rule lies in, and how it is spelled there: as written below the root as enforced, carried over below the root as
 * written, and otherwise where its effective path lies. A file system root always gets the effective path.
 */
function carveOutsFor(
  path: AbsolutePath,
  { byRoot, bySpelling }: DraftIndex,
  facts: PathFacts,
): ReadonlyMap<Draft, AbsolutePath> {
  const found = new Map<Draft, AbsolutePath>();
  const add = (draft: Draft | undefined, subpath: AbsolutePath): void => {
    if (draft !== undefined && !found.has(draft)) found.set(draft, subpath);
  };
  const effective = effectivePath(path, facts);
  for (const ancestor of ancestorsOf(path)) {
    const draft = byRoot.get(pathKey(ancestor));
    if (draft !== undefined && draft.root !== rootOf(draft.root)) add(draft, path);
  }
  for (const ancestor of ancestorsOf(path)) {
    for (const draft of bySpelling.get(pathKey(ancestor)) ?? []) add(draft, transplant(path, ancestor, draft.root));
  }
  for (const ancestor of ancestorsOf(effective)) add(byRoot.get(pathKey(ancestor)), effective);
  return found;
}

function transplant(path: AbsolutePath, from: AbsolutePath, to: AbsolutePath): AbsolutePath {
  return resolvePath(to, relativeWithin(path, from) ?? '');
}

function addReadOnly(draft: Draft, subpath: ReadOnlySubpath): void {
  const key = pathKey(subpath.path);
  if (draft.readOnly.get(key)?.origin !== 'rule') draft.readOnly.set(key, subpath);
}

function protectedNamesOf(draft: Draft, canWrite: (path: AbsolutePath) => boolean): readonly string[] {
  const spellings = [draft.root, ...draft.spellings];
  return protectedMetadataNames.filter((name) => spellings.every((spelling) => !canWrite(resolvePath(spelling, name))));
}
