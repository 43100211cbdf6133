import type { FileContent, FileContents, FileIdentity, UnusableContent } from '../../domain/patch/file-content.js';
import { findInvalidUtf8 } from '../../domain/patch/find-invalid-utf8.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import { parentOf } from '../../domain/paths/absolute-path.js';
import type { PathFact } from '../../domain/permissions/path-facts.js';
import type { FileSystem, FileSystemError } from '../../ports/file-system.js';
import { mapInSlices } from './map-in-slices.js';
import type { PatchTargets } from './patch-target.js';

/** Where contents come from. */
export interface ContentSource {
  readonly fileSystem: FileSystem;
  readonly targets: PatchTargets;
  /** The largest file that is read. */
  readonly maxFileBytes: number;
}

/** Reads what a patch is planned on. */
export async function gatherFileContents(paths: readonly AbsolutePath[], source: ContentSource): Promise<FileContents> {
  const contents = await mapInSlices(paths, async (path): Promise<[AbsolutePath, FileContent]> => {
    const fact = await source.targets.inspect(path);
    const identity: FileIdentity = { realPath: fact.realPath, link: fact.symlinks.includes(path) };
    const content = await readContent(path, fact, source);
    return [path, { ...identity, ...(content instanceof Uint8Array ? decode(content) : content) }];
  });
  return new Map(contents);
}

async function readContent(
  path: AbsolutePath,
  fact: PathFact,
  source: ContentSource,
): Promise<Uint8Array | UnusableContent> {
  if (fact.type === 'missing') return describeMissing(fact, source.targets);
  if (fact.type !== 'file') return { kind: 'not-a-file', type: fact.type };
  const read = await source.fileSystem.read(path, { maxBytes: source.maxFileBytes });
  return read.ok ? read.value : describeError(read.error, source.maxFileBytes);
}

async function describeMissing(fact: PathFact, targets: PatchTargets): Promise<UnusableContent> {
  const place = fact.symlinks.length === 0 ? fact : await targets.inspect(fact.realPath);
  // Links that lead to nothing have a place where something could be; links in a circle have none.
  if (place.symlinks.length > 0) return { kind: 'not-a-file', type: 'other' };
  if (place.firstMissing === undefined) return { kind: 'missing' };
  const above = await targets.inspect(parentOf(place.firstMissing));
  const blocked = above.type === 'file' || above.type === 'other';
  return blocked ? { kind: 'not-a-file', type: 'below-file' } : { kind: 'missing' };
}

function describeError(error: FileSystemError, maxBytes: number): UnusableContent {
  switch (error.code) {
    case 'not-found':
      return { kind: 'missing' };
    case 'not-a-file':
      return { kind: 'not-a-file', type: 'other' };
    case 'not-a-directory':
      return { kind: 'not-a-file', type: 'below-file' };
    case 'too-large':
      return { kind: 'too-large', maxBytes };
    case 'permission-denied':
      return { kind: 'unreadable', message: 'Permission denied (os error 13)' };
    default:
      return { kind: 'unreadable', message: error.message };
  }
}

function decode(bytes: Uint8Array): FileContent {
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch (cause) {
    const wrong = findInvalidUtf8(bytes);
    if (wrong === undefined) throw cause;
    return { kind: 'not-utf8', ...wrong };
  }
}
