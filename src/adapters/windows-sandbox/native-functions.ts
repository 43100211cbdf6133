/** A handle or another integer as wide as a pointer. Kernel handles are small, so they are exact. */
export type Handle = number;

/** The calls of Windows that the launcher makes. Structures are bytes that are laid out here; texts are UTF-16. */
export interface NativeFunctions {
  readonly GetLastError: () => number;
  readonly CloseHandle: (handle: Handle) => number;
  readonly SetHandleInformation: (handle: Handle, mask: number, flags: number) => number;
  readonly CreateJobObjectW: (attributes: null, name: null) => Handle;
  readonly SetInformationJobObject: (job: Handle, kind: number, information: Buffer, length: number) => number;
  readonly AssignProcessToJobObject: (job: Handle, process: Handle) => number;
  readonly TerminateJobObject: (job: Handle, exitCode: number) => number;
  readonly TerminateProcess: (process: Handle, exitCode: number) => number;
  readonly ResumeThread: (thread: Handle) => number;
  readonly WaitForSingleObject: (handle: Handle, timeoutMs: number) => number;
  readonly GetExitCodeProcess: (process: Handle, exitCode: Buffer) => number;
  readonly CreateFileW: (
    path: string,
    access: number,
    share: number,
    security: Buffer | null,
    disposition: number,
    flags: number,
    template: Handle,
  ) => Handle;
  readonly WriteFile: (file: Handle, bytes: Buffer, length: number, written: Buffer, overlapped: null) => number;
  readonly GetFileInformationByHandle: (file: Handle, information: Buffer) => number;
  readonly GetFinalPathNameByHandleW: (file: Handle, text: Buffer, units: number, flags: number) => number;
  readonly GetVolumeInformationByHandleW: (
    file: Handle,
    name: null,
    nameLength: number,
    serial: null,
    componentLength: null,
    flags: Buffer,
    system: null,
    systemLength: number,
  ) => number;
  readonly InitializeProcThreadAttributeList: (
    list: Buffer | null,
    count: number,
    flags: number,
    size: Buffer,
  ) => number;
  readonly UpdateProcThreadAttribute: (
    list: Buffer,
    flags: number,
    attribute: number,
    value: Buffer,
    size: number,
    previous: null,
    returned: null,
  ) => number;
  readonly DeleteProcThreadAttributeList: (list: Buffer) => void;
  readonly OpenProcessToken: (process: Handle, access: number, token: Buffer) => number;
  readonly GetTokenInformation: (
    token: Handle,
    kind: number,
    information: Buffer | null,
    length: number,
    needed: Buffer,
  ) => number;
  readonly SetTokenInformation: (token: Handle, kind: number, information: Buffer, length: number) => number;
  readonly CreateRestrictedToken: (
    token: Handle,
    flags: number,
    disableCount: number,
    disable: null,
    deleteCount: number,
    remove: null,
    restrictCount: number,
    restrict: Buffer,
    restricted: Buffer,
  ) => number;
  readonly CreateProcessAsUserW: (
    token: Handle,
    application: string,
    commandLine: Buffer,
    processSecurity: null,
    threadSecurity: null,
    inherit: number,
    flags: number,
    environment: Buffer,
    directory: string,
    startup: Buffer,
    information: Buffer,
  ) => number;
  readonly GetKernelObjectSecurity: (
    object: Handle,
    kind: number,
    descriptor: Buffer | null,
    length: number,
    needed: Buffer,
  ) => number;
  readonly SetSecurityInfo: AsyncFunction<
    (
      object: Handle,
      type: number,
      kind: number,
      owner: null,
      group: null,
      accessList: Buffer,
      auditList: null,
    ) => number
  >;
  readonly CreateDesktopW: (
    name: string,
    device: null,
    mode: null,
    flags: number,
    access: number,
    security: Buffer,
  ) => Handle;
  readonly CloseDesktop: (desktop: Handle) => number;
  /** Where bytes lie; they must be kept alive while the address is in use. */
  readonly addressOf: (bytes: Buffer) => bigint;
}

/** A function that can also be called on another thread, because it may take long. */
export interface AsyncFunction<Call extends (...args: never[]) => unknown> {
  readonly async: (...args: [...Parameters<Call>, (error: unknown, result: ReturnType<Call>) => void]) => void;
}

/** The part of `koffi` that is used. */
export interface ForeignFunctions {
  load(library: string): {
    func(convention: string, name: string, result: string, parameters: string[]): unknown;
  };
  address(bytes: Buffer): bigint;
}

/** Binds the calls. Throws when one of them does not exist. */
export function bindNativeFunctions(foreign: ForeignFunctions): NativeFunctions {
  const bound: Record<string, unknown> = { addressOf: (bytes: Buffer) => foreign.address(bytes) };
  for (const [library, functions] of Object.entries(signatures)) {
    const loaded = naming(library, () => foreign.load(`${library}.dll`));
    for (const [name, [result = '', ...parameters]] of Object.entries(functions)) {
      bound[name] = naming(name, () => loaded.func('__stdcall', name, typeOf(result), parameters.map(typeOf)));
    }
  }
  // Nothing can check what a function of a library takes: the table below says it, and `NativeFunctions` says it again.
  return bound as unknown as NativeFunctions;
}

/** What goes wrong while something is loaded does not say by itself what it was. */
function naming<Loaded>(name: string, load: () => Loaded): Loaded {
  try {
    return load();
  } catch (cause) {
    throw new Error(`\`${name}\`: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function typeOf(letter: string): string {
  const type = types[letter];
  if (type === undefined) throw new TypeError(`there is no type \`${letter}\``);
  return type;
}

/** `h` a handle, `u` 32 bits, `p` a pointer to bytes or nothing, `w` a UTF-16 text, `n` a number as wide as a pointer, `v` nothing. */
const types: Readonly<Record<string, string>> = {
  h: 'intptr_t',
  u: 'uint32_t',
  p: 'void *',
  w: 'str16',
  n: 'uintptr_t',
  v: 'void',
};

/** The type of the result, then those of the parameters, one letter each. */
const signatures: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  kernel32: {
    GetLastError: 'u',
    CloseHandle: 'uh',
    SetHandleInformation: 'uhuu',
    CreateJobObjectW: 'hpp',
    SetInformationJobObject: 'uhupu',
    AssignProcessToJobObject: 'uhh',
    TerminateJobObject: 'uhu',
    TerminateProcess: 'uhu',
    ResumeThread: 'uh',
    WaitForSingleObject: 'uhu',
    GetExitCodeProcess: 'uhp',
    CreateFileW: 'hwuupuuh',
    WriteFile: 'uhpupp',
    GetFileInformationByHandle: 'uhp',
    GetFinalPathNameByHandleW: 'uhpuu',
    GetVolumeInformationByHandleW: 'uhpuppppu',
    InitializeProcThreadAttributeList: 'upuup',
    UpdateProcThreadAttribute: 'upunpnpp',
    DeleteProcThreadAttributeList: 'vp',
  },
  advapi32: {
    OpenProcessToken: 'uhup',
    GetTokenInformation: 'uhupup',
    SetTokenInformation: 'uhupu',
    CreateRestrictedToken: 'uhuupupupp',
    CreateProcessAsUserW: 'uhwpppuupwpp',
    GetKernelObjectSecurity: 'uhupup',
    SetSecurityInfo: 'uhuupppp',
  },
  user32: {
    CreateDesktopW: 'hwppuup',
    CloseDesktop: 'uh',
  },
};
