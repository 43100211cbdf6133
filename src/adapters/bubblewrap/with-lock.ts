import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { errorCode } from './error-code.js';
import { livenessOf, parseIdentity } from './process-identity.js';

const attempts = 2_000;
const pauseMs = 1;

/**
 * Runs `action` while no other process does under the same lock file. The action is a handful of system calls, so waiting means
 * milliseconds; a lock whose owner died is taken over. After two seconds the action runs all the same: a leftover placeholder is better
 * than a command that never starts.
 */
export function withLock<T>(lock: string, owner: string, action: () => T): T {
  const claim = `${lock}.${owner}`;
  writeFileSync(claim, owner, { mode: 0o600 });
  const held = acquire(lock, claim);
  try {
    return action();
  } finally {
    if (held) rmSync(lock, { force: true });
    rmSync(claim, { force: true });
  }
}

function acquire(lock: string, claim: string): boolean {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (tryLink(claim, lock)) return true;
    if (attempt % 50 === 0 && isAbandoned(lock)) takeAway(lock, claim);
    else pause();
  }
  return false;
}

/** Linking a complete file is atomic, so a lock never exists without the name of its owner. */
function tryLink(claim: string, lock: string): boolean {
  try {
    linkSync(claim, lock);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function isAbandoned(lock: string): boolean {
  const identity = parseIdentity(ownerOf(lock) ?? '');
  return identity !== undefined && livenessOf(identity) === 'dead';
}

/** Another process may have taken the abandoned lock away first and hold a new one by now; that one is put back. */
function takeAway(lock: string, claim: string): void {
  const removed = `${claim}.removed`;
  try {
    renameSync(lock, removed);
    if (!isAbandoned(removed)) tryLink(removed, lock);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  rmSync(removed, { force: true });
}

function ownerOf(lock: string): string | undefined {
  try {
    return readFileSync(lock, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
}
