import {
  type BigIntStats,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import {
  type AbsolutePath,
  isWithin,
  nameOf,
  parentOf,
  parseAbsolutePath,
  pathStyleOf,
  relativeWithin,
  resolvePath,
} from '../../domain/paths/absolute-path.js';
import type { WriteOptions } from '../../ports/file-system.js';
import type { ConfinedFiles } from './confined-files.js';
import { readToEnd, replaceContent, withDescriptor } from './file-descriptor.js';
import { FileFailure } from './file-failure.js';
import { maxLinks, resolveLinkWithin } from './link-target.js';
import { makeDirectories, makeDirectory } from './make-directory.js';

// Windows has neither flag; what they guard against is then left to the checks before and after.
const nonBlocking = constants.O_NONBLOCK ?? 0;
const noFollow = constants.O_NOFOLLOW ?? 0;

type Missing = 'create' | 'refuse';

/**
 * Systems without `/proc/self/fd`: every directory below the granted one is looked at before it is passed, and what was opened is
 * compared with what is at the path afterwards. A link that stays in place is never followed. A process that swaps directories for
 * links at the very moment can, at worst, make an empty file or directory appear elsewhere, or have a file of the same name removed
 * there; such processes are what the sandbox is for.
 */
export const pathFiles: ConfinedFiles = {
  read: (path, { maxBytes, links }) => {
    const look = links === 'refuse' ? lstatSync : statSync;
    const there = look(path, { bigint: true });
    if (there.isSymbolicLink()) throw new FileFailure('outside');
    if (!there.isFile()) throw new FileFailure('not-a-file');
    const flags = constants.O_RDONLY | nonBlocking | (links === 'refuse' ? noFollow : 0);
    return withDescriptor(openSync(path, flags), (file) => {
      const opened = fstatSync(file, { bigint: true });
      if (!opened.isFile()) throw new FileFailure('not-a-file');
      if (links === 'refuse' && (canonical(path) !== path || !isSame(opened, lstatSync(path, { bigint: true })))) {
        throw new FileFailure('outside');
      }
      return readToEnd(file, { size: Number(opened.size), maxBytes });
    });
  },

  write: (path, content, grant) => writeBelow({ grant, path, links: 0 }, content),

  remove: (path, grant) => {
    const { directory } = walkTo(parentOf(path), startOf(path, grant), 'refuse');
    const entry = resolvePath(directory, nameOf(path));
    if (lstatSync(entry).isDirectory()) throw new FileFailure('not-a-file');
    assertUnmoved(directory);
    unlinkSync(entry);
  },
};

interface WritePlace {
  readonly grant: WriteOptions;
  readonly path: AbsolutePath;
  /** How many links led here. */
  readonly links: number;
}

function writeBelow(place: WritePlace, content: Uint8Array): void {
  const { grant, path, links } = place;
  const start = startOf(path, grant);
  const { directory, top } = walkTo(parentOf(path), start, 'create');
  const entry = resolvePath(directory, nameOf(path));
  const there = lstatSync(entry, { throwIfNoEntry: false, bigint: true });
  if (there?.isSymbolicLink()) {
    if (start.base !== grant.within || links === maxLinks) throw new FileFailure('outside');
    const inside = resolveLinkWithin({ text: readlinkSync(entry), directory }, top);
    writeBelow({ grant, path: resolvePath(grant.within, inside), links: links + 1 }, content);
    return;
  }
  if (there !== undefined && !there.isFile()) throw new FileFailure('not-a-file');
  const creation = there === undefined ? constants.O_CREAT | constants.O_EXCL : 0;
  withDescriptor(openSync(entry, constants.O_WRONLY | nonBlocking | noFollow | creation, 0o666), (file) => {
    const opened = fstatSync(file, { bigint: true });
    assertUnmoved(directory);
    if (!isSame(opened, there ?? opened) || !isSame(opened, lstatSync(entry, { bigint: true }))) {
      throw new FileFailure('outside');
    }
    replaceContent(file, content);
  });
}

function isSame(left: BigIntStats, right: BigIntStats): boolean {
  return left.isFile() && right.isFile() && left.ino === right.ino && left.dev === right.dev;
}

interface Start {
  readonly base: AbsolutePath;
  readonly links: WriteOptions['links'];
}

/** The directory that a walk starts from: a grant may be a single file. */
function startOf(path: AbsolutePath, { within, links }: WriteOptions): Start {
  if (!isWithin(path, within)) throw new FileFailure('outside');
  return { base: path === within ? parentOf(within) : within, links };
}

/** Both directories in their canonical spelling. */
interface Walked {
  readonly directory: AbsolutePath;
  readonly top: AbsolutePath;
}

function walkTo(path: AbsolutePath, { base, links }: Start, missing: Missing): Walked {
  if (missing === 'create') makeDirectories(base);
  const top = canonical(base);
  if (links === 'refuse' && top !== base) throw new FileFailure('outside');
  const relative = relativeWithin(path, base) ?? '';
  let directory = top;
  for (const name of relative === '' ? [] : relative.split('/')) {
    directory = resolvePath(directory, name);
    enter(directory, missing);
  }
  return { directory: relative === '' ? top : canonical(directory), top };
}

function enter(directory: AbsolutePath, missing: Missing): void {
  if (missing === 'create') makeDirectory(directory);
  const stats = lstatSync(directory);
  if (stats.isSymbolicLink()) throw new FileFailure('outside');
  if (!stats.isDirectory()) throw new FileFailure('not-a-directory');
}

function assertUnmoved(directory: AbsolutePath): void {
  if (canonical(directory) !== directory) throw new FileFailure('outside');
}

function canonical(path: AbsolutePath): AbsolutePath {
  const parsed = parseAbsolutePath(realpathSync.native(path), pathStyleOf(path));
  if (!parsed.ok) throw new FileFailure('io');
  return parsed.value;
}
