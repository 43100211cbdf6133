import { encodeAccessList, fullAccess } from './access-list.js';
import { need, readSized, storedHandle } from './native-call.js';
import type { Handle, NativeFunctions } from './native-functions.js';
import type { Resources } from './resources.js';
import { decodeSid, encodeSid, everyone, localSystem } from './sid-bytes.js';
import type { SidText, TokenRestrictions } from './windows-plan.js';

/** A token for a confined command, and who may reach what the command makes. */
export interface RestrictedToken {
  readonly token: Handle;
  /** The identity of the login session, where there is one. */
  readonly logon: SidText | undefined;
  readonly user: SidText;
}

const thisProcess: Handle = -1;
const duplicateQueryAssignAdjust = 0x0002 | 0x0008 | 0x0001 | 0x0080;
const kinds = { user: 1, groups: 2, defaultAccessList: 6 } as const;
const flagBits = { 'disable-max-privilege': 0x1, 'lua-token': 0x4, 'write-restricted': 0x8 } as const;
const logonGroup = 0xc000_0000;
const memberSize = 16;

/** Makes a restricted copy of the token of this process. */
export function restrictToken(
  restrictions: TokenRestrictions,
  native: NativeFunctions,
  resources: Resources,
): RestrictedToken {
  const own = openOwnToken(native, resources);
  const user = userOf(own, native);
  const logon = logonOf(own, native);
  const restricting = [
    ...restrictions.capabilities,
    ...restrictions.shared.flatMap((name) => (name === 'everyone' ? [everyone] : logon === undefined ? [] : [logon])),
  ];
  const sids = restricting.map((sid) => resources.keep(encodeSid(sid)));
  const members = pointersTo(sids, native);
  const stored = Buffer.alloc(8);
  const flags = restrictions.flags.reduce((bits, flag) => bits | flagBits[flag], 0);
  const { CreateRestrictedToken } = native;
  const made = CreateRestrictedToken(own, flags, 0, null, 0, null, sids.length, members, stored);
  need(native, 'restrict a token', made);
  const token = resources.add(storedHandle(stored), native.CloseHandle);
  const reaching = [user, localSystem, ...(logon === undefined ? [] : [logon]), ...restrictions.capabilities];
  setDefaultAccess(token, resources.keep(listFor(reaching)), native);
  return { token, logon, user };
}

function openOwnToken(native: NativeFunctions, resources: Resources): Handle {
  const stored = Buffer.alloc(8);
  need(native, 'open its own token', native.OpenProcessToken(thisProcess, duplicateQueryAssignAdjust, stored));
  return resources.add(storedHandle(stored), native.CloseHandle);
}

function userOf(token: Handle, native: NativeFunctions): SidText {
  const bytes = informationOf(token, kinds.user, native);
  return sidBehind(bytes, 0, native);
}

function logonOf(token: Handle, native: NativeFunctions): SidText | undefined {
  const bytes = informationOf(token, kinds.groups, native);
  for (let index = 0; index < bytes.readUInt32LE(0); index += 1) {
    const offset = 8 + memberSize * index;
    const attributes = bytes.readUInt32LE(offset + 8);
    if ((attributes & logonGroup) >>> 0 === logonGroup) return sidBehind(bytes, offset, native);
  }
  return undefined;
}

function informationOf(token: Handle, kind: number, native: NativeFunctions): Buffer {
  return readSized(native, 'read a token', (...rest) => native.GetTokenInformation(token, kind, ...rest));
}

/** Windows stores the identities behind the structure that points at them, in the same bytes. */
function sidBehind(bytes: Buffer, pointerAt: number, native: NativeFunctions): SidText {
  return decodeSid(bytes, Number(bytes.readBigUInt64LE(pointerAt) - native.addressOf(bytes)));
}

/** What the command makes, such as events and child processes, has to be open to its own restricted token. */
function setDefaultAccess(token: Handle, list: Buffer, native: NativeFunctions): void {
  const pointer = Buffer.alloc(8);
  pointer.writeBigUInt64LE(native.addressOf(list));
  const set = native.SetTokenInformation(token, kinds.defaultAccessList, pointer, pointer.length);
  need(native, 'set the default access of a token', set);
}

function listFor(identities: readonly SidText[]): Buffer {
  return encodeAccessList(identities.map(fullAccess)) ?? Buffer.alloc(0);
}

function pointersTo(sids: readonly Buffer[], native: NativeFunctions): Buffer {
  const list = Buffer.alloc(memberSize * sids.length);
  for (const [index, sid] of sids.entries()) list.writeBigUInt64LE(native.addressOf(sid), memberSize * index);
  return list;
}
