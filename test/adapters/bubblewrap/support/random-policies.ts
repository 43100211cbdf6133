import fc from 'fast-check';
import type { AbsolutePath } from '../../../../src/domain/paths/absolute-path.js';
import type { FileSystemEntry } from '../../../../src/domain/permissions/file-system-policy.js';
import { rule, wholeDisk } from './test-bench.js';

/** The directories and files, below some root, that random rules speak about. */
export const places = {
  directories: ['a', 'a/b', 'a/b/c', 'a/d', 'e', 'e/f', 'e/f/.git', '.codex'],
  files: [
    'a/one',
    'a/b/two',
    'a/b/c/three',
    'a/d/four',
    'e/five',
    'e/f/six',
    'e/f/.git/config',
    '.codex/config',
    'top',
  ],
  missing: ['gone', 'a/gone', 'e/gone/deeper'],
};

/** Rules about random places below `root`, all of them with an opinion about the whole disk or none. */
export function randomEntries(root: AbsolutePath): fc.Arbitrary<readonly FileSystemEntry[]> {
  const path = fc
    .constantFrom('', ...places.directories, ...places.files, ...places.missing)
    .map((relative) => (relative === '' ? root : `${root}/${relative}`));
  const access = fc.constantFrom('read', 'write', 'deny') as fc.Arbitrary<FileSystemEntry['access']>;
  const rules = fc.uniqueArray(fc.tuple(path, access), { maxLength: 7, selector: ([it]) => it });
  const base = fc.constantFrom<readonly FileSystemEntry[]>(
    [wholeDisk('read')],
    [wholeDisk('read')],
    [wholeDisk('write')],
    [],
  );
  return fc.tuple(base, rules).map(([first, rest]) => [...first, ...rest.map(([it, mode]) => rule(it, mode))]);
}

/** Every place that exists, as an absolute path. */
export function existingPlaces(root: AbsolutePath): readonly AbsolutePath[] {
  return ['', ...places.directories, ...places.files].map((it) => (it === '' ? root : `${root}/${it}`) as AbsolutePath);
}
