import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DirectoryLister } from '../../../../src/adapters/bubblewrap/search/directory-lister.js';
import { oldestDirectories } from '../../../../src/adapters/bubblewrap/search/oldest-directories.js';
import type { AbsolutePath } from '../../../../src/domain/paths/absolute-path.js';

describe('the choice of the oldest directories', () => {
  const folder = mkdtempSync(join(tmpdir(), 'codex-sdk-oldest-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const made = (name: string): AbsolutePath => {
    const path = join(folder, name);
    mkdirSync(path);
    for (const { birthtimeMs } = statSync(path); Date.now() <= birthtimeMs + 10; );
    return path as AbsolutePath;
  };

  it('takes those that were made first, and all where there are no more', async () => {
    const [first, second, third] = [made('c'), made('a'), made('b')];
    const lister = new DirectoryLister();
    expect(await oldestDirectories([third, second, first], 2, lister)).toEqual([first, second]);
    expect(await oldestDirectories([third, second, first], 3, lister)).toEqual([third, second, first]);
  });

  it('lets everything else go on while it looks at very many', async () => {
    const many = Array.from({ length: 100_000 }, () => folder as AbsolutePath);
    let turns = 0;
    let done = false;
    const count = (): void => {
      turns += 1;
      if (!done) setImmediate(count);
    };
    setImmediate(count);
    await oldestDirectories(many, 1, new DirectoryLister());
    done = true;
    expect(turns).toBeGreaterThan(5);
  });
});
