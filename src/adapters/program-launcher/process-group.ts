import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** What to send, and where the system is found when sending takes a program. */
export interface GroupSignal {
  readonly signal: 'SIGTERM' | 'SIGKILL';
  readonly variables: Readonly<Record<string, string>>;
}

/** Signals the process group that `child` leads. On Windows, which has no groups, its tree of processes is killed. */
export function signalGroup(child: ChildProcess, { signal, variables }: GroupSignal): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') killTree(child, variables.SystemRoot ?? 'C:\\Windows');
  else sendToGroup(child.pid, signal);
}

/** Whether some process of the group that `child` led is still there. */
export function groupExists(child: ChildProcess): boolean {
  return process.platform !== 'win32' && child.pid !== undefined && sendToGroup(child.pid, 0);
}

function sendToGroup(pid: number, signal: 'SIGTERM' | 'SIGKILL' | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    // Either all of it is gone, or what is left belongs to somebody else (set-user-id programs): in both cases it is out of reach.
    return false;
  }
}

function killTree(child: ChildProcess, systemRoot: string): void {
  const system = join(systemRoot, 'System32');
  const killer = spawn(join(system, 'taskkill.exe'), ['/pid', String(child.pid), '/t', '/f'], {
    cwd: system,
    stdio: 'ignore',
    windowsHide: true,
  });
  // Without it, at least the program itself has to go.
  killer.on('error', () => child.kill());
}
