import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { errorCode } from './error-code.js';

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

/** Whether children get a descriptor of ours. One that was closed meanwhile, such as that of a listing itself, is inherited by nobody. */
export function isInherited(descriptor: number): boolean {
  const flags = /^flags:\s+(\d+)/m.exec(readInfo(descriptor) ?? '')?.[1];
  return flags !== undefined && (Number.parseInt(flags, 8) & closeOnExec) === 0;
}

/** Reads the first lines only, with as few calls as possible: this may happen before every command, for every descriptor. */
function readInfo(descriptor: number): string | undefined {
  const info = openInfo(descriptor);
  if (info === undefined) return undefined;
  try {
    const buffer = Buffer.allocUnsafe(infoBytes);
    return buffer.toString('latin1', 0, readSync(info, buffer, 0, infoBytes, 0));
  } finally {
    closeSync(info);
  }
}

function openInfo(descriptor: number): number | undefined {
  try {
    return openSync(`/proc/self/fdinfo/${descriptor}`, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
