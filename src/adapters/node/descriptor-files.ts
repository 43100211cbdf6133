import { closeSync, constants, fstatSync, lstatSync, openSync, readlinkSync, unlinkSync } from 'node:fs';
import {
  type AbsolutePath,
  isWithin,
  nameOf,
  parentOf,
  relativeWithin,
  resolvePath,
} from '../../domain/paths/absolute-path.js';
import type { WriteOptions } from '../../ports/file-system.js';
import type { ConfinedFiles } from './confined-files.js';
import { O_PATH, readToEnd, replaceContent, withDescriptor } from './file-descriptor.js';
import { FileFailure, systemCodeOf } from './file-failure.js';
import { maxLinks, resolveLinkWithin } from './link-target.js';
import { makeDirectories, makeDirectory } from './make-directory.js';

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;
/** How often a path may change under our hands before we take it for an attack. */
const maxAttempts = 16;

type Missing = 'create' | 'refuse';

/**
 * Linux: every directory below the granted one is opened by itself, from the descriptor of the directory above it and never
 * through a link, so that it does not matter what is renamed or replaced meanwhile. What is not a regular file is never opened.
 */
export const descriptorFiles: ConfinedFiles = {
  read: (path, { maxBytes, links }) =>
    withDescriptor(openSync(path, links === 'refuse' ? O_PATH | O_NOFOLLOW : O_PATH), (place) => {
      // The kernel says where the opened file is, so it does not matter what is renamed or replaced from then on.
      if (links === 'refuse' && readlinkSync(within(place)) !== path) throw new FileFailure('outside');
      const stats = fstatSync(place);
      if (stats.isSymbolicLink()) throw new FileFailure('outside');
      if (!stats.isFile()) throw new FileFailure('not-a-file');
      const file = openSync(within(place), O_RDONLY | O_NONBLOCK);
      return withDescriptor(file, () => readToEnd(file, { size: stats.size, maxBytes }));
    }),

  write: (path, content, grant) => {
    if (!isWithin(path, grant.within)) throw new FileFailure('outside');
    if (!replaceWhereSpelled(path, content)) writeBelow({ grant, path, links: 0 }, content);
  },

  remove: (path, grant) => {
    inDirectory(startOf(path, grant), { path: parentOf(path), missing: 'refuse' }, (directory) => {
      unlinkSync(within(directory, nameOf(path)));
    });
  },
};

/**
 * The usual case in few calls: a file is there, and the kernel says that the opened file is where its path says, so that no link
 * was passed. It stays the opened one, whatever is renamed from then on.
 */
function replaceWhereSpelled(path: AbsolutePath, content: Uint8Array): boolean {
  const place = openUnlessFailed(path, O_PATH | O_NOFOLLOW);
  if (place === undefined) return false;
  return withDescriptor(place, (entry) => {
    if (!fstatSync(entry).isFile() || readlinkSync(within(entry)) !== path) return false;
    withDescriptor(openSync(within(entry), O_WRONLY | O_NONBLOCK), (file) => replaceContent(file, content));
    return true;
  });
}

interface WritePlace {
  readonly grant: WriteOptions;
  readonly path: AbsolutePath;
  /** How many links led here. */
  readonly links: number;
}

function writeBelow(place: WritePlace, content: Uint8Array): void {
  const { grant, path, links } = place;
  const start = startOf(path, grant);
  const next = inDirectory(start, { path: parentOf(path), missing: 'create' }, (directory, top) => {
    const link = writeEntry(directory, nameOf(path), content);
    if (link === undefined) return undefined;
    if (start.base !== grant.within || links === maxLinks) throw new FileFailure('outside');
    const inside = resolveLinkWithin({ text: link, directory: placeOf(directory) }, placeOf(top));
    return resolvePath(grant.within, inside);
  });
  if (next !== undefined) writeBelow({ grant, path: next, links: links + 1 }, content);
}

interface Start {
  readonly base: AbsolutePath;
  readonly links: WriteOptions['links'];
}

/** The directory that a walk starts from: a grant may be a single file. */
function startOf(path: AbsolutePath, { within: grant, links }: WriteOptions): Start {
  if (!isWithin(path, grant)) throw new FileFailure('outside');
  return { base: path === grant ? parentOf(grant) : grant, links };
}

/** Walks down from `base` and calls `use` with the descriptors of the directory reached and of `base`. */
function inDirectory<T>(
  { base, links }: Start,
  goal: { readonly path: AbsolutePath; readonly missing: Missing },
  use: (directory: number, top: number) => T,
): T {
  const relative = relativeWithin(goal.path, base) ?? '';
  return withDescriptor(openBase(base, goal.missing), (top) => {
    // The kernel says where the opened directory is, whatever its name stands for by now.
    if (links === 'refuse' && readlinkSync(within(top)) !== base) throw new FileFailure('outside');
    let directory = top;
    try {
      for (const name of relative === '' ? [] : relative.split('/')) {
        const inner = openDirectory(directory, name, goal.missing);
        if (directory !== top) closeSync(directory);
        directory = inner;
      }
      return use(directory, top);
    } finally {
      if (directory !== top) closeSync(directory);
    }
  });
}

/** Links above and at the granted directory are followed: whoever granted it knows where it is. */
function openBase(base: AbsolutePath, missing: Missing): number {
  try {
    return openSync(base, O_PATH | O_DIRECTORY);
  } catch (cause) {
    if (missing === 'refuse' || systemCodeOf(cause) !== 'ENOENT') throw cause;
    makeDirectories(base);
    return openSync(base, O_PATH | O_DIRECTORY);
  }
}

function openDirectory(parent: number, name: string, missing: Missing): number {
  const path = within(parent, name);
  try {
    return openSync(path, O_PATH | O_DIRECTORY | O_NOFOLLOW);
  } catch (cause) {
    const code = systemCodeOf(cause);
    if (code === 'ENOTDIR' && lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) {
      throw new FileFailure('outside', { cause });
    }
    if (code !== 'ENOENT' || missing === 'refuse') throw cause;
  }
  makeDirectory(path);
  return openDirectory(parent, name, 'refuse');
}

/** What was at the place of a file that was to be written. */
type WriteAttempt =
  | { readonly kind: 'written' }
  /** Nothing was written: a link is there. */
  | { readonly kind: 'link'; readonly text: string }
  /** Nothing was written: something was put there or taken away meanwhile. */
  | { readonly kind: 'changed' };

/** Writes a file in an open directory. Where a link is in its place, nothing is written and the text of the link is returned. */
function writeEntry(directory: number, name: string, content: Uint8Array): string | undefined {
  const path = within(directory, name);
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const there = openUnless('ENOENT', path, O_PATH | O_NOFOLLOW);
    const result =
      there === undefined
        ? createFile(path, content)
        : withDescriptor(there, (entry) => writeExisting(entry, path, content));
    if (result.kind === 'link') return result.text;
    if (result.kind === 'written') return undefined;
  }
  throw new FileFailure('outside');
}

function createFile(path: string, content: Uint8Array): WriteAttempt {
  const created = openUnless('EEXIST', path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
  if (created === undefined) return { kind: 'changed' };
  withDescriptor(created, (file) => replaceContent(file, content));
  return { kind: 'written' };
}

function writeExisting(entry: number, path: string, content: Uint8Array): WriteAttempt {
  const stats = fstatSync(entry);
  if (stats.isSymbolicLink()) return readLink(path);
  if (!stats.isFile()) throw new FileFailure('not-a-file');
  withDescriptor(openSync(within(entry), O_WRONLY | O_NONBLOCK), (file) => replaceContent(file, content));
  return { kind: 'written' };
}

/** Whatever the link says is checked like any other path, so it does not matter that it may be another one by now. */
function readLink(path: string): WriteAttempt {
  try {
    return { kind: 'link', text: readlinkSync(path) };
  } catch (cause) {
    const code = systemCodeOf(cause);
    if (code === 'EINVAL' || code === 'ENOENT') return { kind: 'changed' };
    throw cause;
  }
}

function openUnlessFailed(path: string, flags: number): number | undefined {
  try {
    return openSync(path, flags);
  } catch (cause) {
    if (systemCodeOf(cause) !== undefined) return undefined;
    throw cause;
  }
}

function openUnless(expected: 'ENOENT' | 'EEXIST', path: string, flags: number): number | undefined {
  try {
    return openSync(path, flags, 0o666);
  } catch (cause) {
    if (systemCodeOf(cause) === expected) return undefined;
    throw cause;
  }
}

/** A path that starts at an open descriptor instead of the root. */
function within(descriptor: number, name?: string): string {
  return name === undefined ? `/proc/self/fd/${descriptor}` : `/proc/self/fd/${descriptor}/${name}`;
}

/** Where an open directory is now, in its canonical spelling. */
function placeOf(directory: number): AbsolutePath {
  return resolvePath('/' as AbsolutePath, readlinkSync(within(directory)));
}
