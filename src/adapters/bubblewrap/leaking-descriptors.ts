import { readdirSync, readFileSync } from 'node:fs';
import { errorCode } from './error-code.js';

const closeOnExec = 0o2000000;

/**
 * The descriptors from `first` on that a child would inherit although nobody meant it to: a directory among them would lead out of the
 * sandbox. Node.js marks its own, but neither what it was started with nor what native code opens.
 */
export function leakingDescriptors(first: number): readonly number[] {
  return readdirSync('/proc/self/fd')
    .map(Number)
    .filter((descriptor) => descriptor >= first && isInherited(descriptor));
}

/** A descriptor that was closed meanwhile, such as that of the listing itself, is inherited by nobody. */
function isInherited(descriptor: number): boolean {
  const flags = /^flags:\s+(\d+)/m.exec(readInfo(descriptor) ?? '')?.[1];
  return flags !== undefined && (Number.parseInt(flags, 8) & closeOnExec) === 0;
}

function readInfo(descriptor: number): string | undefined {
  try {
    return readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
