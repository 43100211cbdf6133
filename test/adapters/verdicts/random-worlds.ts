import fc from 'fast-check';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { FileSystemEntry } from '../../../src/domain/permissions/file-system-policy.js';
import { rule, wholeDisk } from '../bubblewrap/support/test-bench.js';

/** A directory, by name; a text is the content of a file, or, behind an arrow, where a link leads. */
export interface Folder {
  readonly [name: string]: Folder | string;
}

/** Where a link leads, in place of the content of a file. */
export function targetOf(content: Folder | string): string | undefined {
  return typeof content === 'string' && content.startsWith('-> ') ? content.slice(3) : undefined;
}

/** A tree of files, rules about it, and places in and beside it to ask about. Paths are relative to the root of the tree. */
export interface World {
  readonly tree: Folder;
  readonly entries: (root: AbsolutePath) => readonly FileSystemEntry[];
  readonly places: readonly string[];
  readonly description: string;
}

const names = ['a', 'b', 'c', 'x.env', '.git', '.codex', 'sp ace', '[d]'] as const;
const patterns = ['**/*.env', 'a/*', '*/b', 'a/**', '**/[ab]', '**/?', '*/*/c', '.git/**', '**/sp*'] as const;

/**
 * Random worlds. Their links lead to places of the tree, existing or not, to other links, and to what lies beside the tree, in `outside`, which
 * holds a file and a directory with one.
 */
export function randomWorlds(links: 'with links' | 'without links' = 'without links'): fc.Arbitrary<World> {
  const path = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
  const access = fc.constantFrom('read', 'write', 'deny') as fc.Arbitrary<FileSystemEntry['access']>;
  return fc
    .record({
      tree: randomFolder(links),
      base: fc.constantFrom('read', 'read', 'write', 'none'),
      root: fc.option(access, { freq: 2 }),
      missing: fc.uniqueArray(path, { maxLength: 4 }),
      picks: fc.array(fc.tuple(fc.nat(), access), { maxLength: 6 }),
      globs: fc.uniqueArray(fc.constantFrom(...patterns), { maxLength: 2 }),
    })
    .map(({ tree, base, root, missing, picks, globs }) => {
      const existing = placesIn(tree);
      // Nothing can be made below a file: the one that rules speak about has to stay where it is.
      const possible = missing.filter(
        (place) => !existing.some((it) => place.startsWith(`${it}/`) && isFile(tree, it)),
      );
      const places = [...new Set([...existing, ...missing])];
      const rules = new Map(picks.map(([index, mode]) => [places[index % places.length] ?? '', mode]));
      if (root !== null) rules.set('', root);
      const entries = (at: AbsolutePath): readonly FileSystemEntry[] => [
        ...(base === 'none' ? [] : [wholeDisk(base as FileSystemEntry['access'])]),
        ...[...rules].map(([place, mode]) => rule(place === '' ? at : `${at}/${place}`, mode)),
        ...globs.map((glob) => ({ path: { kind: 'glob', pattern: `${at}/${glob}` }, access: 'deny' }) as const),
      ];
      return {
        tree,
        entries,
        places: ['', ...existing, ...possible.filter((place) => !existing.includes(place))],
        description: JSON.stringify({ tree, base, rules: [...rules], globs }),
      };
    });
}

/** Every place of a tree, relative to its root. */
export function placesIn(folder: Folder, prefix = ''): readonly string[] {
  return Object.entries(folder).flatMap(([name, content]) => [
    `${prefix}${name}`,
    ...(typeof content === 'string' ? [] : placesIn(content, `${prefix}${name}/`)),
  ]);
}

/** The places of a tree that are links. */
export function linksIn(folder: Folder, prefix = ''): readonly string[] {
  return Object.entries(folder).flatMap(([name, content]) => {
    if (typeof content !== 'string') return linksIn(content, `${prefix}${name}/`);
    return targetOf(content) === undefined ? [] : [`${prefix}${name}`];
  });
}

function isFile(tree: Folder, place: string): boolean {
  const found = place.split('/').reduce<Folder | string | undefined>((at, name) => {
    return typeof at === 'object' ? at[name] : undefined;
  }, tree);
  return typeof found === 'string';
}

function randomLink(): fc.Arbitrary<string> {
  const up = fc.constantFrom('', '', '../', '../../');
  const name = fc.constantFrom(...names);
  const inside = fc
    .tuple(up, fc.array(name, { minLength: 1, maxLength: 3 }))
    .map(([dots, parts]) => dots + parts.join('/'));
  const outside = fc.constantFrom('file', 'folder', 'folder/x.env', 'missing', '').map((place) => `OUTSIDE/${place}`);
  return fc.oneof({ weight: 3, arbitrary: inside }, outside).map((target) => `-> ${target}`);
}

function randomFolder(links: 'with links' | 'without links'): fc.Arbitrary<Folder> {
  const leaf = fc.constantFrom('text', 'text', '');
  const entry = links === 'with links' ? fc.oneof(leaf, randomLink()) : leaf;
  const { folder } = fc.letrec<{ folder: Folder; content: Folder | string }>((tie) => ({
    folder: fc.dictionary(fc.constantFrom(...names), tie('content'), { maxKeys: 4, noNullPrototype: true }),
    content: fc.oneof({ maxDepth: 3, withCrossShrink: true }, entry, tie('folder')),
  }));
  return folder;
}
