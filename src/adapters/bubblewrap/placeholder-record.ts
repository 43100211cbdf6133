import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from './error-code.js';
import type { Placeholder } from './mount-step.js';
import { livenessOf, parseIdentity } from './process-identity.js';

const foreignMarkerLifetimeMs = 24 * 60 * 60 * 1_000;
const keyLength = 32;

/** What stands in a placeholder that is a file. */
const contents = { file: '', 'self-reference': '.\n' } as const;

/** A placeholder as it was made: only this very file or directory may be removed again. */
interface Origin extends Placeholder {
  readonly device: number;
  readonly inode: number;
  /** Numbers are used again at once, so the time of birth tells two apart. */
  readonly madeAtMs: number;
}

/** What became of the wish for a placeholder. */
export type Standing =
  /** It stands because of us or a companion, and the last of us removes it. */
  | 'ours'
  /** Something of somebody else stands there and stays. */
  | 'foreign'
  /** It cannot be made, because this user may not write there. */
  | 'impossible';

/** Makes a placeholder, or joins those who use it already, by leaving a marker in `folder`. To be called under the lock. */
export function joinPlaceholder(folder: string, placeholder: Placeholder, owner: string): Standing {
  const made = makeOnHost(placeholder);
  if (made === 'impossible') return made;
  const origin = made === 'made' ? originOf(placeholder) : currentOrigin(folder, placeholder);
  if (origin === undefined) return 'foreign';
  writeFileSync(join(folder, markerName(placeholder.path, owner)), JSON.stringify(origin), { mode: 0o600 });
  return 'ours';
}

/** Withdraws a marker, and removes the placeholder after the last one. To be called under the lock. */
export function leavePlaceholder(folder: string, path: string, owner: string): void {
  const marker = markerName(path, owner);
  const origin = readOrigin(folder, marker);
  rmSync(join(folder, marker), { force: true });
  if (origin === undefined || markersOf(folder, path).some((other) => isInUse(folder, other))) return;
  if (isCurrent(origin)) removeFromHost(origin);
}

/** Removes the markers of processes that no longer run, and the placeholders that nobody else uses. To be called under the lock. */
export function removeAbandoned(folder: string): void {
  for (const marker of readdirSync(folder)) {
    if (isInUse(folder, marker)) continue;
    const origin = readOrigin(folder, marker);
    if (origin === undefined) rmSync(join(folder, marker), { force: true });
    else leavePlaceholder(folder, origin.path, marker.slice(keyLength + 1));
  }
}

function markerName(path: string, owner: string): string {
  return `${keyOf(path)}-${owner}`;
}

function keyOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, keyLength);
}

function markersOf(folder: string, path: string): readonly string[] {
  const key = keyOf(path);
  return readdirSync(folder).filter((name) => name.startsWith(key));
}

function makeOnHost({ path, type }: Placeholder): 'made' | 'exists' | 'impossible' {
  try {
    if (type === 'directory') mkdirSync(path, { mode: 0o755 });
    else writeFileSync(path, contents[type], { flag: 'wx', mode: type === 'file' ? 0o600 : 0o644 });
    return 'made';
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return existing(path);
    if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR'].includes(errorCode(error))) return 'impossible';
    throw error;
  }
}

/** A mount would follow a link, and leave the place of the link itself unprotected. */
function existing(path: string): 'exists' {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new Error(`\`${path}\` became a symbolic link after the command was planned`);
  }
  return 'exists';
}

/** What somebody has put something into is not a placeholder any more. */
function removeFromHost({ path, type }: Origin): void {
  try {
    if (type === 'directory') rmdirSync(path);
    else if (lstatSync(path).size === contents[type].length) unlinkSync(path);
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST', 'EBUSY', 'EACCES', 'EPERM', 'EROFS'].includes(errorCode(error)))
      throw error;
  }
}

function originOf({ path, type }: Placeholder): Origin {
  const { dev, ino, birthtimeMs } = lstatSync(path);
  return { path, type, device: dev, inode: ino, madeAtMs: birthtimeMs };
}

/** What stands there is a placeholder only if a marker says so of this very file or directory. */
function currentOrigin(folder: string, { path }: Placeholder): Origin | undefined {
  return markersOf(folder, path)
    .map((marker) => readOrigin(folder, marker))
    .find((origin) => origin !== undefined && isCurrent(origin));
}

function isCurrent(origin: Origin): boolean {
  const found = lstatSync(origin.path, { throwIfNoEntry: false });
  if (found === undefined || found.isDirectory() !== (origin.type === 'directory')) return false;
  return found.dev === origin.device && found.ino === origin.inode && found.birthtimeMs === origin.madeAtMs;
}

function readOrigin(folder: string, marker: string): Origin | undefined {
  try {
    return decodeOrigin(JSON.parse(readFileSync(join(folder, marker), 'utf8')));
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function decodeOrigin(value: unknown): Origin | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { path, type, device, inode, madeAtMs } = value as Partial<Record<keyof Origin, unknown>>;
  if (typeof path !== 'string' || typeof device !== 'number' || typeof inode !== 'number') return undefined;
  if (typeof madeAtMs !== 'number' || (type !== 'directory' && type !== 'file' && type !== 'self-reference')) {
    return undefined;
  }
  return { path: path as Origin['path'], type, device, inode, madeAtMs };
}

/** Numbers of another process namespace mean nothing here, so its markers hold for a day. */
function isInUse(folder: string, marker: string): boolean {
  const identity = parseIdentity(marker.slice(keyLength + 1));
  const liveness = identity === undefined ? 'dead' : livenessOf(identity);
  if (liveness !== 'unknown') return liveness === 'alive';
  const found = lstatSync(join(folder, marker), { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs < foreignMarkerLifetimeMs;
}
