import { describe, expect, it } from 'vitest';
import { type InMemoryEntry, InMemoryFileSystem } from '../../../src/adapters/in-memory/in-memory-file-system.js';
import { viewImage } from '../../../src/application/tools/view-image.js';
import type { RestrictedFileSystemPolicy } from '../../../src/domain/permissions/file-system-policy.js';
import { absolute, doubles, functionCall, scopeWith } from '../support/build.js';

const png = Uint8Array.from([
  ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52],
  ...[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0],
]);
const wide = png.with(16, 1);
const shown = [
  { kind: 'image', url: `data:image/png;base64,${Buffer.from(png).toString('base64')}`, detail: 'original' },
];
const cwd = absolute('/repo');

/** Everything may be read but `/secret` and what is called `*.key.png`. */
const fileSystemPolicy: RestrictedFileSystemPolicy = {
  kind: 'restricted',
  entries: [
    { path: { kind: 'special', special: { kind: 'root' } }, access: 'read' },
    { path: { kind: 'path', path: absolute('/secret') }, access: 'deny' },
    { path: { kind: 'glob', pattern: '/repo/**/*.key.png' }, access: 'deny' },
  ],
};

async function view(path: unknown, files: Readonly<Record<string, InMemoryEntry>> = {}) {
  const fileSystem = new InMemoryFileSystem({ '/repo/.git/HEAD': 'ref', '/repo/a.png': png, ...files });
  const { scope, events } = scopeWith(doubles({ fileSystem }), {
    permissions: {
      profile: { kind: 'managed', fileSystem: fileSystemPolicy, network: 'restricted' },
      context: { cwd, workspaceRoots: [cwd] },
      approvalPolicy: 'never',
    },
  });
  const call = await viewImage.prepare(functionCall('view_image', { path }), scope);
  const output = call.kind === 'answer' ? call.output : await call.run('sandboxed', new AbortController().signal);
  expect(events).toEqual([]);
  return output;
}

describe('view_image', () => {
  it.each(['a.png', '/repo/a.png', './sub/../a.png'])(
    'shows an image to the model and nothing to the host: %s',
    async (path) => {
      expect(await view(path)).toEqual(shown);
    },
  );

  it.each<[string, unknown, Readonly<Record<string, InMemoryEntry>>, string]>([
    ['a path that is no text', 5, {}, 'failed to parse function arguments: field `path` must be a string'],
    ['nothing', 'b.png', {}, 'unable to locate image at `/repo/b.png`: No such file or directory (os error 2)'],
    ['a directory', '.git', {}, 'unable to read image at `/repo/.git`: it is not a regular file'],
    [
      'a FIFO or a device',
      'x',
      { '/repo/x': { type: 'other' } },
      'unable to read image at `/repo/x`: it is not a regular file',
    ],
    ['a text', '.git/HEAD', {}, 'unable to process image: invalid or unsupported image data'],
    [
      'an SVG',
      'x.svg',
      { '/repo/x.svg': '<svg width="1"/>' },
      'unable to process image: invalid or unsupported image data',
    ],
    [
      'the beginning of an image',
      'x.png',
      { '/repo/x.png': png.slice(0, 8) },
      'unable to process image: invalid or unsupported image data',
    ],
    [
      'an image that is too large to be shown',
      'x.png',
      { '/repo/x.png': wide },
      'unable to process image: 16777217 × 1 pixels are too many; the limit is 16384 per side',
    ],
    [
      'a file that is too large',
      'x.png',
      { '/repo/x.png': new Uint8Array(20 * 1024 * 1024 + 1) },
      'unable to read image at `/repo/x.png`: it is larger than 20971520 bytes',
    ],
    [
      'what may not be read',
      '/secret/x.png',
      { '/secret/x.png': png },
      'unable to read image at `/secret/x.png`: the permissions forbid it',
    ],
    [
      'what does not exist where nothing may be read',
      '/secret/none',
      {},
      'unable to read image at `/secret/none`: the permissions forbid it',
    ],
    [
      'what a pattern denies',
      'my.key.png',
      { '/repo/my.key.png': png },
      'unable to read image at `/repo/my.key.png`: the permissions forbid it',
    ],
    [
      'a link to what may not be read',
      'x.png',
      { '/secret/x.png': png, '/repo/x.png': { type: 'symlink', target: '/secret/x.png' } },
      'unable to read image at `/repo/x.png`: the permissions forbid it',
    ],
    [
      'the real place of what may not be read',
      '/elsewhere/x.png',
      { '/elsewhere/x.png': png, '/secret': { type: 'symlink', target: '/elsewhere' } },
      'unable to read image at `/elsewhere/x.png`: the permissions forbid it',
    ],
  ])('answers with an error: %s', async (_, path, files, message) => {
    expect(await view(path, files)).toBe(message);
  });

  it('follows a link to what may be read', async () => {
    expect(await view('x.png', { '/repo/x.png': { type: 'symlink', target: 'a.png' } })).toEqual(shown);
  });

  it('reads nothing through a link that is put in its way after it was looked at', async () => {
    const fileSystem = new InMemoryFileSystem({ '/repo/.git/HEAD': 'ref', '/repo/a.png': png, '/secret/a.png': png });
    const { inspect } = fileSystem;
    fileSystem.inspect = async (path) => {
      const fact = await inspect.call(fileSystem, path);
      if (path === '/repo/a.png') fileSystem.place('/repo/a.png', { type: 'symlink', target: '/secret/a.png' });
      return fact;
    };
    const { scope } = scopeWith(doubles({ fileSystem }));
    const call = await viewImage.prepare(functionCall('view_image', { path: 'a.png' }), scope);
    const output = call.kind === 'run' && (await call.run('sandboxed', new AbortController().signal));
    expect(output).toMatch(/^unable to read image at `\/repo\/a\.png`: .*symbolic link|leads|outside/);
  });
});
