import type { CommandOutcome } from '../../ports/process-sandbox.js';
import { environmentBlock } from './environment-block.js';
import { nativeFailure, need, storedHandle, wideText } from './native-call.js';
import type { Handle, NativeFunctions } from './native-functions.js';
import type { Resources } from './resources.js';

/** What a process is started from. */
export interface ProcessStart {
  readonly token: Handle;
  readonly desktop: string;
  /** Absolute. */
  readonly application: string;
  readonly commandLine: string;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Standard input, output and error; nothing else is inherited. */
  readonly handles: readonly [Handle, Handle, Handle];
}

/** A process in a job of its own. Closing the job ends everything in it. */
export interface StartedProcess {
  readonly process: Handle;
  readonly job: Handle;
}

/** Why no process was started. */
export type Unstarted = Extract<CommandOutcome, { readonly kind: 'not-started' }>;

const creation = {
  suspended: 0x4,
  newGroup: 0x200,
  unicodeEnvironment: 0x400,
  extendedStartup: 0x8_0000,
  noWindow: 0x800_0000,
} as const;
const creationFlags = Object.values(creation).reduce((bits, flag) => bits | flag, 0);
const useHandles = 0x100;
const inheritedHandles = 0x2_0002;
const canBeInherited = 0x1;
const limits = { kind: 9, size: 144, flagsAt: 16, killOnClose: 0x2000, dieOnException: 0x400 } as const;
const ui = { kind: 4, everything: 0xff } as const;

/** Starts a process, which runs only once it is confined to its job. */
export function startProcess(
  start: ProcessStart,
  native: NativeFunctions,
  resources: Resources,
): StartedProcess | Unstarted {
  const job = openJob(native, resources);
  const created = create(start, native, resources);
  if ('kind' in created) return created;
  const { process, thread } = created;
  if (native.AssignProcessToJobObject(job, process) === 0) {
    const code = native.GetLastError();
    native.TerminateProcess(process, 1);
    throw nativeFailure('put the command into a job', code);
  }
  if (native.ResumeThread(thread) === 0xffff_ffff) throw nativeFailure('let the command run', native.GetLastError());
  return { process, job };
}

function openJob(native: NativeFunctions, resources: Resources): Handle {
  const job = resources.add(need(native, 'make a job', native.CreateJobObjectW(null, null)), native.CloseHandle);
  const extended = Buffer.alloc(limits.size);
  extended.writeUInt32LE(limits.killOnClose | limits.dieOnException, limits.flagsAt);
  need(native, 'limit a job', native.SetInformationJobObject(job, limits.kind, extended, extended.length));
  const surface = Buffer.alloc(4);
  surface.writeUInt32LE(ui.everything);
  need(native, 'keep a job off the desktop', native.SetInformationJobObject(job, ui.kind, surface, surface.length));
  return job;
}

interface Created {
  readonly process: Handle;
  readonly thread: Handle;
}

function create(start: ProcessStart, native: NativeFunctions, resources: Resources): Created | Unstarted {
  const startup = startupInformation(start, native, resources);
  const information = Buffer.alloc(24);
  for (const handle of start.handles) {
    need(native, 'pass on a stream', native.SetHandleInformation(handle, canBeInherited, canBeInherited));
  }
  const created = native.CreateProcessAsUserW(
    start.token,
    start.application,
    wideText(start.commandLine),
    null,
    null,
    1,
    creationFlags,
    Buffer.from(environmentBlock(start.environment), 'utf16le'),
    start.cwd,
    startup,
    information,
  );
  if (created === 0) return unstarted(start, native.GetLastError());
  const process = resources.add(storedHandle(information, 0), native.CloseHandle);
  const thread = resources.add(storedHandle(information, 8), native.CloseHandle);
  return { process, thread };
}

/** `STARTUPINFOEXW` as it lies in memory on 64-bit machines. */
function startupInformation({ desktop, handles }: ProcessStart, native: NativeFunctions, resources: Resources): Buffer {
  const bytes = Buffer.alloc(112);
  bytes.writeUInt32LE(bytes.length, 0);
  bytes.writeBigUInt64LE(native.addressOf(resources.keep(wideText(desktop))), 16);
  bytes.writeUInt32LE(useHandles, 60);
  for (const [index, handle] of handles.entries()) bytes.writeBigInt64LE(BigInt(handle), 80 + 8 * index);
  bytes.writeBigUInt64LE(native.addressOf(inheritanceList(handles, native, resources)), 104);
  return bytes;
}

function inheritanceList(handles: ProcessStart['handles'], native: NativeFunctions, resources: Resources): Buffer {
  const size = Buffer.alloc(8);
  native.InitializeProcThreadAttributeList(null, 1, 0, size);
  const list = resources.keep(Buffer.alloc(Number(size.readBigUInt64LE())));
  need(native, 'prepare a start', native.InitializeProcThreadAttributeList(list, 1, 0, size));
  resources.add(list, native.DeleteProcThreadAttributeList);
  const inherited = resources.keep(Buffer.alloc(8 * handles.length));
  for (const [index, handle] of handles.entries()) inherited.writeBigInt64LE(BigInt(handle), 8 * index);
  const { UpdateProcThreadAttribute } = native;
  const updated = UpdateProcThreadAttribute(list, 0, inheritedHandles, inherited, inherited.length, null, null);
  need(native, 'name what is inherited', updated);
  return list;
}

function unstarted({ application, cwd }: ProcessStart, code: number): Unstarted {
  if (code === 267) {
    return { kind: 'not-started', message: `the working directory \`${cwd}\` cannot be entered inside the sandbox` };
  }
  const reason = reasons.get(code);
  if (reason === undefined) throw nativeFailure(`start \`${application}\` with a restricted token`, code);
  return { kind: 'not-started', message: `the program \`${application}\` could not be started: ${reason}` };
}

const reasons: ReadonlyMap<number, string> = new Map([
  [2, 'no such file or directory'],
  [3, 'no such file or directory'],
  [5, 'permission denied'],
  [193, 'the system does not know its format'],
  [206, 'its arguments are too long'],
  [216, 'it was made for another kind of machine'],
  [740, 'it needs the rights of an administrator'],
]);
