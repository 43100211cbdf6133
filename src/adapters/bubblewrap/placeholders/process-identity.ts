import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { errorCode } from '../error-code.js';

/** A process that cannot be mistaken for a later one with the same number: namespace, number and start time. */
export interface ProcessIdentity {
  readonly namespace: string;
  readonly pid: number;
  /** In clock ticks since the machine started. */
  readonly startedAt: string;
}

/** The identity of this process. */
export function ownIdentity(): ProcessIdentity {
  return { namespace: ownNamespace(), pid: process.pid, startedAt: startTimeOf(process.pid) ?? '0' };
}

/** The identity as part of a file name. */
export function renderIdentity({ namespace, pid, startedAt }: ProcessIdentity): string {
  return `${namespace}-${pid}-${startedAt}`;
}

/** Reads an identity back from the start of a file name. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  const [, namespace, pid, startedAt] = /^(\d+)-(\d+)-(\d+)/.exec(text) ?? [];
  if (namespace === undefined || pid === undefined || startedAt === undefined) return undefined;
  return { namespace, pid: Number(pid), startedAt };
}

/** Whether a process still runs; `unknown` for one in another process namespace, whose numbers mean nothing here. */
export function livenessOf(identity: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  if (identity.namespace !== ownNamespace()) return 'unknown';
  return startTimeOf(identity.pid) === identity.startedAt ? 'alive' : 'dead';
}

/** Whether a process has gone, or is only waiting for its parent to notice. */
export function hasEnded(pid: number): boolean {
  if (lstatSync(`/proc/${pid}`, { throwIfNoEntry: false }) === undefined) return true;
  const state = statusFields(pid)?.[0];
  return state === undefined || state === 'Z' || state === 'X';
}

/**
 * Whether a process, the first one in its namespace, is the last one there: it has ended, or nobody is left whom it would have to wait
 * for. Whoever loses a parent in there becomes a child of the first, so nobody is missed.
 */
export function isAlone(pid: number): boolean {
  const children = readText(`/proc/${pid}/task/${pid}/children`);
  return children === '' || (children === undefined && hasEnded(pid));
}

function startTimeOf(pid: number): string | undefined {
  return statusFields(pid)?.[19];
}

/** The fields behind the program's name, which may itself contain spaces and parentheses. */
function statusFields(pid: number): readonly string[] | undefined {
  const text = readText(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

function ownNamespace(): string {
  return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
}

/** A process that ends while its status is read is a process that has ended. */
function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(errorCode(error))) return undefined;
    throw error;
  }
}
