import { entriesFor, identityOf, type ListEntry } from '../../../../src/adapters/windows-sandbox/access-list.js';
import type { AccessEntry, SidText } from '../../../../src/adapters/windows-sandbox/windows-plan.js';
import { type AbsolutePath, pathKey } from '../../../../src/domain/paths/absolute-path.js';
import { ancestorsOf } from '../../../../src/domain/paths/ancestors.js';

const rights = { write: 0x2, remove: 0x1_0000 } as const;
const handedDown = 0x3;
const onlyBelow = 0x8;

/** What Windows answers when it checks a token with some capabilities against the entries of a plan. */
export class AccessModel {
  readonly #entries: ReadonlyMap<string, readonly ListEntry[]>;
  readonly #capabilities: ReadonlySet<SidText>;

  /** @param isFile which paths are files; all others are directories */
  constructor(
    entries: readonly AccessEntry[],
    capabilities: readonly SidText[],
    isFile: (path: AbsolutePath) => boolean,
  ) {
    const byPath = new Map<string, ListEntry[]>();
    for (const entry of entries) {
      const key = pathKey(entry.path);
      const own = entriesFor(entry, isFile(entry.path) ? 'file' : 'directory');
      byPath.set(key, [...(byPath.get(key) ?? []), ...own]);
    }
    this.#entries = byPath;
    this.#capabilities = new Set(capabilities);
  }

  /** Whether a command may do something with an object: the first entry that speaks about the right and a held capability decides. */
  allows(right: keyof typeof rights, path: AbsolutePath): boolean {
    const speaking = this.#listOf(path).find((entry) => {
      const identity = identityOf(entry);
      const mask = entry.body.readUInt32LE(0);
      return identity !== undefined && this.#capabilities.has(identity) && (mask & rights[right]) !== 0;
    });
    return speaking?.type === 0;
  }

  /** An object's own entries, denials first, then what it inherits, from the nearest directory outwards. */
  #listOf(path: AbsolutePath): readonly ListEntry[] {
    const own = this.#at(path).filter(({ flags }) => (flags & onlyBelow) === 0);
    const inherited = ancestorsOf(path).map((each) => this.#at(each).filter(({ flags }) => (flags & handedDown) !== 0));
    return [own, ...inherited].flatMap((list) => list.toSorted((a, b) => b.type - a.type));
  }

  #at(path: AbsolutePath): readonly ListEntry[] {
    return this.#entries.get(pathKey(path)) ?? [];
  }
}
