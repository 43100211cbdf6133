import { describe, expect, it } from 'vitest';
import { readInput } from '../../../src/application/settings/read-input.js';
import type { Input } from '../../../src/application/settings/thread-options.js';
import { failureOf } from '../support/build.js';
import { ThreadBench } from '../support/thread-bench.js';

async function read(input: unknown) {
  const bench = new ThreadBench([], {
    files: {
      '/repo/a.png': Uint8Array.from([1, 2]),
      '/elsewhere/b.png': Uint8Array.from([3]),
      '/repo/dir': { type: 'directory' },
      '/repo/huge.png': new Uint8Array(20 * 1024 * 1024 + 1),
    },
  });
  return readInput(input as Input, await bench.open());
}

const bytes = (...values: readonly number[]) => ({ kind: 'bytes', bytes: Uint8Array.from(values) });

describe('readInput', () => {
  it.each<[string, unknown, unknown]>([
    ['a text', 'hello', { text: 'hello', images: [] }],
    ['an empty text', '', { text: '', images: [] }],
    ['no pieces', [], { text: '', images: [] }],
    [
      'several texts, with an empty line between them',
      [
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ],
      { text: 'a\n\nb', images: [] },
    ],
    [
      'images, relative to the working directory and absolute',
      [
        { type: 'local_image', path: 'a.png' },
        { type: 'text', text: 'x' },
        { type: 'local_image', path: '/elsewhere/b.png' },
      ],
      {
        text: 'x',
        images: [
          { path: 'a.png', content: bytes(1, 2) },
          { path: '/elsewhere/b.png', content: bytes(3) },
        ],
      },
    ],
  ])('reads %s', async (_, input, expected) => {
    expect(await read(input)).toEqual(expected);
  });

  it.each(['gone.png', 'dir', 'huge.png'])(
    'does not fail because of an image that cannot be read: %s',
    async (path) => {
      expect(await read([{ type: 'local_image', path }])).toEqual({
        text: '',
        images: [{ path, content: { kind: 'unreadable', reason: expect.stringMatching(/./) } }],
      });
    },
  );

  it.each<[string, unknown]>([
    ['a number', 5],
    ['nothing', undefined],
    ['null', null],
    ['one piece without a list', { type: 'text', text: 'a' }],
    ['a list of texts', ['a']],
    ['a piece of an unknown type', [{ type: 'audio', path: 'a' }]],
    ['a text without text', [{ type: 'text' }]],
    ['a path that is none', [{ type: 'local_image', path: 5 }]],
    ['a gap', [null]],
  ])('refuses %s', async (_, input) => {
    expect(await failureOf(() => read(input))).toEqual({
      code: 'invalid-input',
      message: 'the input must be a string or a list of `text` and `local_image` pieces',
    });
  });
});
