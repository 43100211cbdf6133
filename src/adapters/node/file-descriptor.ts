import { closeSync, ftruncateSync, readSync, writeSync } from 'node:fs';
import { FileFailure } from './file-failure.js';

/** Linux: a descriptor that stands for a place without opening what is there. Node has no name for this flag. */
export const O_PATH = 0o10000000;

/** Runs `use` with an open descriptor and closes it, whatever happens. */
export function withDescriptor<T>(descriptor: number, use: (descriptor: number) => T): T {
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Reads an open regular file to its end.
 * @param limits.size what the system says it holds; some files, such as those of `/proc`, hold more.
 * @throws FileFailure `too-large` beyond `maxBytes`.
 */
export function readToEnd(
  descriptor: number,
  limits: { readonly size: number; readonly maxBytes: number },
): Uint8Array {
  const { size, maxBytes } = limits;
  // One byte more than the size tells the end from a file that has grown.
  let buffer = Buffer.allocUnsafeSlow(Math.min(size, maxBytes) + 1);
  let length = 0;
  for (;;) {
    const count = readSync(descriptor, buffer, length, buffer.length - length, null);
    length += count;
    if (length > maxBytes) throw new FileFailure('too-large');
    if (count === 0 || (length === size && size > 0)) return buffer.subarray(0, length);
    if (length === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafeSlow(Math.max(length, 4096))]);
  }
}

/** Replaces the content of an open file in place: other names of the file, its mode and its identity stay. */
export function replaceContent(descriptor: number, content: Uint8Array): void {
  let written = 0;
  while (written < content.length) {
    written += writeSync(descriptor, content, written, content.length - written, written);
  }
  // Last, because some file systems flush a file to the disk when it was emptied before it is written.
  ftruncateSync(descriptor, content.length);
}
