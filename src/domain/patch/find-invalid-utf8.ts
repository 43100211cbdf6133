/** Where a byte string stops being UTF-8: the offset of the first wrong sequence, and its length (1-3) unless the text just ends too early. */
export interface InvalidUtf8 {
  readonly index: number;
  readonly length?: number;
}

/** The first sequence of bytes that is not UTF-8; `undefined` when all of it is. */
export function findInvalidUtf8(bytes: Uint8Array): InvalidUtf8 | undefined {
  let index = 0;
  while (index < bytes.length) {
    const following = followingRanges(bytes[index] ?? 0);
    if (following === undefined) return { index, length: 1 };
    for (const [offset, [low, high]] of following.entries()) {
      const byte = bytes[index + offset + 1];
      if (byte === undefined) return { index };
      if (byte < low || byte > high) return { index, length: offset + 1 };
    }
    index += following.length + 1;
  }
  return undefined;
}

type ByteRange = readonly [low: number, high: number];

const any: ByteRange = [0x80, 0xbf];
const none: readonly ByteRange[] = [];
const one: readonly ByteRange[] = [any];
const two: readonly ByteRange[] = [any, any];
const three: readonly ByteRange[] = [any, any, any];

/** Which bytes may follow a first byte, after table 3-7 of the Unicode standard; `undefined` when no character starts with it. */
function followingRanges(first: number): readonly ByteRange[] | undefined {
  if (first < 0x80) return none;
  if (first < 0xc2 || first > 0xf4) return undefined;
  if (first < 0xe0) return one;
  if (first === 0xe0) return [[0xa0, 0xbf], any];
  if (first === 0xed) return [[0x80, 0x9f], any];
  if (first < 0xf0) return two;
  if (first === 0xf0) return [[0x90, 0xbf], any, any];
  if (first === 0xf4) return [[0x80, 0x8f], any, any];
  return three;
}
