import { type AbsolutePath, pathKey } from '../paths/absolute-path.js';
import { selfAndAncestors } from '../paths/ancestors.js';
import { compileGlob, type Glob } from '../paths/glob.js';
import type { ResolvedGlob } from './resolve-entries.js';

/** Deny patterns that were prepared for many questions: the pattern that hides a path, if any. A match hides what lies below it too. */
export type DenyGlobs = (path: AbsolutePath) => ResolvedGlob | undefined;

interface Candidate {
  readonly glob: Glob;
  readonly source: ResolvedGlob;
}

/** Prepares deny patterns. One that cannot be compiled hides everything, because nobody can tell what it was meant to protect. */
export function compileDenyGlobs(globs: readonly ResolvedGlob[]): DenyGlobs {
  const byBase = new Map<AbsolutePath, Candidate[]>();
  for (const source of globs) {
    const compiled = compileGlob(source.pattern);
    if (!compiled.ok) return () => source;
    const key = pathKey(compiled.value.base);
    const group = byBase.get(key) ?? [];
    group.push({ glob: compiled.value, source });
    byBase.set(key, group);
  }
  return byBase.size === 0 ? () => undefined : (path) => findUpwards(byBase, path);
}

function findUpwards(
  byBase: ReadonlyMap<AbsolutePath, readonly Candidate[]>,
  path: AbsolutePath,
): ResolvedGlob | undefined {
  for (const directory of selfAndAncestors(pathKey(path))) {
    const hit = byBase.get(directory)?.find(({ glob }) => glob.covers(path));
    if (hit !== undefined) return hit.source;
  }
  return undefined;
}
