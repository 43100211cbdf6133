import { type AbsolutePath, pathKey, resolvePath } from '../paths/absolute-path.js';
import { compileGlob, literalPattern } from '../paths/glob.js';
import { unionOfEntries } from './entry-key.js';
import type { FileSystemEntry, FileSystemPolicy } from './file-system-policy.js';
import type { PathFacts } from './path-facts.js';
import type { PermissionContext } from './permission-context.js';
import { protectedMetadataNames } from './protected-metadata.js';
import { compileAccess } from './resolve-access.js';
import { type ResolvedEntry, type ResolvedGlob, resolveEntries } from './resolve-entries.js';

/**
 * The same rules for whoever opens files in this process, where a link leads around a rule that knows only one spelling: every rule
 * applies to the real place of its path too, and metadata is protected where links and `gitdir:` pointers say it really is.
 *
 * Ask the result about the real path of a file as well as about the path as it was given, and allow only what both answers allow.
 */
export function withRealSpellings(
  policy: FileSystemPolicy,
  context: PermissionContext,
  facts: PathFacts,
): FileSystemPolicy {
  if (policy.kind !== 'restricted') return policy;
  const { paths: resolved, denyGlobs } = resolveEntries(policy.entries, context);
  const explicit = new Set(resolved.map(({ path }) => pathKey(path)));
  const places = unionOfEntries(
    policy.entries,
    resolved.flatMap((entry) => realPlace(entry, facts)),
  );
  const { entryAccess } = compileAccess({ ...policy, entries: places }, context);
  // A command that writes a `.git` file chooses what that names: what is not writable anyway must not become readable by it.
  const metadata = resolved
    .filter(({ entry }) => entry.access === 'write')
    .flatMap(({ path }) => realMetadata(path, facts, explicit))
    .filter((place) => entryAccess(place) === 'write')
    .map(carveOut);
  const patterns = denyGlobs.flatMap((glob) => realPattern(glob, facts));
  return { ...policy, entries: unionOfEntries(places, [...metadata, ...patterns]) };
}

/** A pattern below a linked directory also holds where that directory really is. */
function realPattern({ pattern, entry }: ResolvedGlob, facts: PathFacts): readonly FileSystemEntry[] {
  const glob = compileGlob(pattern);
  if (!glob.ok) return [];
  const { base } = glob.value;
  const real = facts.get(base)?.realPath;
  if (real === undefined || pathKey(real) === pathKey(base)) return [];
  const rest = pattern.slice(base.length);
  return [{ ...entry, path: { kind: 'glob', pattern: `${literalPattern(real)}${rest}` } }];
}

function realPlace({ path, entry }: ResolvedEntry, facts: PathFacts): readonly FileSystemEntry[] {
  const real = facts.get(path)?.realPath;
  if (real === undefined || pathKey(real) === pathKey(path)) return [];
  return [{ ...entry, path: { kind: 'path', path: real } }];
}

/** Where the metadata of a writable root really is, as far as no rule speaks about the very place, or about the link that leads there. */
function realMetadata(
  root: AbsolutePath,
  facts: PathFacts,
  explicit: ReadonlySet<AbsolutePath>,
): readonly AbsolutePath[] {
  return protectedMetadataNames.flatMap((name) => {
    const path = resolvePath(root, name);
    const { symlinks = [], realPath, gitdir, commonDirectory } = facts.get(path) ?? {};
    const isLink = !explicit.has(pathKey(path)) && symlinks.some((link) => pathKey(link) === pathKey(path));
    const places = [isLink ? realPath : undefined, gitdir, commonDirectory].filter((place) => place !== undefined);
    return places.filter((place) => !explicit.has(pathKey(place)));
  });
}

function carveOut(path: AbsolutePath): FileSystemEntry {
  return { path: { kind: 'path', path }, access: 'read', missingPath: 'skip' };
}
