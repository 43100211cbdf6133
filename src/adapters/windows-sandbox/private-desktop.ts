import { randomUUID } from 'node:crypto';
import { encodeAccessList, fullAccess } from './access-list.js';
import { need } from './native-call.js';
import type { NativeFunctions } from './native-functions.js';
import type { Resources } from './resources.js';
import type { SidText } from './windows-plan.js';

const allAccess = 0x000f_01ff;
const selfRelativeWithList = 0x8000 | 0x0004;

/** Makes a desktop on which a command sees no window of anybody else and nobody's keys. The result is its name. */
export function openPrivateDesktop(
  identities: readonly SidText[],
  native: NativeFunctions,
  resources: Resources,
): string {
  const name = `codex-sdk-${randomUUID()}`;
  const descriptor = resources.keep(descriptorFor(identities));
  const security = securityAttributes(native.addressOf(descriptor));
  const desktop = native.CreateDesktopW(name, null, null, 0, allAccess, security);
  resources.add(need(native, 'make a desktop', desktop), native.CloseDesktop);
  return name;
}

/** The bytes that say who may reach a new object; child processes do not inherit the handle to it. */
function securityAttributes(descriptor: bigint): Buffer {
  const bytes = Buffer.alloc(24);
  bytes.writeUInt32LE(bytes.length, 0);
  bytes.writeBigUInt64LE(descriptor, 8);
  return bytes;
}

function descriptorFor(identities: readonly SidText[]): Buffer {
  const head = Buffer.alloc(20);
  head.writeUInt8(1, 0);
  head.writeUInt16LE(selfRelativeWithList, 2);
  head.writeUInt32LE(head.length, 16);
  return Buffer.concat([head, encodeAccessList(identities.map(fullAccess)) ?? Buffer.alloc(0)]);
}
