import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import { describeOnLinux } from '../bubblewrap/support/on-linux.js';
import { TestBench } from '../bubblewrap/support/test-bench.js';
import { differencesBetween } from './judges.js';
import { randomWorlds, type World } from './random-worlds.js';
import { plant, plantOutside } from './world-on-disk.js';

const wanted = Number(process.env.FAST_CHECK_RUNS ?? 0);

describeOnLinux('the rules, the policy of Seatbelt, the mounts of bubblewrap, and bubblewrap itself', () => {
  const bench = new TestBench({ missingMetadata: 'mask' });
  afterAll(() => bench.close());
  let count = 0;

  /** Lays a world out, asks everybody, and removes it. */
  async function differencesIn(world: World, nameOf: (real: string) => string): Promise<readonly unknown[]> {
    count += 1;
    const home = join(bench.workspace, `round ${count}`);
    const outside = join(home, 'outside');
    mkdirSync(home);
    plantOutside(outside);
    plant(join(home, 'world'), world.tree, outside);
    try {
      const root = nameOf(join(home, 'world')) as AbsolutePath;
      return await differencesBetween(world, { root, bench, outside });
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  }

  it.each([
    ['in a world without links', randomWorlds(), itself, 80],
    ['in a world with symbolic links', randomWorlds({ links: true }), itself, 60],
    ['in a world with symbolic links that is called by one', randomWorlds({ links: true }), linkTo, 40],
    ['in a workspace with repositories', randomWorlds({ workspace: true }), itself, 60],
    ['in a workspace with repositories that a link calls', randomWorlds({ workspace: true }), linkTo, 40],
    ['in a workspace with repositories and links', randomWorlds({ workspace: true, links: true }), itself, 60],
  ])(
    'give the same verdict about every path, or the same refusal, %s',
    { timeout: 600_000 },
    async (_, worlds, nameOf, runs) => {
      await fc.assert(
        fc.asyncProperty(worlds, async (world) => {
          expect(await differencesIn(world, nameOf), world.description).toEqual([]);
        }),
        { numRuns: Math.min(Math.max(wanted / 10, runs), 2_000), endOnFailure: false },
      );
    },
  );
});

function itself(path: string): string {
  return path;
}

function linkTo(path: string): string {
  symlinkSync(path, `${path} link`);
  return `${path} link`;
}
