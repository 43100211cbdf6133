import type { AbsolutePath } from '../domain/paths/absolute-path.js';
import type { PathFact } from '../domain/permissions/path-facts.js';
import { assertEqual } from './assert.js';
import type { FileSystemDemand } from './file-system-demand.js';
import type { FileSystemPlace } from './file-system-place.js';

/** What holds of the facts about paths. */
export const inspecting: readonly FileSystemDemand[] = [
  { sentence: 'tells files, directories and missing paths apart', run: inspectsPlain },
  { sentence: 'tells where links lead', run: inspectsLinks, needs: 'symlinks' },
  { sentence: 'tells special files apart', run: inspectsSpecial, needs: 'special-files' },
  { sentence: 'finds the directory that a .git file points at', run: inspectsGitFile },
];

async function inspectsPlain(place: FileSystemPlace): Promise<void> {
  await place.file('dir/a', 'text');
  await place.file('dir/empty', '');
  await place.arrange('bare', { type: 'directory' });
  const symlinks: readonly AbsolutePath[] = [];
  const facts = {
    'dir/a': { type: 'file', realPath: place.at('dir/a'), symlinks, empty: false },
    'dir/empty': { type: 'file', realPath: place.at('dir/empty'), symlinks, empty: true },
    dir: { type: 'directory', realPath: place.at('dir'), symlinks, empty: false },
    bare: { type: 'directory', realPath: place.at('bare'), symlinks, empty: true },
    'x/y/z': { type: 'missing', realPath: place.at('x/y/z'), symlinks, firstMissing: place.at('x') },
    'dir/a/b': { type: 'missing', realPath: place.at('dir/a/b'), symlinks, firstMissing: place.at('dir/a/b') },
  } as const;
  for (const [path, fact] of Object.entries(facts)) assertEqual<PathFact>(await place.inspect(path), fact, path);
}

async function inspectsLinks(place: FileSystemPlace): Promise<void> {
  await place.file(place.outside('dir/a'), 'text');
  await place.link('l', place.outside('dir'));
  await place.link('nowhere', place.outside('none'));
  await place.link('circle', 'circle');
  await place.link('far', place.outside('none/at/all'));
  const [l, nowhere, circle, far] = [place.at('l'), place.at('nowhere'), place.at('circle'), place.at('far')];
  const facts = {
    'l/a': { type: 'file', realPath: place.outside('dir/a'), symlinks: [l], empty: false },
    l: { type: 'directory', realPath: place.outside('dir'), symlinks: [l], empty: false },
    'l/x/y': { type: 'missing', realPath: place.outside('dir/x/y'), symlinks: [l], firstMissing: place.at('l/x') },
    nowhere: { type: 'missing', realPath: place.outside('none'), symlinks: [nowhere], firstMissing: nowhere },
    'nowhere/x': { type: 'missing', realPath: place.outside('none/x'), symlinks: [nowhere], firstMissing: nowhere },
    'far/x': {
      type: 'missing',
      realPath: place.outside('none/at/all/x'),
      symlinks: [far],
      firstMissing: far,
      realFirstMissing: place.outside('none'),
    },
    'circle/x': { type: 'missing', realPath: place.at('circle/x'), symlinks: [circle], firstMissing: circle },
  } as const;
  for (const [path, fact] of Object.entries(facts)) assertEqual<PathFact>(await place.inspect(path), fact, path);
}

async function inspectsSpecial(place: FileSystemPlace): Promise<void> {
  await place.arrange('special', { type: 'other' });
  const fact: PathFact = { type: 'other', realPath: place.at('special'), symlinks: [] };
  assertEqual(await place.inspect('special'), fact, 'fact');
}

async function inspectsGitFile(place: FileSystemPlace): Promise<void> {
  await place.arrange('repository/.git/worktrees/w', { type: 'directory' });
  await place.file('w/.git', 'gitdir: ../repository/.git/worktrees/w\n');
  await place.file('repository/.git/worktrees/w/commondir', '../..\n');
  await place.file('gone/.git', 'gitdir: /none/at/all\n');
  await place.file('plain/.git', 'something else\n');
  const factOf = (path: string): PathFact => ({ type: 'file', realPath: place.at(path), symlinks: [], empty: false });
  const gitdir = place.at('repository/.git/worktrees/w');
  const pointers = { gitdir, commonDirectory: place.at('repository/.git') };
  assertEqual(await place.inspect('w/.git'), { ...factOf('w/.git'), ...pointers }, 'a pointer');
  assertEqual(await place.inspect('gone/.git'), factOf('gone/.git'), 'a pointer to nothing');
  assertEqual(await place.inspect('plain/.git'), factOf('plain/.git'), 'no pointer');
}
