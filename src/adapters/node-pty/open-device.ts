import { closeSync, constants, openSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Both ends of a terminal, as descriptors. */
export interface TerminalEnds {
  readonly master: number;
  readonly device: number;
  /** Changes the size, in characters. */
  resize(columns: number, rows: number): void;
}

/**
 * Opens a terminal without starting a program in it. The package does that too, but reads from both ends then, and so takes away what was
 * typed; its native part is asked instead. `undefined` where that part looks different from what is known.
 */
export function openTerminalEnds(columns: number, rows: number): TerminalEnds | undefined {
  const native = nativePart();
  const opened = native?.open(columns, rows);
  const ends = decodeEnds(opened);
  if (native === undefined || ends === undefined) return undefined;
  try {
    // What was opened there does not block, and children would inherit it; a command needs a device like any other.
    const device = openSync(ends.path, constants.O_RDWR | constants.O_NOCTTY);
    return { master: ends.master, device, resize: (...size) => void native.resize(ends.master, ...size) };
  } catch (error) {
    closeSync(ends.master);
    throw error;
  } finally {
    closeSync(ends.slave);
  }
}

interface NativePart {
  open(columns: number, rows: number): unknown;
  resize(master: number, columns: number, rows: number): unknown;
}

function nativePart(): NativePart | undefined {
  if (process.platform !== 'linux') return undefined;
  const loader: unknown = createRequire(import.meta.url)('@lydell/node-pty/requireBinary.js');
  if (!hasFunction(loader, 'requireBinary')) return undefined;
  const native: unknown = loader.requireBinary('pty.node');
  return hasFunction(native, 'open') && hasFunction(native, 'resize') ? native : undefined;
}

function hasFunction<Name extends string>(
  value: unknown,
  name: Name,
): value is Record<Name, (...args: unknown[]) => unknown> {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function';
}

function decodeEnds(
  opened: unknown,
): { readonly master: number; readonly slave: number; readonly path: string } | undefined {
  if (typeof opened !== 'object' || opened === null) return undefined;
  if (!('master' in opened && 'slave' in opened && 'pty' in opened)) return undefined;
  const { master, slave, pty: path } = opened;
  if (typeof master !== 'number' || typeof slave !== 'number' || typeof path !== 'string') return undefined;
  return { master, slave, path };
}
