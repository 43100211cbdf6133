import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { errorCode } from '../error-code.js';

const maxBytes = 64 * 1_024;

/** The beginning of a regular file; nothing where there is none, whatever else there is. Never waits and follows no final link. */
export function readSmallFile(path: string): string | undefined {
  try {
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      if (!fstatSync(descriptor).isFile()) return undefined;
      const buffer = Buffer.alloc(maxBytes);
      return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, maxBytes, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (errorCode(error) !== '') return undefined;
    throw error;
  }
}
