/** The size of an image in pixels. */
export interface ImageDimensions {
  readonly width: number;
  readonly height: number;
}

/**
 * The size that an image says it has, read from its header; `undefined` when the header is not that of a PNG, JPEG, GIF or WebP file.
 * No pixel is decoded, so that a small file that unfolds into a huge picture costs nothing.
 */
export function imageDimensions(bytes: Uint8Array): ImageDimensions | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = png(view) ?? gif(view) ?? webp(view) ?? jpeg(view);
  return found === undefined || found.width === 0 || found.height === 0 ? undefined : found;
}

function png(view: DataView): ImageDimensions | undefined {
  if (view.byteLength < 24 || view.getUint32(0) !== 0x89504e47 || !hasText(view, 12, 'IHDR')) return undefined;
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

function gif(view: DataView): ImageDimensions | undefined {
  if (view.byteLength < 10 || !hasText(view, 0, 'GIF8')) return undefined;
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

function webp(view: DataView): ImageDimensions | undefined {
  if (view.byteLength < 30 || !hasText(view, 0, 'RIFF') || !hasText(view, 8, 'WEBP')) return undefined;
  if (hasText(view, 12, 'VP8 '))
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (hasText(view, 12, 'VP8L')) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (!hasText(view, 12, 'VP8X')) return undefined;
  return { width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 };
}

/** A JPEG file is a row of segments; the one that begins a frame tells the size. */
function jpeg(view: DataView): ImageDimensions | undefined {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 9 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (beginsFrame(marker)) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    // A marker may be preceded by any number of fill bytes.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return undefined;
}

function beginsFrame(marker: number): boolean {
  const isOther = marker === 0xc4 || marker === 0xc8 || marker === 0xcc;
  return marker >= 0xc0 && marker <= 0xcf && !isOther;
}

function hasText(view: DataView, at: number, text: string): boolean {
  return [...text].every((char, index) => view.getUint8(at + index) === char.charCodeAt(0));
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}
