import type { DefineTest } from './define-test.js';
import type { FileSystemFeature } from './file-system-demand.js';
import { inspecting } from './file-system-inspecting-contract.js';
import { FileSystemPlace, type FileSystemSubject } from './file-system-place.js';
import { reading } from './file-system-reading-contract.js';
import { writing } from './file-system-writing-contract.js';
import { withSubject } from './with-subject.js';

/** How to make the file system under test, anew for every test. */
export interface FileSystemFactory {
  readonly create: () => Promise<FileSystemSubject>;
  readonly supports: ReadonlySet<FileSystemFeature>;
}

/** The contract of `FileSystem`: what every implementation has to do, wherever its files are. */
export function describeFileSystem(
  runner: { readonly test: DefineTest },
  name: string,
  factory: FileSystemFactory,
): void {
  const { create, supports } = factory;
  for (const { sentence, run, needs } of [...reading, ...writing, ...inspecting]) {
    if (needs !== undefined && !supports.has(needs)) continue;
    runner.test(`${name} ${sentence}`, () => withSubject(create, (subject) => run(new FileSystemPlace(subject))));
  }
}
