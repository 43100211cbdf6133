import { createHash } from 'node:crypto';
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { errorCode } from './error-code.js';
import type { Placeholder } from './mount-step.js';
import { livenessOf, parseIdentity } from './process-identity.js';

const originName = 'origin.json';
const foreignMarkerLifetimeMs = 24 * 60 * 60 * 1_000;

/** A placeholder as it was made: only this very file or directory may be removed again. */
interface Origin extends Placeholder {
  readonly device: number;
  readonly inode: number;
}

/** What became of the wish for a placeholder. */
export type Standing =
  /** It stands because of us or a companion, and one of us removes it. */
  | 'ours'
  /** Something of somebody else stands there and stays. */
  | 'foreign'
  /** It cannot be made, because this user may not write there. */
  | 'impossible';

/** The folder in which all users of one placeholder leave their markers. */
export function recordFolder(root: string, path: string): string {
  return join(root, createHash('sha256').update(path).digest('hex').slice(0, 32));
}

/** Makes a placeholder, or joins those who use it already. To be called under the lock. */
export function joinPlaceholder(folder: string, placeholder: Placeholder, marker: string): Standing {
  const made = makeOnHost(placeholder);
  if (made === 'impossible') return made;
  if (made === 'exists' && !isCurrent(readOrigin(folder))) {
    rmSync(folder, { recursive: true, force: true });
    return 'foreign';
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (made === 'made') writeOrigin(folder, placeholder);
  writeFileSync(join(folder, marker), '', { mode: 0o600 });
  return 'ours';
}

/** Withdraws a marker, and removes the placeholder after the last one. To be called under the lock. */
export function leavePlaceholder(folder: string, marker: string): void {
  rmSync(join(folder, marker), { force: true });
  removeUnused(folder);
}

/** Removes a placeholder that no living process uses. To be called under the lock. */
export function removeUnused(folder: string): void {
  if (listFolder(folder).some((name) => name !== originName && isInUse(folder, name))) return;
  const origin = readOrigin(folder);
  if (origin !== undefined && isCurrent(origin)) removeFromHost(origin);
  rmSync(folder, { recursive: true, force: true });
}

function makeOnHost({ path, type }: Placeholder): 'made' | 'exists' | 'impossible' {
  try {
    if (type === 'directory') mkdirSync(path, { mode: 0o755 });
    else closeSync(openSync(path, 'wx', 0o600));
    return 'made';
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return existing(path);
    if (['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error))) return 'impossible';
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
    else if (lstatSync(path).size === 0) unlinkSync(path);
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST', 'EBUSY', 'EACCES', 'EPERM', 'EROFS'].includes(errorCode(error))) throw error;
  }
}

function isCurrent(origin: Origin | undefined): boolean {
  if (origin === undefined) return false;
  const found = lstatSync(origin.path, { throwIfNoEntry: false });
  return found !== undefined && found.dev === origin.device && found.ino === origin.inode;
}

function writeOrigin(folder: string, { path, type }: Placeholder): void {
  const { dev, ino } = lstatSync(path);
  const origin: Origin = { path, type, device: dev, inode: ino };
  writeFileSync(join(folder, originName), JSON.stringify(origin), { mode: 0o600 });
}

function readOrigin(folder: string): Origin | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, originName), 'utf8')) as Origin;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Numbers of another process namespace mean nothing here, so its markers hold for a day. */
function isInUse(folder: string, marker: string): boolean {
  const identity = parseIdentity(marker);
  const liveness = identity === undefined ? 'dead' : livenessOf(identity);
  if (liveness !== 'unknown') return liveness === 'alive';
  const found = lstatSync(join(folder, marker), { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs < foreignMarkerLifetimeMs;
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
