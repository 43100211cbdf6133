import type { AbsolutePath } from '../domain/paths/absolute-path.js';
import type { PathFact } from '../domain/permissions/path-facts.js';
import { assertEqual } from './assert.js';
import type { DefineTest } from './define-test.js';
import { FileSystemPlace, type FileSystemSubject } from './file-system-place.js';

/** What not every file system has. */
export type FileSystemFeature = 'symlinks' | 'hard-links' | 'special-files';

/** How to make the file system under test, anew for every test. */
export interface FileSystemFactory {
  readonly create: () => Promise<FileSystemSubject>;
  readonly supports: ReadonlySet<FileSystemFeature>;
}

/** The contract of `FileSystem`: what every implementation has to do, wherever its files are. */
export function describeFileSystem(
  runner: { readonly test: DefineTest },
  name: string,
  factory: FileSystemFactory,
): void {
  const contract = (
    sentence: string,
    run: (place: FileSystemPlace) => Promise<void>,
    ...needs: readonly FileSystemFeature[]
  ) => {
    if (needs.some((feature) => !factory.supports.has(feature))) return;
    runner.test(`${name} ${sentence}`, async () => {
      const subject = await factory.create();
      try {
        await run(new FileSystemPlace(subject));
      } finally {
        await subject.cleanUp?.();
      }
    });
  };

  contract('reads files whole, up to the limit', readsWhole);
  contract('says why it cannot read', saysWhyNotRead);
  contract('neither opens nor lists special files', leavesSpecialFiles, 'special-files');
  contract('reads through links', readsThroughLinks, 'symlinks');
  contract('lists names sorted by code unit', listsSorted);
  contract('writes new files with their directories', writesNew);
  contract('replaces content, whether longer or shorter', replacesContent);
  contract('writes the granted path itself when that is a file', writesGrantedFile);
  contract('says why it cannot write', saysWhyNotWrite);
  contract('writes through a hard link', writesThroughHardLink, 'hard-links');
  contract('follows a link that stays inside', followsInnerLink, 'symlinks');
  contract('does not follow a link out of the granted directory', refusesOuterLink, 'symlinks');
  contract('does not pass through a linked directory', refusesLinkedDirectory, 'symlinks');
  contract(
    'may be granted a directory that is reached through a link, unless that is refused',
    acceptsLinkedGrant,
    'symlinks',
  );
  contract('removes files', removesFiles);
  contract('removes a link and keeps its target', removesLink, 'symlinks');
  contract('tells files, directories and missing paths apart', inspectsPlain);
  contract('tells where links lead', inspectsLinks, 'symlinks');
  contract('tells special files apart', inspectsSpecial, 'special-files');
  contract('finds the directory that a .git file points at', inspectsGitFile);
}

async function readsWhole(place: FileSystemPlace): Promise<void> {
  await place.file('a', 'héllo\n');
  await place.file('empty', '');
  const texts = [
    await place.read('a'),
    await place.read('a', 7),
    await place.read('a', 6),
    await place.read('empty', 0),
  ];
  assertEqual(texts, ['héllo\n', 'héllo\n', 'too-large', ''], 'what was read');
}

async function saysWhyNotRead(place: FileSystemPlace): Promise<void> {
  await place.file('a', 'text');
  await place.arrange('dir', { type: 'directory' });
  const codes = [
    await place.read('none'),
    await place.read('none/x'),
    await place.read('dir'),
    await place.read('a/x'),
  ];
  assertEqual(codes, ['not-found', 'not-found', 'not-a-file', 'not-a-directory'], 'codes');
  const failed = await place.fileSystem.read(place.at('none'), { maxBytes: 1 });
  assertEqual(failed.ok ? undefined : failed.error.path, place.at('none'), 'path of the error');
}

async function leavesSpecialFiles(place: FileSystemPlace): Promise<void> {
  await place.arrange('special', { type: 'other' });
  const outcomes = [await place.read('special'), await place.write('special', 'x'), await place.list('special')];
  assertEqual(outcomes, ['not-a-file', 'not-a-file', 'not-a-directory'], 'outcomes');
}

async function readsThroughLinks(place: FileSystemPlace): Promise<void> {
  await place.file(place.outside('a'), 'text');
  await place.link('file', place.outside('a'));
  await place.link('dir', place.outside('.'));
  await place.link('nowhere', 'none');
  await place.file('here', 'text');
  const texts = [await place.read('file'), await place.read('dir/a'), await place.read('nowhere')];
  assertEqual(texts, ['text', 'text', 'not-found'], 'what was read');
  assertEqual(
    [await place.readHere('file'), await place.readHere('dir/a'), await place.readHere('here')],
    ['outside', 'outside', 'text'],
    'what was read without following links',
  );
  assertEqual(await place.list('dir'), [{ name: 'a', type: 'file' }], 'what was listed');
}

async function listsSorted(place: FileSystemPlace): Promise<void> {
  for (const name of ['b', 'é', 'C', 'a.b']) await place.file(`dir/${name}`, '');
  await place.arrange('dir/a', { type: 'directory' });
  const entries = [
    { name: 'C', type: 'file' },
    { name: 'a', type: 'directory' },
    { name: 'a.b', type: 'file' },
    { name: 'b', type: 'file' },
    { name: 'é', type: 'file' },
  ];
  assertEqual(await place.list('dir'), entries, 'entries');
  const codes = [await place.list('none'), await place.list('dir/b')];
  assertEqual(codes, ['not-found', 'not-a-directory'], 'codes');
}

async function writesNew(place: FileSystemPlace): Promise<void> {
  const outcomes = [
    await place.write('new', 'text'),
    await place.write('x/y/z', 'déep'),
    await place.write('x/empty', ''),
  ];
  assertEqual(outcomes, ['done', 'done', 'done'], 'outcomes');
  const texts = [await place.text('new'), await place.text('x/y/z'), await place.text('x/empty')];
  assertEqual(texts, ['text', 'déep', ''], 'texts');
}

async function replacesContent(place: FileSystemPlace): Promise<void> {
  await place.file('a', 'something long');
  assertEqual([await place.write('a', 'short'), await place.text('a')], ['done', 'short'], 'shorter');
  const long = 'long '.repeat(50_000);
  assertEqual([await place.write('a', long), await place.text('a')], ['done', long], 'longer');
}

async function writesGrantedFile(place: FileSystemPlace): Promise<void> {
  await place.file('a', 'old');
  const outcomes = [await place.write('a', 'new', place.at('a')), await place.write('ab', 'x', place.at('a'))];
  assertEqual([...outcomes, await place.text('a')], ['done', 'outside', 'new'], 'outcomes and text');
}

async function saysWhyNotWrite(place: FileSystemPlace): Promise<void> {
  await place.file('a', 'text');
  await place.arrange('dir', { type: 'directory' });
  const codes = [
    await place.write('dir', 'x'),
    await place.write('a/b', 'x'),
    await place.write(place.outside('a'), 'x'),
    await place.write('.', 'x'),
    await place.write('dir/../../escape', 'x'),
  ];
  assertEqual(codes, ['not-a-file', 'not-a-directory', 'outside', 'not-a-file', 'outside'], 'codes');
  assertEqual([await place.text('a'), await place.text(place.outside('a'))], ['text', undefined], 'texts');
}

async function writesThroughHardLink(place: FileSystemPlace): Promise<void> {
  await place.file('a', 'old');
  await place.arrange('b', { type: 'hard-link', to: place.at('a') });
  assertEqual([await place.write('b', 'new'), await place.text('a')], ['done', 'new'], 'after the write');
  assertEqual([await place.remove('a'), await place.text('b')], ['done', 'new'], 'after the removal');
}

async function followsInnerLink(place: FileSystemPlace): Promise<void> {
  await place.file('dir/a', 'old');
  await place.link('relative', 'dir/a');
  await place.link('dir/up', '../relative');
  await place.link('absolute', place.at('dir/a'));
  await place.link('fresh', 'dir/fresh');
  const outcomes = [await place.write('relative', '1'), await place.text('dir/a')];
  outcomes.push(await place.write('dir/up', '2'), await place.text('dir/a'));
  outcomes.push(await place.write('absolute', '3'), await place.text('dir/a'));
  outcomes.push(await place.write('fresh', '4'), await place.text('dir/fresh'));
  assertEqual(outcomes, ['done', '1', 'done', '2', 'done', '3', 'done', '4'], 'outcomes and texts');
}

async function refusesOuterLink(place: FileSystemPlace): Promise<void> {
  await place.file(place.outside('a'), 'safe');
  await place.link('absolute', place.outside('a'));
  await place.link('fresh', place.outside('fresh'));
  await place.link('hop', 'absolute');
  await place.link('circle', 'circle');
  const outcomes = [await place.write('absolute', 'x'), await place.write('fresh', 'x'), await place.write('hop', 'x')];
  assertEqual(
    [...outcomes, await place.write('circle', 'x')],
    ['outside', 'outside', 'outside', 'outside'],
    'outcomes',
  );
  const texts = [await place.text(place.outside('a')), await place.text(place.outside('fresh'))];
  assertEqual(texts, ['safe', undefined], 'texts');
}

async function refusesLinkedDirectory(place: FileSystemPlace): Promise<void> {
  await place.file(place.outside('a'), 'safe');
  await place.file('real/a', 'safe');
  await place.link('out', place.outside('.'));
  await place.link('in', 'real');
  const outcomes = [
    await place.write('out/a', 'x'),
    await place.write('out/b', 'x'),
    await place.write('out/c/d', 'x'),
    await place.remove('out/a'),
    await place.write('in/a', 'x'),
    await place.remove('in/a'),
  ];
  assertEqual(
    outcomes,
    outcomes.map(() => 'outside'),
    'outcomes',
  );
  const texts = ['a', 'b', 'c/d'].map((path) => place.text(place.outside(path)));
  assertEqual(await Promise.all([...texts, place.text('real/a')]), ['safe', undefined, undefined, 'safe'], 'texts');
}

async function acceptsLinkedGrant(place: FileSystemPlace): Promise<void> {
  await place.arrange('real', { type: 'directory' });
  await place.link('grant', 'real');
  const outcome = await place.write('grant/a', 'text', place.at('grant'));
  assertEqual([outcome, await place.text('real/a')], ['done', 'text'], 'outcome and text');
  assertEqual(
    [await place.remove('grant/a', place.at('grant')), await place.text('real/a')],
    ['done', undefined],
    'removal',
  );
  const options = { within: place.at('grant'), links: 'refuse' } as const;
  const refused = [
    await place.fileSystem.write(place.at('grant/b'), new Uint8Array(), options),
    await place.fileSystem.remove(place.at('grant/b'), options),
    await place.fileSystem.write(place.at('real/b'), new Uint8Array(), { within: place.at('real'), links: 'refuse' }),
  ];
  const codes = refused.map((result) => (result.ok ? 'done' : result.error.code));
  assertEqual(codes, ['outside', 'outside', 'done'], 'grants that may not be reached through a link');
}

async function removesFiles(place: FileSystemPlace): Promise<void> {
  await place.file('dir/a', 'text');
  await place.file(place.outside('a'), 'safe');
  const outcomes = [
    await place.remove('dir/a'),
    await place.remove('dir/a'),
    await place.remove('none/a'),
    await place.remove('dir'),
    await place.remove(place.outside('a')),
  ];
  assertEqual(outcomes, ['done', 'not-found', 'not-found', 'not-a-file', 'outside'], 'outcomes');
  assertEqual([await place.text('dir/a'), await place.text(place.outside('a'))], [undefined, 'safe'], 'texts');
}

async function removesLink(place: FileSystemPlace): Promise<void> {
  await place.file(place.outside('a'), 'safe');
  await place.link('file', place.outside('a'));
  await place.link('dir', place.outside('.'));
  await place.link('nowhere', 'none');
  const outcomes = [await place.remove('file'), await place.remove('dir'), await place.remove('nowhere')];
  assertEqual(outcomes, ['done', 'done', 'done'], 'outcomes');
  assertEqual([await place.list('.'), await place.text(place.outside('a'))], [[], 'safe'], 'what is left');
}

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
