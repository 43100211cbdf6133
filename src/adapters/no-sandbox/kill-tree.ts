import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Kills a child that leads a process group, the group, and also descendants that left the group. */
export function killTree(leader: number): void {
  if (process.platform === 'win32') {
    killWindowsTree(leader);
    return;
  }
  const strays = descendantsOf(leader, process.platform === 'linux' ? parentsFromKernel() : parentsFromListing());
  // The leader is named as well: a moment after its start it may not lead a group yet.
  for (const target of [-leader, leader, ...strays]) killOne(target);
}

/** Kills what is left of the process group that a child led. */
export function killGroup(leader: number): void {
  if (process.platform !== 'win32') killOne(-leader);
}

/** Tells the process group that a child led something; nothing happens where it is gone already. */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
  if (process.platform !== 'win32') killOne(-leader, signal);
}

/** A process that is gone already is what was wanted. */
function killOne(target: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(target, signal);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}

function killWindowsTree(leader: number): void {
  // An absolute path: a bare name would be looked for in the working directory first. Where this fails the leader alone is ended.
  const taskkill = spawn('C:\\Windows\\System32\\taskkill.exe', ['/PID', String(leader), '/T', '/F'], {
    stdio: 'ignore',
    windowsHide: true,
  });
  taskkill.once('error', () => killOne(leader));
  taskkill.once('exit', (code) => {
    if (code !== 0) killOne(leader);
  });
}

/** The parent of every process, by number. */
type Parents = ReadonlyMap<number, number | undefined>;

function descendantsOf(ancestor: number, parents: Parents): readonly number[] {
  const found = new Set([ancestor]);
  for (let size = 0; size !== found.size; ) {
    size = found.size;
    for (const [pid, parent] of parents) if (parent !== undefined && found.has(parent)) found.add(pid);
  }
  found.delete(ancestor);
  return [...found];
}

function parentsFromKernel(): Parents {
  const processes = readdirSync('/proc').filter(isNumber);
  return new Map(processes.map((name) => [Number(name), parentOf(name)]));
}

/** Where the kernel shows no files about processes, the system's own program lists them. Without it only the group is killed. */
export function parentsFromListing(): Parents {
  const { stdout } = spawnSync('/bin/ps', ['-A', '-o', 'pid=,ppid='], { env: {}, encoding: 'utf8' });
  const lines = (stdout ?? '').matchAll(/^\s*(\d+)\s+(\d+)\s*$/gm);
  return new Map([...lines].map(([, pid, parent]) => [Number(pid), Number(parent)]));
}

function isNumber(name: string): boolean {
  return /^\d+$/.test(name);
}

/** The parent's number stands behind the program's name, which may itself contain spaces and parentheses. */
function parentOf(pid: string): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}
