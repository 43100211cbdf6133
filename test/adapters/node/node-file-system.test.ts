import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { NodeFileSystem } from '../../../src/adapters/node/node-file-system.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import { describeFileSystem } from '../../../src/testing/describe-file-system.js';
import type { FileSystemSubject } from '../../../src/testing/file-system-place.js';
import { temporaryPlace } from './temporary-place.js';

const supports = new Set(['symlinks', 'hard-links', 'special-files'] as const);
const guards = process.platform === 'linux' ? (['descriptors', 'paths'] as const) : (['paths'] as const);

for (const linkGuard of guards) {
  describeFileSystem({ test }, `NodeFileSystem with ${linkGuard}`, {
    supports,
    create: async () => temporaryPlace(new NodeFileSystem({ linkGuard })),
  });
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe.each(guards)('NodeFileSystem with %s', (linkGuard) => {
  let place: Required<FileSystemSubject>;
  const at = (path: string) => join(place.root, path) as AbsolutePath;
  const write = (path: string, text: string) => place.fileSystem.write(at(path), bytes(text), { within: place.root });

  beforeEach(() => {
    place = temporaryPlace(new NodeFileSystem({ linkGuard }));
  });
  afterEach(() => place.cleanUp());

  it('finds nothing under a name that no file can have, and creates nothing', async () => {
    const path = at('a\0b/c');
    const { type } = await place.fileSystem.inspect(path);
    const attempts = await Promise.all([
      place.fileSystem.read(path, { maxBytes: 9 }),
      place.fileSystem.list(path),
      place.fileSystem.write(path, bytes('x'), { within: place.root }),
      place.fileSystem.remove(path, { within: place.root }),
    ]);
    const codes = attempts.map((result) => (result.ok ? 'done' : result.error.code));
    expect([type, codes, readdirSync(place.root)]).toEqual([
      'missing',
      ['not-found', 'not-found', 'not-found', 'not-found'],
      [],
    ]);
  });

  it.runIf(process.platform === 'linux')('says soon that nothing can be made below /proc', async () => {
    const within = '/proc/nothing/below' as AbsolutePath;
    const result = await place.fileSystem.write(join(within, 'file') as AbsolutePath, bytes('x'), { within });
    expect(result.ok ? 'done' : result.error.code).toBe('not-found');
  });

  it('keeps the identity, the mode and the other names of a file', async () => {
    writeFileSync(at('script'), 'something longer\n');
    chmodSync(at('script'), 0o751);
    linkSync(at('script'), join(place.outside, 'name'));
    const before = statSync(at('script'));
    await write('script', 'new\n');
    const after = statSync(at('script'));
    expect([after.ino, after.mode, after.nlink, readFileSync(join(place.outside, 'name'), 'utf8')]).toEqual([
      before.ino,
      before.mode,
      2,
      'new\n',
    ]);
  });

  it('creates files and directories with the usual modes', async () => {
    const umask = process.umask();
    await write('a/b', '');
    const modes = [at('a'), at('a/b')].map((path) => statSync(path).mode & 0o777);
    expect(modes).toEqual([0o777 & ~umask, 0o666 & ~umask]);
  });

  it('creates the granted directory when it is missing', async () => {
    const within = join(place.root, 'grant/inner') as AbsolutePath;
    const result = await place.fileSystem.write(join(within, 'x/y') as AbsolutePath, bytes('text'), { within });
    expect([result, readFileSync(join(within, 'x/y'), 'utf8')]).toEqual([{ ok: true, value: undefined }, 'text']);
  });

  it('reads files that do not know their size', async () => {
    if (process.platform !== 'linux') return;
    const read = (maxBytes: number) => place.fileSystem.read('/proc/version' as AbsolutePath, { maxBytes });
    const version = await read(10_000);
    expect([
      version.ok && new TextDecoder().decode(version.value).startsWith('Linux version'),
      await read(5),
    ]).toMatchObject([true, { error: { code: 'too-large' } }]);
  });

  it('neither reads from nor writes to a device', async () => {
    const device = '/dev/zero' as AbsolutePath;
    expect([
      await place.fileSystem.inspect(device),
      await place.fileSystem.read(device, { maxBytes: 10 }),
      await place.fileSystem.write(device, bytes('x'), { within: '/dev' as AbsolutePath }),
    ]).toMatchObject([{ type: 'other' }, { error: { code: 'not-a-file' } }, { error: { code: 'not-a-file' } }]);
  });

  it('explains itself', async () => {
    symlinkSync(place.outside, at('link'));
    expect([
      await place.fileSystem.read(at('none'), { maxBytes: 1 }),
      await write('link/x', ''),
      await write('x'.repeat(300), ''),
    ]).toMatchObject([
      { error: { code: 'not-found', path: at('none'), message: `\`${at('none')}\` does not exist` } },
      {
        error: {
          code: 'outside',
          message: `\`${at('link/x')}\` leads out of the directory that was granted, or through a symbolic link`,
        },
      },
      { error: { code: 'io', message: `\`${at('x'.repeat(300))}\` could not be accessed (ENAMETOOLONG)` } },
    ]);
  });

  it('refuses a link whose text hides where it leads', async () => {
    mkdirSync(at('dir'));
    symlinkSync(place.outside, at('dir/elsewhere'));
    symlinkSync('dir/elsewhere/../file', at('link'));
    expect([await write('link', 'x'), readdirSync(place.root)]).toMatchObject([
      { error: { code: 'outside' } },
      ['dir', 'link'],
    ]);
  });

  it('lets the event loop run during many operations', async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    const started = performance.now();
    while (performance.now() - started < 300) await write('file', 'x'.repeat(10_000));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
  });
});
