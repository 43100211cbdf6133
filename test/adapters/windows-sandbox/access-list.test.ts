import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeAccessList,
  encodeAccessList,
  entriesFor,
  fullAccess,
  type ListEntry,
  withEntries,
} from '../../../src/adapters/windows-sandbox/access-list.js';
import { decodeSid, encodeSid } from '../../../src/adapters/windows-sandbox/sid-bytes.js';
import type { SidText } from '../../../src/adapters/windows-sandbox/windows-plan.js';

const ours: SidText = 'S-1-5-21-1-2-3-4';

function show({ type, flags, body }: ListEntry): string {
  return `${type === 0 ? 'allow' : 'deny'} ${flags.toString(16)} ${body.readUInt32LE().toString(16)} ${decodeSid(body, 4)}`;
}

function inherited(entry: ListEntry): ListEntry {
  return { ...entry, flags: entry.flags | 0x10 };
}

describe('a security identifier', () => {
  it.each<[SidText, string]>([
    ['S-1-1-0', '010100000000000100000000'],
    ['S-1-5-18', '010100000000000512000000'],
    ['S-1-5-21-1-2-3-4294967295', '01050000000000051500000001000000020000000300' + '0000ffffffff'],
  ])('%s lies in memory as Windows wants it', (sid, bytes) => {
    expect(encodeSid(sid).toString('hex')).toBe(bytes);
    expect(decodeSid(Buffer.concat([Buffer.alloc(3), encodeSid(sid)]), 3)).toBe(sid);
  });
});

describe('an access list', () => {
  const entry = fc.record({
    type: fc.constantFrom(0, 1, 5, 9, 17),
    flags: fc.nat(0x1f),
    body: fc.uint8Array({ minLength: 12, maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  });

  it('is read back as it was written, entries of unknown types included', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), (entries) => {
        const bytes = encodeAccessList(entries) ?? Buffer.alloc(0);
        expect(decodeAccessList(bytes)).toEqual(entries);
        expect(bytes.readUInt16LE(2)).toBe(bytes.length);
      }),
    );
  });

  it('may lie in front of other bytes', () => {
    const bytes = encodeAccessList([fullAccess(ours)]) ?? Buffer.alloc(0);
    expect(decodeAccessList(Buffer.concat([bytes, Buffer.from('more')])).map(show)).toEqual([
      `allow 0 10000000 ${ours}`,
    ]);
  });

  it('cannot grow over what one can hold', () => {
    expect(encodeAccessList(Array.from({ length: 3_000 }, () => fullAccess(ours)))).toBeUndefined();
  });

  it.each<[Parameters<typeof entriesFor>[0]['effect'], 'directory' | 'file', readonly string[]]>([
    ['allow-write', 'directory', [`allow 3 1201bf ${ours}`, `allow b 10000 ${ours}`]],
    ['allow-write', 'file', [`allow 0 1201bf ${ours}`]],
    ['deny-write', 'directory', [`deny 3 d0156 ${ours}`]],
    ['deny-write', 'file', [`deny 0 d0156 ${ours}`]],
    ['deny-rename', 'directory', [`deny 0 10000 ${ours}`]],
  ])('says %s of a %s', (effect, object, entries) => {
    expect(entriesFor({ effect, capability: ours }, object).map(show)).toEqual(entries);
  });

  it('keeps what stands there, in the order that Windows expects', () => {
    const own = [fullAccess('S-1-5-32-544'), ...entriesFor({ effect: 'deny-write', capability: 'S-1-1-0' }, 'file')];
    const list = [...own, inherited(fullAccess('S-1-5-18'))];
    const wanted = (['allow-write', 'deny-rename'] as const).flatMap((effect) =>
      entriesFor({ effect, capability: ours }, 'file'),
    );
    const laid = withEntries(list, wanted);
    expect(laid.map(show)).toEqual([
      'deny 0 d0156 S-1-1-0',
      `deny 0 10000 ${ours}`,
      'allow 0 10000000 S-1-5-32-544',
      `allow 0 1201bf ${ours}`,
      'allow 10 10000000 S-1-5-18',
    ]);
    expect(withEntries(laid, wanted)).toBe(laid);
  });

  it('does not take an inherited entry for one of its own', () => {
    const wanted = entriesFor({ effect: 'deny-write', capability: ours }, 'directory');
    expect(withEntries(wanted.map(inherited), wanted)).toHaveLength(2);
  });
});
