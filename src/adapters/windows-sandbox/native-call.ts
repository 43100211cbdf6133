import { CodexError } from '../../domain/codex-error.js';
import type { Handle, NativeFunctions } from './native-functions.js';

/** What `CreateFileW` gives when it fails; other functions give 0. */
export const invalidHandle: Handle = -1;

/** Says that Windows refused a step of the launch, so that the command never ran. */
export function nativeFailure(step: string, code: number): CodexError {
  const reason = reasons.get(code);
  return new CodexError(
    'sandbox-unavailable',
    `Windows refused to ${step}: error ${code}${reason === undefined ? '' : ` (${reason})`}; the command was not run`,
  );
}

/** Passes on what a call gave, or throws when it gave 0. */
export function need(native: NativeFunctions, step: string, result: number): number {
  if (result === 0) throw nativeFailure(step, native.GetLastError());
  return result;
}

/** Calls a function that says through a number how many bytes it needs, and gives what it wrote. */
export function readSized(
  native: NativeFunctions,
  step: string,
  call: (bytes: Buffer | null, length: number, needed: Buffer) => number,
): Buffer {
  const needed = Buffer.alloc(4);
  call(null, 0, needed);
  const bytes = Buffer.alloc(needed.readUInt32LE());
  need(native, step, call(bytes, bytes.length, needed));
  return bytes;
}

/** Reads a handle that a call has stored. */
export function storedHandle(bytes: Buffer, offset = 0): Handle {
  return Number(bytes.readBigInt64LE(offset));
}

/** A UTF-16 text with the null character that ends it. */
export function wideText(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'utf16le');
}

const reasons: ReadonlyMap<number, string> = new Map([
  [2, 'not found'],
  [3, 'path not found'],
  [5, 'access denied'],
  [8, 'out of memory'],
  [32, 'in use by another program'],
  [87, 'invalid parameter'],
  [1314, 'a privilege is missing'],
  [1816, 'a quota is used up'],
]);
