import { assertEqual } from './assert.js';
import type { FileSystemDemand } from './file-system-demand.js';
import type { FileSystemPlace } from './file-system-place.js';

/** What holds of reading files and listing directories. */
export const reading: readonly FileSystemDemand[] = [
  { sentence: 'reads files whole, up to the limit', run: readsWhole },
  { sentence: 'says why it cannot read', run: saysWhyNotRead },
  { sentence: 'neither opens nor lists special files', run: leavesSpecialFiles, needs: 'special-files' },
  { sentence: 'reads through links', run: readsThroughLinks, needs: 'symlinks' },
  { sentence: 'lists names sorted by code unit', run: listsSorted },
];

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
