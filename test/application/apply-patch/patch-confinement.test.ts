import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InMemoryEntry, InMemoryFileSystem } from '../../../src/adapters/in-memory/in-memory-file-system.js';
import { applyPatch } from '../../../src/application/apply-patch/apply-patch.js';
import { type AbsolutePath, isWithin } from '../../../src/domain/paths/absolute-path.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 500);
const roots = ['/ws', '/tmp'] as readonly string[] as readonly AbsolutePath[];
const readOnly = ['/ws/.git', '/ws/ro'] as readonly string[] as readonly AbsolutePath[];

const name = fc.constantFrom('a', 'b', 'dir', 'link', '.git', 'ro', '..', '.');
const anyPath = fc
  .tuple(fc.constantFrom('', '/', '/ws/', '/tmp/', '/else/', '../'), fc.array(name, { minLength: 1, maxLength: 4 }))
  .map(([start, names]) => start + names.join('/'));
const granted = fc.constantFrom('a', 'b', 'link', 'dir/a', 'dir/link', 'link/a', '/tmp/a', '/tmp/link/b', 'dir/../a');
const path = fc.oneof({ weight: 2, arbitrary: granted }, { weight: 1, arbitrary: anyPath });

const entry: fc.Arbitrary<InMemoryEntry> = fc.oneof(
  { weight: 3, arbitrary: fc.constant('old\n') },
  { weight: 3, arbitrary: path.map((target) => ({ type: 'symlink', target }) as const) },
  { weight: 1, arbitrary: fc.constant({ type: 'directory' } as const) },
  { weight: 1, arbitrary: fc.constant({ type: 'other' } as const) },
);
const place = fc
  .tuple(
    fc.constantFrom('/ws', '/tmp', '/else', '/ws/dir', '/ws/.git', '/ws/ro'),
    fc.constantFrom('a', 'b', 'link', 'dir'),
  )
  .map(([directory, file]) => `${directory}/${file}`);

const change = ['@@', '-old', '+new'];
const operation = fc.oneof(
  path.map((target) => [`*** Add File: ${target}`, '+new']),
  path.map((target) => [`*** Delete File: ${target}`]),
  path.map((target) => [`*** Update File: ${target}`, ...change]),
  fc.tuple(path, path).map(([from, to]) => [`*** Update File: ${from}`, `*** Move to: ${to}`, ...change]),
);

function fill(entries: readonly (readonly [string, InMemoryEntry])[]): InMemoryFileSystem {
  const fileSystem = new InMemoryFileSystem({
    '/ws': { type: 'directory' },
    '/ws/.git/config': 'old\n',
    '/else/a': 'old\n',
  });
  for (const [at, what] of entries) {
    try {
      fileSystem.place(at, what);
    } catch {
      // Something that was placed before is in the way: one entry less.
    }
  }
  return fileSystem;
}

const isProtected = (at: string) =>
  !roots.some((root) => isWithin(at as AbsolutePath, root)) ||
  readOnly.some((below) => isWithin(at as AbsolutePath, below));

const protectedPart = (fileSystem: InMemoryFileSystem) =>
  Object.entries(fileSystem.snapshot()).filter(([at]) => isProtected(at));

describe('applyPatch', () => {
  it('never changes anything that is not granted, whatever the links and the patch', async () => {
    let applied = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(place, entry), { maxLength: 8 }),
        fc.array(operation, { minLength: 1, maxLength: 3 }),
        async (entries, operations) => {
          const fileSystem = fill(entries);
          const before = protectedPart(fileSystem);
          const outcome = await applyPatch({
            patch: ['*** Begin Patch', ...operations.flat(), '*** End Patch'].join('\n'),
            cwd: '/ws' as AbsolutePath,
            fileSystem,
            authorize: (at) => {
              const within = isProtected(at) ? undefined : roots.find((root) => isWithin(at, root));
              return within === undefined ? { kind: 'refused', reason: 'outside' } : { kind: 'allowed', within };
            },
            rules: 'command-line',
          });
          if (outcome.kind === 'applied') applied += 1;
          expect(protectedPart(fileSystem)).toEqual(before);
        },
      ),
      { numRuns },
    );
    // A property that only ever sees refusals would show nothing.
    expect(applied).toBeGreaterThan(numRuns / 50);
  });

  it('changes nothing unless it says so', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(place, entry), { maxLength: 8 }),
        fc.array(operation, { minLength: 1, maxLength: 3 }),
        async (entries, operations) => {
          const fileSystem = fill(entries);
          const before = fileSystem.snapshot();
          const outcome = await applyPatch({
            patch: ['*** Begin Patch', ...operations.flat(), '*** End Patch'].join('\n'),
            cwd: '/ws' as AbsolutePath,
            fileSystem,
            authorize: () => ({ kind: 'allowed', within: '/' as AbsolutePath }),
          });
          if (outcome.kind !== 'applied' && outcome.kind !== 'failed') expect(fileSystem.snapshot()).toEqual(before);
          if (outcome.kind === 'failed') expect([outcome, entries, operations]).toEqual('no failure was arranged');
        },
      ),
      { numRuns },
    );
  });
});
