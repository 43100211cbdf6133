import { type AbsolutePath, resolvePath } from '../paths/absolute-path.js';
import type { PathFact, PathFacts } from './path-facts.js';
import { protectedMetadataNames } from './protected-metadata.js';

/**
 * The metadata of a writable root that is there to be protected, in the spelling of `root`: the directory that a `.git` file points
 * at, the one that it shares with others, `.git` itself, and the other protected directories. Facts may be about `otherSpellings` of the same root.
 */
export function existingMetadata(
  root: AbsolutePath,
  facts: PathFacts,
  otherSpellings: readonly AbsolutePath[] = [],
): readonly AbsolutePath[] {
  return protectedMetadataNames.flatMap((name) => {
    const fact = firstFact(
      [root, ...otherSpellings].map((spelling) => resolvePath(spelling, name)),
      facts,
    );
    return fact === undefined ? [] : carveOutsOf(name, resolvePath(root, name), fact);
  });
}

function firstFact(paths: readonly AbsolutePath[], facts: PathFacts): PathFact | undefined {
  return paths.map((path) => facts.get(path)).find((fact) => fact !== undefined);
}

function carveOutsOf(name: string, path: AbsolutePath, fact: PathFact): readonly AbsolutePath[] {
  if (fact.type === 'directory') return [path];
  if (name !== '.git' || fact.type !== 'file') return [];
  return [fact.gitdir, fact.commonDirectory, path].filter((place) => place !== undefined);
}
