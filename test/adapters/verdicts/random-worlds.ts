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
  /** Whether the tree is a workspace, with symbolic rules about it, in which repositories are looked for. */
  readonly workspace: boolean;
  /** The place that `:tmpdir` stands for. */
  readonly tmpdir?: string;
  readonly description: string;
}

const names = ['a', 'b', 'c', 'x.env', '.git', '.codex', 'sp ace', '[d]'] as const;
const repositoryNames = ['a', 'b', '.git', '.git', '.agents', 'hooks', 'config', 'commondir', 'x.env'] as const;
const pointers = ['a', '../a', 'b/a', '../.git', '.', '..', 'OUTSIDE/folder', 'OUTSIDE', '/', 'missing'] as const;
const patterns = ['**/*.env', 'a/*', '*/b', 'a/**', '**/[ab]', '**/?', '*/*/c', '.git/**', '**/sp*'] as const;

/** What kind of worlds to make. */
export interface WorldKind {
  readonly links?: true;
  /** The tree is a workspace with repositories, `.git` files and symbolic rules. */
  readonly workspace?: true;
}

/**
 * Random worlds. Their links lead to places of the tree, existing or not, to other links, and to what lies beside the tree, in `outside`, which
 * holds a file and a directory with one.
 */
export function randomWorlds(kind: WorldKind = {}): fc.Arbitrary<World> {
  const known = namesOf(kind);
  const path = fc.array(fc.constantFrom(...known), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
  const access = fc.constantFrom('read', 'write', 'deny') as fc.Arbitrary<FileSystemEntry['access']>;
  return fc
    .record({
      tree: randomFolder(kind),
      base: fc.constantFrom('read', 'read', 'write', 'none'),
      root: fc.option(access, { freq: 2 }),
      missing: fc.uniqueArray(path, { maxLength: 4 }),
      picks: fc.array(fc.tuple(fc.nat(), access), { maxLength: 6 }),
      globs: fc.uniqueArray(fc.constantFrom(...patterns), { maxLength: 2 }),
      tmpdir: fc.option(fc.nat(), { freq: 2 }),
    })
    .map(({ tree, base, root, missing, picks, globs, tmpdir }) => {
      const existing = placesIn(tree);
      // Nothing can be made below a file: the one that rules speak about has to stay where it is.
      const possible = missing.filter(
        (place) => !existing.some((it) => place.startsWith(`${it}/`) && isFile(tree, it)),
      );
      const places = [...new Set([...existing, ...missing])];
      const rules = new Map(picks.map(([index, mode]) => [places[index % places.length] ?? '', mode]));
      const workspace = kind.workspace === true;
      if (workspace) rules.set('', 'write');
      else if (root !== null) rules.set('', root);
      const spell = workspace ? symbolic : literal;
      const temporary = workspace && tmpdir !== null ? existing[tmpdir % existing.length] : undefined;
      const entries = (at: AbsolutePath): readonly FileSystemEntry[] => [
        ...(base === 'none' ? [] : [wholeDisk(base as FileSystemEntry['access'])]),
        ...[...rules].map(([place, mode]) => spell(at, place, mode)),
        ...(temporary === undefined ? [] : [temporaryDirectory]),
        ...globs.map((glob) => pattern(at, glob, workspace)),
      ];
      return {
        tree,
        entries,
        workspace,
        ...(temporary === undefined ? {} : { tmpdir: temporary }),
        places: ['', ...existing, ...possible.filter((place) => !existing.includes(place))],
        description: JSON.stringify({ tree, base, rules: [...rules], globs, temporary }),
      };
    });
}

function literal(at: AbsolutePath, place: string, access: FileSystemEntry['access']): FileSystemEntry {
  return rule(place === '' ? at : `${at}/${place}`, access);
}

function symbolic(_at: AbsolutePath, place: string, access: FileSystemEntry['access']): FileSystemEntry {
  const special = { kind: 'workspace-roots', ...(place === '' ? {} : { subpath: place }) } as const;
  return { path: { kind: 'special', special }, access };
}

const temporaryDirectory: FileSystemEntry = {
  path: { kind: 'special', special: { kind: 'tmpdir' } },
  access: 'write',
};

function pattern(at: AbsolutePath, glob: string, workspace: boolean): FileSystemEntry {
  if (workspace) return { path: { kind: 'workspace-glob', pattern: glob }, access: 'deny' };
  return { path: { kind: 'glob', pattern: `${at}/${glob}` }, access: 'deny' };
}

function namesOf({ workspace }: WorldKind): readonly [string, ...string[]] {
  return workspace ? repositoryNames : names;
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

function randomLink(kind: WorldKind): fc.Arbitrary<string> {
  const up = fc.constantFrom('', '', '../', '../../');
  const name = fc.constantFrom(...namesOf(kind));
  const inside = fc
    .tuple(up, fc.array(name, { minLength: 1, maxLength: 3 }))
    .map(([dots, parts]) => dots + parts.join('/'));
  const outside = fc.constantFrom('file', 'folder', 'folder/x.env', 'missing', '').map((place) => `OUTSIDE/${place}`);
  return fc.oneof({ weight: 3, arbitrary: inside }, outside).map((target) => `-> ${target}`);
}

function randomFolder(kind: WorldKind): fc.Arbitrary<Folder> {
  const pointer = fc.constantFrom(...pointers).map((place) => `gitdir: ${place}\n`);
  const leaf = fc.oneof(fc.constantFrom('text', 'text', ''), ...(kind.workspace ? [pointer, pointer] : []));
  const entry = kind.links ? fc.oneof(leaf, randomLink(kind)) : leaf;
  const { folder } = fc.letrec<{ folder: Folder; content: Folder | string }>((tie) => ({
    folder: fc.dictionary(fc.constantFrom(...namesOf(kind)), tie('content'), { maxKeys: 4, noNullPrototype: true }),
    content: fc.oneof({ maxDepth: 3, withCrossShrink: true }, entry, tie('folder')),
  }));
  return folder;
}
