import { closeSync, fstatSync, lstatSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../error-code.js';
import type { Origin } from './placeholder.js';
import { livenessOf, parseIdentity } from './process-identity.js';

const foreignRecordLifetimeMs = 24 * 60 * 60 * 1_000;

/**
 * The placeholders that one owner uses, in a file by its name. The file stays and is written in place, which is many times faster than
 * making one for every command. To be used under the lock.
 */
export class PlaceholderRecord {
  readonly #path: string;
  readonly #origins = new Map<string, Origin>();
  #file: number | undefined;

  constructor(folder: string, owner: string) {
    this.#path = join(folder, owner);
  }

  get(path: string): Origin | undefined {
    return this.#origins.get(path);
  }

  /** Throws, with the record as it was, where there is no room for it: whoever reads half a record takes it for none. */
  add(origin: Origin): void {
    const before = this.#origins.get(origin.path);
    this.#origins.set(origin.path, origin);
    try {
      this.#write();
    } catch (error) {
      if (before === undefined) this.#origins.delete(origin.path);
      else this.#origins.set(origin.path, before);
      this.#write();
      throw error;
    }
  }

  remove(path: string): void {
    if (this.#origins.delete(path)) this.#write();
  }

  /** Removes the file, unless a placeholder still stands that only it tells of. */
  close(): void {
    if (this.#file === undefined) return;
    closeSync(this.#file);
    this.#file = undefined;
    if (this.#origins.size === 0) rmSync(this.#path, { force: true });
  }

  /** Only the first line counts, so a longer text need not be cut off. */
  #write(): void {
    const line = Buffer.from(`${JSON.stringify([...this.#origins.values()])}\n`);
    const written = writeSync(this.#open(), line, 0, line.length, 0);
    if (written < line.length) throw new Error(`there is no room for \`${this.#path}\` on the disk`);
  }

  /** Programs that tidy up temporary directories may have taken the file away. */
  #open(): number {
    if (this.#file !== undefined && fstatSync(this.#file).nlink === 0) {
      closeSync(this.#file);
      this.#file = undefined;
    }
    this.#file ??= openSync(this.#path, 'w', 0o600);
    return this.#file;
  }
}

/** What the record of an owner in a folder says. */
export function readRecord(folder: string, owner: string): readonly Origin[] {
  try {
    const [line = ''] = readFileSync(join(folder, owner), 'utf8').split('\n');
    return decodeOrigins(line === '' ? [] : JSON.parse(line));
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return [];
    throw error;
  }
}

/** Everybody who has left a record in a folder. */
export function ownersIn(folder: string): readonly string[] {
  return readdirSync(folder);
}

/** Numbers of another process namespace mean nothing here, so records from there hold for a day. */
export function isInUse(folder: string, owner: string): boolean {
  const identity = parseIdentity(owner);
  const liveness = identity === undefined ? 'dead' : livenessOf(identity);
  if (liveness !== 'unknown') return liveness === 'alive';
  const found = lstatSync(join(folder, owner), { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs < foreignRecordLifetimeMs;
}

function decodeOrigins(value: unknown): readonly Origin[] {
  return Array.isArray(value) ? value.flatMap((it) => decodeOrigin(it) ?? []) : [];
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
