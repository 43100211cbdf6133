import { assertEqual } from './assert.js';
import type { FileSystemDemand } from './file-system-demand.js';
import type { FileSystemPlace } from './file-system-place.js';

/** What holds of writing and removing files. */
export const writing: readonly FileSystemDemand[] = [
  { sentence: 'writes new files with their directories', run: writesNew },
  { sentence: 'replaces content, whether longer or shorter', run: replacesContent },
  { sentence: 'writes the granted path itself when that is a file', run: writesGrantedFile },
  { sentence: 'says why it cannot write', run: saysWhyNotWrite },
  { sentence: 'writes through a hard link', run: writesThroughHardLink, needs: 'hard-links' },
  { sentence: 'follows a link that stays inside', run: followsInnerLink, needs: 'symlinks' },
  { sentence: 'does not follow a link out of the granted directory', run: refusesOuterLink, needs: 'symlinks' },
  { sentence: 'does not pass through a linked directory', run: refusesLinkedDirectory, needs: 'symlinks' },
  {
    sentence: 'may be granted a directory that is reached through a link, unless that is refused',
    run: acceptsLinkedGrant,
    needs: 'symlinks',
  },
  { sentence: 'removes files', run: removesFiles },
  { sentence: 'removes a link and keeps its target', run: removesLink, needs: 'symlinks' },
];

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
