import { readdirSync } from 'node:fs';

/** What stands in a text for bytes that are none. */
const replacement = '\ufffd';

/**
 * The names in a directory that are not UTF-8. Each reads as another name, which nothing can be mounted on. Where somebody has made that
 * one as well, it would be covered in place of the one that was meant. The directory is read once, when the first doubtful name is met.
 */
export class UnspelledNames {
  readonly #directory: string;
  #names: ReadonlySet<string> | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  has(name: string): boolean {
    if (!name.includes(replacement)) return false;
    this.#names ??= new Set(broken(readdirSync(this.#directory, { encoding: 'buffer' })));
    return this.#names.has(name);
  }
}

function broken(names: readonly Buffer[]): readonly string[] {
  return names.filter((bytes) => !Buffer.from(bytes.toString()).equals(bytes)).map(String);
}
