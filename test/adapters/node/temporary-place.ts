import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { FileSystem } from '../../../src/ports/file-system.js';
import type { ArrangedEntry, FileSystemSubject } from '../../../src/testing/file-system-place.js';

/** A workspace and a directory outside of it, on the disk, until `cleanUp`. */
export function temporaryPlace(fileSystem: FileSystem): Required<FileSystemSubject> {
  const base = realpathSync.native(mkdtempSync(join(tmpdir(), 'codex-sdk-files-')));
  const root = join(base, 'ws') as AbsolutePath;
  const outside = join(base, 'outside') as AbsolutePath;
  mkdirSync(root);
  mkdirSync(outside);
  return {
    fileSystem,
    root,
    outside,
    arrange: async (path, entry) => arrange(path, entry),
    textOf: async (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
    cleanUp: async () => rmSync(base, { recursive: true }),
  };
}

function arrange(path: AbsolutePath, entry: ArrangedEntry): void {
  mkdirSync(dirname(path), { recursive: true });
  if (entry.type === 'file') writeFileSync(path, entry.text);
  else if (entry.type === 'directory') mkdirSync(path, { recursive: true });
  else if (entry.type === 'symlink') symlinkSync(entry.target, path);
  else if (entry.type === 'hard-link') linkSync(entry.to, path);
  else execFileSync('mkfifo', [path]);
}
