import { mkdirSync } from 'node:fs';
import { CodexError } from '../../domain/codex-error.js';
import { type AbsolutePath, pathKey } from '../../domain/paths/absolute-path.js';
import { decodeAccessList, encodeAccessList, entriesFor, type ListEntry, withEntries } from './access-list.js';
import { invalidHandle, nativeFailure, need, readSized } from './native-call.js';
import type { Handle, NativeFunctions } from './native-functions.js';
import type { AccessEntry } from './windows-plan.js';

const readAndChangeAccess = 0x02_00_00 | 0x04_00_00;
const shareAll = 0x7;
const openExisting = 3;
/** Directories can be opened, and a link is opened itself instead of what it leads to. */
const directoriesNotLinks = 0x0200_0000 | 0x0020_0000;
const accessListKind = 4;
const fileObject = 1;
const attributes = { directory: 0x10, link: 0x400 } as const;
const keepsAccessLists = 0x8;
const maxAttempts = 3;
/** The longest path that Windows knows. */
const maxPathUnits = 32_768;

/**
 * Keeps entries in the access lists of files and directories. Entries stay when a command ends: they mean nothing to anybody without the
 * capability, and the next command finds them in place.
 */
export class AccessKeeper {
  readonly #native: NativeFunctions;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(native: NativeFunctions) {
    this.#native = native;
  }

  /** Has every entry stand where it belongs, and looks again afterwards: another process may change the same lists. */
  ensure(entries: readonly AccessEntry[]): Promise<void> {
    const ensured = this.#queue.then(() => this.#ensure(entries));
    this.#queue = ensured.catch(() => undefined);
    return ensured;
  }

  async #ensure(entries: readonly AccessEntry[]): Promise<void> {
    for (const { path, create } of entries) if (create) mkdirSync(path, { recursive: true });
    const paths = [...new Set(entries.map(({ path }) => path))];
    const groups = paths.map((path) => entries.filter((entry) => entry.path === path));
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      let changed = false;
      for (const group of groups) changed = (await this.#lay(group)) || changed;
      if (!changed) return;
    }
    throw new CodexError(
      'sandbox-unavailable',
      'the access lists of the workspace do not keep what is written to them: another program changes them, or the system only ' +
        'pretends to have them, as wine does; work on a local NTFS disk and try again',
    );
  }

  /** Whether something was missing. */
  async #lay(entries: readonly AccessEntry[]): Promise<boolean> {
    const [first] = entries;
    if (first === undefined) return false;
    const { path } = first;
    const { CreateFileW, CloseHandle, GetLastError } = this.#native;
    const file = CreateFileW(path, readAndChangeAccess, shareAll, null, openExisting, directoriesNotLinks, 0);
    if (file === invalidHandle) throw nativeFailure(`change who may write \`${path}\``, GetLastError());
    try {
      this.#compare(path, file);
      const object = this.#inspect(path, file);
      const list = this.#read(path, file);
      const wanted = withEntries(
        list,
        entries.flatMap((entry) => entriesFor(entry, object)),
      );
      if (wanted === list) return false;
      await this.#write(path, file, wanted);
      return true;
    } finally {
      CloseHandle(file);
    }
  }

  /** A directory on the way may have become a link since the place was looked at: the entries would then stand anywhere. */
  #compare(path: AbsolutePath, file: Handle): void {
    const native = this.#native;
    const text = Buffer.alloc(2 * maxPathUnits);
    const units = need(
      native,
      `find out where \`${path}\` lies`,
      native.GetFinalPathNameByHandleW(file, text, maxPathUnits, 0),
    );
    const place = text
      .toString('utf16le', 0, 2 * units)
      .replace(/^\\\\\?\\(?:(UNC)\\)?/, (_, share) => (share ? '\\\\' : ''));
    if (pathKey(place as AbsolutePath) === pathKey(path)) return;
    throw unusable(path, `lies at \`${place}\` by now`);
  }

  #inspect(path: string, file: Handle): 'directory' | 'file' {
    const native = this.#native;
    const information = Buffer.alloc(52);
    need(native, `look at \`${path}\``, native.GetFileInformationByHandle(file, information));
    const bits = information.readUInt32LE(0);
    if ((bits & attributes.link) !== 0) throw unusable(path, 'became a link while the command was prepared');
    const flags = Buffer.alloc(4);
    const asked = native.GetVolumeInformationByHandleW(file, null, 0, null, null, flags, null, 0);
    need(native, `look at the volume of \`${path}\``, asked);
    if ((flags.readUInt32LE() & keepsAccessLists) === 0) {
      throw unusable(path, 'lies on a volume without access lists, such as FAT');
    }
    return (bits & attributes.directory) === 0 ? 'file' : 'directory';
  }

  #read(path: string, file: Handle): readonly ListEntry[] {
    const native = this.#native;
    const descriptor = readSized(native, `read who may write \`${path}\``, (...rest) =>
      native.GetKernelObjectSecurity(file, accessListKind, ...rest),
    );
    const offset = descriptor.readUInt32LE(16);
    if (offset === 0) throw unusable(path, 'has no access list, so everybody may write it');
    return decodeAccessList(descriptor.subarray(offset));
  }

  /** What lies below inherits the entries, which takes a while in a large directory; so it happens on another thread. */
  #write(path: string, file: Handle, list: readonly ListEntry[]): Promise<void> {
    const bytes = encodeAccessList(list);
    if (bytes === undefined) throw unusable(path, 'has an access list that is full');
    return new Promise((resolve, reject) => {
      this.#native.SetSecurityInfo.async(file, fileObject, accessListKind, null, null, bytes, null, (error, code) => {
        if (error !== null && error !== undefined) reject(error);
        else if (code !== 0) reject(nativeFailure(`change who may write \`${path}\``, code));
        else resolve();
      });
    });
  }
}

function unusable(path: string, why: string): CodexError {
  return new CodexError(
    'sandbox-unavailable',
    `\`${path}\` ${why}, so nothing can be enforced there; the command was not run`,
  );
}
