import { describe, expect, it } from 'vitest';
import { type AttachedImage, imageTypeOf, userMessage } from '../../../src/domain/conversation/user-message.js';

const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]);

function image(path: string, bytes: Uint8Array): AttachedImage {
  return { path, content: { kind: 'bytes', bytes } };
}

describe('userMessage', () => {
  it('is the text alone without images', () => {
    expect(userMessage('hello', [])).toEqual({
      kind: 'message',
      role: 'user',
      content: [{ kind: 'input-text', text: 'hello' }],
    });
  });

  it('puts numbered images before the text', () => {
    const shown = (number: number, path: string) => [
      { kind: 'input-text', text: `<image name=[Image #${number}] path="${path}">` },
      { kind: 'image', url: 'data:image/png;base64,iVBORw0K', detail: 'original' },
      { kind: 'input-text', text: '</image>' },
    ];
    expect(userMessage('look', [image('a.png', png), image('b.png', png)])).toEqual({
      kind: 'message',
      role: 'user',
      content: [...shown(1, 'a.png'), ...shown(2, 'b.png'), { kind: 'input-text', text: 'look' }],
    });
  });

  it('has no text when there is none, but never is empty', () => {
    const contentOf = (images: readonly AttachedImage[]) => {
      const message = userMessage('', images);
      return message.kind === 'message' ? message.content.length : 0;
    };
    expect([contentOf([]), contentOf([image('a.png', png)])]).toEqual([1, 3]);
  });

  it('says which image could not be read, and why', () => {
    const missing: AttachedImage = { path: 'nope.png', content: { kind: 'unreadable', reason: 'no such file' } };
    expect(userMessage('look', [missing])).toMatchObject({
      content: [
        { kind: 'input-text', text: 'Codex could not read the local image at `nope.png`: no such file' },
        { kind: 'input-text', text: 'look' },
      ],
    });
  });

  it.each([
    ['empty', []],
    ['too short', [0x89, 0x50, 0x4e]],
    ['a script', [...Buffer.from('#!/bin/sh\n')]],
    ['an SVG', [...Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')]],
  ])('leaves out a file that is %s', (_, bytes) => {
    expect(userMessage('', [image('a.png', Uint8Array.from(bytes))])).toMatchObject({
      content: [{}, { kind: 'input-text', text: 'image content omitted because it could not be processed' }, {}],
    });
  });

  it('does not let a path end its tag', () => {
    const message = userMessage('', [image('a".png', png)]);
    expect(message).toMatchObject({ content: [{ text: '<image name=[Image #1] path="a&quot;.png">' }, {}, {}] });
  });
});

describe('imageTypeOf', () => {
  it.each<[string, readonly number[], string | undefined]>([
    ['PNG', [...png], 'image/png'],
    ['JPEG', [0xff, 0xd8, 0xff, 0xe0], 'image/jpeg'],
    ['GIF', [...Buffer.from('GIF89a')], 'image/gif'],
    ['WebP', [...Buffer.from('RIFF\0\0\0\0WEBPVP8 ')], 'image/webp'],
    ['another RIFF file', [...Buffer.from('RIFF\0\0\0\0WAVEfmt ')], undefined],
    ['a BMP', [...Buffer.from('BM')], undefined],
  ])('knows %s by its first bytes', (_, bytes, type) => {
    expect(imageTypeOf(Uint8Array.from(bytes))).toBe(type);
  });
});
