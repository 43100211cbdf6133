import { decodeSid, encodeSid } from './sid-bytes.js';
import type { AccessEffect, AccessEntry, SidText } from './windows-plan.js';

/** One entry of an access list. Types other than allowing and denying are carried along as they are. */
export interface ListEntry {
  readonly type: number;
  readonly flags: number;
  /** What stands behind the entry's head: mask and identity, for the types that are understood. */
  readonly body: Buffer;
}

const allow = 0;
const deny = 1;
const inherited = 0x10;
const forFilesAndDirectories = 0x01 | 0x02;
const onlyBelow = 0x08;

const readWriteExecute = 0x12_01_bf;
const remove = 0x01_00_00;
/** Data, attributes, children, removal, and the access list itself. */
const everyChange = 0x0d_01_56;

/** Reads a list as it lies in memory. */
export function decodeAccessList(bytes: Buffer): readonly ListEntry[] {
  const entries: ListEntry[] = [];
  let offset = 8;
  for (let left = bytes.readUInt16LE(4); left > 0; left -= 1) {
    const size = bytes.readUInt16LE(offset + 2);
    const body = Buffer.from(bytes.subarray(offset + 4, offset + size));
    entries.push({ type: bytes.readUInt8(offset), flags: bytes.readUInt8(offset + 1), body });
    offset += size;
  }
  return entries;
}

/** Writes a list as it lies in memory; `undefined` when it grows over what one can hold. */
export function encodeAccessList(entries: readonly ListEntry[]): Buffer | undefined {
  const parts = entries.map(({ type, flags, body }) => {
    const head = Buffer.from([type, flags, 0, 0]);
    head.writeUInt16LE(4 + body.length, 2);
    return Buffer.concat([head, body]);
  });
  const content = Buffer.concat(parts);
  if (content.length + 8 > 0xff_ff) return undefined;
  const head = Buffer.alloc(8);
  // Revision 4 is that of lists with entries for single properties, which must not be lost; it contains revision 2.
  head.writeUInt8(entries.some(({ type }) => type >= 5 && type <= 8) ? 4 : 2, 0);
  head.writeUInt16LE(content.length + 8, 2);
  head.writeUInt16LE(entries.length, 4);
  return Buffer.concat([head, content]);
}

/** An entry that lets an identity do everything with an object. */
export function fullAccess(sid: SidText): ListEntry {
  return entry({ type: allow, flags: 0, mask: 0x10_00_00_00, sid });
}

/** The entries that an effect comes to. The holder may remove what lies in a writable root, but never the root. */
export function entriesFor(
  { effect, capability: sid }: Pick<AccessEntry, 'effect' | 'capability'>,
  object: 'directory' | 'file',
): readonly ListEntry[] {
  const flags = object === 'directory' ? forFilesAndDirectories : 0;
  const byEffect: Readonly<Record<AccessEffect, () => readonly ListEntry[]>> = {
    'allow-write': () => [
      entry({ type: allow, flags, mask: readWriteExecute, sid }),
      ...(object === 'directory' ? [entry({ type: allow, flags: flags | onlyBelow, mask: remove, sid })] : []),
    ],
    'deny-write': () => [entry({ type: deny, flags, mask: everyChange, sid })],
    'deny-rename': () => [entry({ type: deny, flags: 0, mask: remove, sid })],
  };
  return byEffect[effect]();
}

/**
 * Lays entries over a list, in the order that Windows expects: own denials, own permissions, then what is inherited from the nearest
 * directory outwards. Returns the very list when all of them stand there already.
 */
export function withEntries(list: readonly ListEntry[], wanted: readonly ListEntry[]): readonly ListEntry[] {
  const missing = wanted.filter((each) => !list.some((held) => isSame(held, each)));
  if (missing.length === 0) return list;
  const own = list.filter(({ flags }) => (flags & inherited) === 0);
  const denials = [...own, ...missing].filter(({ type }) => type === deny);
  const others = [...own, ...missing].filter(({ type }) => type !== deny);
  return [...denials, ...others, ...list.filter(({ flags }) => (flags & inherited) !== 0)];
}

/** The identity that an entry speaks about, if it is one that is understood. */
export function identityOf({ type, body }: ListEntry): SidText | undefined {
  return type === allow || type === deny ? decodeSid(body, 4) : undefined;
}

interface EntryParts {
  readonly type: number;
  readonly flags: number;
  readonly mask: number;
  readonly sid: SidText;
}

function entry({ type, flags, mask, sid }: EntryParts): ListEntry {
  const bits = Buffer.alloc(4);
  bits.writeUInt32LE(mask);
  return { type, flags, body: Buffer.concat([bits, encodeSid(sid)]) };
}

function isSame(a: ListEntry, b: ListEntry): boolean {
  return a.type === b.type && a.flags === b.flags && a.body.equals(b.body);
}
