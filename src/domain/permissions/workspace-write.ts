import type { AbsolutePath } from '../paths/absolute-path.js';
import { existingMetadata } from './existing-metadata.js';
import type { FileSystemEntry, RestrictedFileSystemPolicy } from './file-system-policy.js';
import type { PathFacts } from './path-facts.js';
import { withNewTargets } from './policy-target.js';
import { protectedMetadataNames } from './protected-metadata.js';

/** What the older workspace-write mode can be told. */
export interface WorkspaceWriteOptions {
  /** Directories that are writable besides the workspace roots. */
  readonly writableRoots?: readonly AbsolutePath[];
  /** Leaves `:tmpdir` read-only; default false. */
  readonly excludeTmpdir?: boolean;
  /** Leaves `:slash_tmp` read-only; default false. */
  readonly excludeSlashTmp?: boolean;
  /** Facts about the metadata names below `writableRoots`, so that what exists there gets a rule of its own. */
  readonly facts?: PathFacts;
}

/**
 * The file system rules of workspace-write, and the only place that knows them: everything is readable; workspace roots, temporary
 * directories and the extra roots are writable; metadata in them is not. The order of the entries is the one that goes on the wire.
 */
export function workspaceWrite(options: WorkspaceWriteOptions = {}): RestrictedFileSystemPolicy {
  const { writableRoots = [], facts } = options;
  const carveOuts = [
    ...protectedMetadataNames.map(symbolicCarveOut),
    ...writableRoots.flatMap((root) =>
      facts === undefined ? [] : existingMetadata(root, facts).map(concreteCarveOut),
    ),
  ];
  return { kind: 'restricted', entries: withNewTargets(grants(options), carveOuts) };
}

function grants(options: WorkspaceWriteOptions): readonly FileSystemEntry[] {
  const { writableRoots = [], excludeTmpdir = false, excludeSlashTmp = false } = options;
  return [
    { path: { kind: 'special', special: { kind: 'root' } }, access: 'read' },
    { path: { kind: 'special', special: { kind: 'workspace-roots' } }, access: 'write' },
    ...(excludeSlashTmp ? [] : [writeSpecial('slash-tmp')]),
    ...(excludeTmpdir ? [] : [writeSpecial('tmpdir')]),
    ...writableRoots.map((path): FileSystemEntry => ({ path: { kind: 'path', path }, access: 'write' })),
  ];
}

function writeSpecial(kind: 'slash-tmp' | 'tmpdir'): FileSystemEntry {
  return { path: { kind: 'special', special: { kind } }, access: 'write' };
}

function symbolicCarveOut(name: string): FileSystemEntry {
  const path = { kind: 'special', special: { kind: 'workspace-roots', subpath: name } } as const;
  return { path, access: 'read', missingPath: 'skip' };
}

function concreteCarveOut(path: AbsolutePath): FileSystemEntry {
  return { path: { kind: 'path', path }, access: 'read', missingPath: 'skip' };
}
