import { encodeAccessList } from '../../../../src/adapters/windows-sandbox/access-list.js';
import { invalidHandle } from '../../../../src/adapters/windows-sandbox/native-call.js';
import type { NativeFunctions } from '../../../../src/adapters/windows-sandbox/native-functions.js';

/** What lies on the disk: a directory, a file, or a link, which is opened itself. */
export interface DiskObject {
  readonly type: 'directory' | 'file' | 'link';
  /** Where it lies in truth, when something on the way leads elsewhere. */
  readonly finalPath?: string;
  /** On FAT nobody keeps access lists. */
  readonly volume?: 'without access lists';
  /** Forgets what is written to it, as wine does. */
  readonly forgets?: true;
}

const bits = { directory: 0x10, file: 0x20, link: 0x400 } as const;

/** As much of Windows as is needed to read and write access lists. */
export class AccessDisk {
  readonly native: NativeFunctions;
  readonly #objects: Readonly<Record<string, DiskObject>>;
  readonly #lists = new Map<string, Buffer>();
  readonly #open = new Map<number, string>();
  #writes = 0;

  constructor(objects: Readonly<Record<string, DiskObject>>) {
    this.#objects = objects;
    this.native = this.#functions() as unknown as NativeFunctions;
  }

  /** How often a list was written. */
  get writes(): number {
    return this.#writes;
  }

  /** Handles that nobody has closed. */
  get leaks(): number {
    return this.#open.size;
  }

  /** The bytes of a list, where one was written. */
  listOf(path: string): Buffer | undefined {
    return this.#lists.get(path);
  }

  #functions(): Partial<Record<keyof NativeFunctions, unknown>> {
    const path = (handle: number): string => this.#open.get(handle) ?? '';
    const object = (handle: number): DiskObject => this.#objects[path(handle)] ?? { type: 'file' };
    return {
      GetLastError: () => 2,
      CloseHandle: (handle: number) => Number(this.#open.delete(handle)),
      CreateFileW: (opened: string) => {
        if (this.#objects[opened] === undefined) return invalidHandle;
        const handle = 100 + this.#open.size;
        this.#open.set(handle, opened);
        return handle;
      },
      GetFileInformationByHandle: (handle: number, information: Buffer) =>
        information.writeUInt32LE(bits[object(handle).type], 0),
      GetFinalPathNameByHandleW: (handle: number, text: Buffer, units: number) => {
        const final = object(handle).finalPath ?? `\\\\?\\${path(handle)}`;
        if (final.length >= units) return final.length + 1;
        text.write(final, 'utf16le');
        return final.length;
      },
      GetVolumeInformationByHandleW: (...[handle, , , , , flags]: [number, ...unknown[]]) => {
        const keeps = object(handle).volume === undefined ? 0x8 : 0;
        return (flags as Buffer).writeUInt32LE(keeps, 0);
      },
      GetKernelObjectSecurity: (handle: number, _kind: number, bytes: Buffer | null, size: number, needed: Buffer) => {
        const list = this.#lists.get(path(handle)) ?? encodeAccessList([]) ?? Buffer.alloc(0);
        const head = Buffer.alloc(20);
        head.writeUInt32LE(head.length, 16);
        const descriptor = Buffer.concat([head, list]);
        needed.writeUInt32LE(descriptor.length, 0);
        if (bytes === null || size < descriptor.length) return 0;
        return descriptor.copy(bytes);
      },
      SetSecurityInfo: {
        async: (...given: unknown[]) => {
          const handle = given[0] as number;
          const done = given.at(-1) as (error: unknown, code: number) => void;
          this.#writes += 1;
          if (object(handle).forgets !== true) this.#lists.set(path(handle), Buffer.from(given[5] as Buffer));
          done(null, 0);
        },
      },
    };
  }
}
