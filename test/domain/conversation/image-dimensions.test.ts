import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageDimensions } from '../../../src/domain/conversation/image-dimensions.js';

function bytes(...parts: readonly (string | readonly number[])[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part)),
  );
}

const zeros = (count: number): readonly number[] => Array.from({ length: count }, () => 0);
const png = (width: readonly number[], height: readonly number[]) =>
  bytes([0x89], 'PNG\r\n', [0x1a, 0x0a, 0, 0, 0, 13], 'IHDR', width, height, zeros(5));
const frame = [0xff, 0xc0, 0, 17, 8, 0x01, 0x00, 0x02, 0x00, ...zeros(9)];

describe('the dimensions of an image', () => {
  it.each<[string, Uint8Array, object | undefined]>([
    ['PNG', png([0, 0, 1, 0], [0, 0, 0, 7]), { width: 256, height: 7 }],
    [
      'PNG of a size that no memory holds',
      png([0x7f, 0xff, 0xff, 0xff], [0, 0, 0, 1]),
      { width: 2147483647, height: 1 },
    ],
    ['PNG without width', png([0, 0, 0, 0], [0, 0, 0, 7]), undefined],
    ['the signature of PNG alone', bytes([0x89], 'PNG'), undefined],
    ['GIF', bytes('GIF89a', [2, 1, 3, 0]), { width: 258, height: 3 }],
    ['JPEG', bytes([0xff, 0xd8], frame), { width: 512, height: 256 }],
    [
      'JPEG with a comment and fill bytes before its frame',
      bytes([0xff, 0xd8, 0xff, 0xfe, 0, 4, 65, 66, 0xff], frame),
      { width: 512, height: 256 },
    ],
    ['JPEG whose segments lead nowhere', bytes([0xff, 0xd8, 0xff, 0xfe, 0xff, 0xff], zeros(20)), undefined],
    ['WebP, lossy', bytes('RIFF', zeros(4), 'WEBPVP8 ', zeros(10), [5, 0x40, 6, 0]), { width: 5, height: 6 }],
    [
      'WebP, lossless',
      bytes('RIFF', zeros(4), 'WEBPVP8L', zeros(5), [9, 0x40, 0, 0], zeros(5)),
      { width: 10, height: 2 },
    ],
    ['WebP, extended', bytes('RIFF', zeros(4), 'WEBPVP8X', zeros(8), [9, 0, 0, 4, 0, 0]), { width: 10, height: 5 }],
    ['SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg" width="5"/>'), undefined],
    ['nothing', new Uint8Array(), undefined],
  ])('are read from the header of %s', (_, image, expected) => {
    expect(imageDimensions(image)).toEqual(expected);
  });

  it('are looked for in any bytes without failing', () => {
    const starts = [[], [0xff, 0xd8], [...bytes('RIFF1234WEBP')], [...png([], [])]];
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 64 }), (start, rest) => {
        const found = imageDimensions(Uint8Array.from([...start, ...rest]));
        if (found !== undefined) expect(Math.min(found.width, found.height)).toBeGreaterThan(0);
      }),
    );
  });
});
