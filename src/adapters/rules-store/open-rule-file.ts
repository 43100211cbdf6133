import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** The largest rule file, in bytes. */
const maxRuleFileBytes = 1024 * 1024;

/** A rule file that was opened, with its text. */
export interface OpenedRuleFile {
  readonly handle: FileHandle;
  readonly text: string;
}

/** Systems without this flag do not define it. A FIFO without a writer would otherwise block the opening for ever. */
const nonBlocking = constants.O_NONBLOCK ?? 0;

/**
 * Opens a file, uses it, and closes it again. `undefined` when it is not a regular file.
 *
 * Rejects with the system's error, and with a `RangeError` or `TypeError` when the file is too large or no text.
 */
export async function withRuleFile<Outcome>(
  path: string,
  flags: number,
  use: (file: OpenedRuleFile) => Promise<Outcome>,
): Promise<Outcome | undefined> {
  const handle = await open(path, flags | nonBlocking, 0o600);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) return undefined;
    if (stat.size > maxRuleFileBytes) throw new RangeError(`it is larger than ${maxRuleFileBytes} bytes`);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await handle.readFile());
    return await use({ handle, text });
  } finally {
    await handle.close();
  }
}
