import { type AbsolutePath, isWithin } from '../../../../src/domain/paths/absolute-path.js';
import { selfAndAncestors } from '../../../../src/domain/paths/ancestors.js';

/** What a command may do with a path that exists on the host. */
export interface ModelVerdict {
  readonly read: boolean;
  readonly write: boolean;
}

interface Mount {
  readonly at: AbsolutePath;
  readonly shows: 'host' | 'empty' | 'nothing' | 'nothing at all';
  readonly source: AbsolutePath;
  writable: boolean;
}

/** Works out from the arguments of bubblewrap alone what a path becomes: the last mount that covers it wins. */
export class MountModel {
  readonly #mounts: Mount[] = [];
  readonly #covers: ReadonlySet<string>;

  constructor(argv: readonly string[], covers: readonly string[]) {
    this.#covers = new Set(covers);
    for (let at = 1; at < argv.length && argv[at] !== '--'; ) at += this.#read(argv, at);
  }

  verdict(path: AbsolutePath): ModelVerdict {
    const mount = this.#mounts.findLast(({ at }) => isWithin(path, at));
    // What stands for an empty directory can be listed like one.
    if (mount?.shows === 'empty' && mount.at === path) return { read: this.#isReachable(path), write: false };
    if (mount === undefined || mount.shows !== 'host') return { read: false, write: false };
    if (this.#covers.has(mount.source)) return { read: false, write: false };
    return { read: this.#isReachable(path), write: mount.writable && this.#isReachable(path) };
  }

  /** Every directory on the way has to let one pass. */
  #isReachable(path: AbsolutePath): boolean {
    return selfAndAncestors(path).every((directory) => {
      const mount = this.#mounts.findLast(({ at }) => isWithin(directory, at));
      return mount?.shows !== 'nothing at all' || directory === path;
    });
  }

  #read(argv: readonly string[], at: number): number {
    const [option, first = '', second = ''] = argv.slice(at, at + 3);
    const path = second as AbsolutePath;
    switch (option) {
      case '--bind':
      case '--bind-try':
      case '--dev-bind':
        return this.#add(3, { at: path, source: first as AbsolutePath, shows: 'host', writable: true });
      case '--ro-bind':
      case '--ro-bind-try':
        return this.#add(3, { at: path, source: first as AbsolutePath, shows: 'host', writable: false });
      case '--tmpfs':
        return this.#add(2, {
          at: first as AbsolutePath,
          source: first as AbsolutePath,
          shows: 'nothing',
          writable: true,
        });
      case '--perms':
        return this.#readMode(argv, at);
      case '--remount-ro':
        for (const mount of this.#mounts.filter((it) => it.at === first)) mount.writable = false;
        return 2;
      case '--symlink':
        return 3;
      case '--dev':
      case '--proc':
      case '--dir':
      case '--chdir':
      case '--cap-drop':
      case '--args':
      case '--seccomp':
      case '--json-status-fd':
        return 2;
      default:
        return 1;
    }
  }

  /** A directory that nobody may search hides what is mounted in it; one that may only be searched does not. */
  #readMode(argv: readonly string[], at: number): number {
    const [mode, option, path = ''] = argv.slice(at + 1, at + 4);
    if (option === '--dir') return 4;
    const shown = { '000': 'nothing at all', '555': 'empty' } as const;
    const shows = mode === '000' || mode === '555' ? shown[mode] : 'nothing';
    return this.#add(4, { at: path as AbsolutePath, source: path as AbsolutePath, shows, writable: false });
  }

  #add(length: number, mount: Mount): number {
    this.#mounts.push(mount);
    return length;
  }
}
