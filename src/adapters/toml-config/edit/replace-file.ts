import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Replaces the content of a file so that whoever reads it, whenever that is, finds either the old or the new content. Mode and owner stay;
 * a new file is the user's alone. The caller keeps other writers away.
 */
export async function replaceFile(path: string, content: string): Promise<void> {
  const previous = await stat(path).catch(() => undefined);
  const draft = `${path}.new`;
  // A draft that is there was left behind by a writer that was killed.
  await rm(draft, { force: true });
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(content);
    if (previous !== undefined) {
      await keepOwner(file, previous);
      await file.chmod(previous.mode & 0o7777);
    }
    await file.sync();
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  await rename(draft, path);
  await syncFolder(dirname(path));
}

/** An administrator who edits the file of a user must not lock that user out. Others cannot give files away. */
async function keepOwner(
  file: FileHandle,
  { uid, gid }: { readonly uid: number; readonly gid: number },
): Promise<void> {
  const own = await file.stat();
  if (own.uid === uid && own.gid === gid) return;
  await file.chown(uid, gid).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) throw error;
  });
}

/** The new name survives a power failure as well, where a folder can be synchronised at all. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
