import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { errorCode } from '../error-code.js';

const closeOnExec = 0o2000000;
/** Position and flags, which come first. */
const infoBytes = 128;

/**
 * The descriptors from `first` on that a child would inherit although nobody meant it to. Node.js marks its own, but neither what it was
 * started with nor what native code opens.
 */
export function leakingDescriptors(first: number): readonly number[] {
  return readdirSync('/proc/self/fd')
    .map(Number)
    .filter((descriptor) => descriptor >= first && isInherited(descriptor));
}

/**
 * Whether children get a descriptor of a process, ours unless told otherwise. One that was closed meanwhile, such as that of a listing itself,
 * is inherited by nobody.
 */
export function isInherited(descriptor: number, process: number | 'self' = 'self'): boolean {
  const flags = /^flags:\s+(\d+)/m.exec(readInfo(`/proc/${process}/fdinfo/${descriptor}`) ?? '')?.[1];
  return flags !== undefined && (Number.parseInt(flags, 8) & closeOnExec) === 0;
}

/** Reads the first lines only, with as few calls as possible: this may happen before every command, for every descriptor. */
function readInfo(path: string): string | undefined {
  try {
    const info = openSync(path, 'r');
    try {
      const buffer = Buffer.allocUnsafe(infoBytes);
      return buffer.toString('latin1', 0, readSync(info, buffer, 0, infoBytes, 0));
    } finally {
      closeSync(info);
    }
  } catch (error) {
    // It was closed, or its process has ended, before or after the file about it was opened.
    if (['ENOENT', 'ESRCH'].includes(errorCode(error))) return undefined;
    throw error;
  }
}
