import type { SidText } from './windows-plan.js';

/** Everybody, in every session. */
export const everyone: SidText = 'S-1-1-0';
/** The operating system itself. */
export const localSystem: SidText = 'S-1-5-18';

/** How an identifier lies in memory: revision, count, authority in network order, then its numbers in the order of the machine. */
export function encodeSid(sid: SidText): Buffer {
  const [authority = 0, ...numbers] = sid.split('-').slice(2).map(Number);
  const bytes = Buffer.alloc(8 + 4 * numbers.length);
  bytes.writeUInt8(1, 0);
  bytes.writeUInt8(numbers.length, 1);
  bytes.writeUIntBE(authority, 2, 6);
  for (const [index, number] of numbers.entries()) bytes.writeUInt32LE(number, 8 + 4 * index);
  return bytes;
}

/** Reads an identifier that begins at an offset. */
export function decodeSid(bytes: Buffer, offset = 0): SidText {
  const count = bytes.readUInt8(offset + 1);
  const numbers = Array.from({ length: count }, (_, index) => bytes.readUInt32LE(offset + 8 + 4 * index));
  return `S-1-${[bytes.readUIntBE(offset + 2, 6), ...numbers].join('-')}`;
}
