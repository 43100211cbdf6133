import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Enough to tell later, from another process, whether a process still runs. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When the process started, in the words of its machine; empty where that cannot be told cheaply. */
  readonly start: string;
  /** The machine since its last start, and the group of processes that see each other there. */
  readonly machine: string;
}

/** The identity of this process. */
export function identifyOwnProcess(): ProcessIdentity {
  return { pid: process.pid, start: startOf(process.pid)?.start ?? '', machine: ownMachine() };
}

/**
 * Whether a process still runs, as far as the process `observer` can tell. A process of another machine or container may run or not.
 */
export function judgeProcess(process: ProcessIdentity, observer: ProcessIdentity): 'running' | 'gone' | 'unknown' {
  if (process.machine !== observer.machine) return 'unknown';
  if (!exists(process.pid)) return 'gone';
  const now = startOf(process.pid);
  if (now === undefined || process.start === '') return 'running';
  // Ids are used again, start times are not; a zombie has given back its files.
  return now.start === process.start && now.state !== 'Z' ? 'running' : 'gone';
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // Another user's process exists although it must not be signalled.
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function startOf(pid: number): { readonly state: string; readonly start: string } | undefined {
  const stat = readSystemFile(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The second field is the program's name in parentheses, which may contain anything, parentheses too.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, start] = [fields[0], fields[19]];
  return state === undefined || start === undefined ? undefined : { state, start };
}

function ownMachine(): string {
  const boot = readSystemFile('/proc/sys/kernel/random/boot_id')?.trim();
  return boot === undefined ? hostname() : `${boot} ${ownNamespace()}`;
}

function ownNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    // Kernels without namespaces have only one.
    return '';
  }
}

function readSystemFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Only Linux has these files, and a process may end while it is looked at.
    return undefined;
  }
}
