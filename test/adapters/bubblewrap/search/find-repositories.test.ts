import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findRepositories } from '../../../../src/adapters/bubblewrap/search/find-repositories.js';
import type { AbsolutePath } from '../../../../src/domain/paths/absolute-path.js';
import { describeOnLinux } from '../support/on-linux.js';

describeOnLinux('the search for repositories', () => {
  let base: AbsolutePath;
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'codex-sdk-repositories-')) as AbsolutePath;
  });
  afterEach(() => rmSync(base, { recursive: true }));

  const make = (path: string): unknown => mkdirSync(join(base, path), { recursive: true });

  /** Where repositories are found, relative to the workspace. */
  async function found(maxDirectories?: number): Promise<readonly string[]> {
    return (await findRepositories(base, maxDirectories)).map(({ path }) => path.slice(base.length + 1)).toSorted();
  }

  it('goes as far inside as there are directories, but not into installed packages', async () => {
    for (const path of ['a', 'a/b/c/d/e/f/g', 'node_modules/x', 'a/node_modules/y']) make(`${path}/.git`);
    expect(await found()).toEqual(['a/.git', 'a/b/c/d/e/f/g/.git']);
  });

  it('is not led astray by directories that were made later, however many and wherever they are', async () => {
    for (const path of ['vendor/lib', 'deep/inside/it']) make(`${path}/.git`);
    const made = statSync(join(base, 'deep/inside/it')).birthtimeMs;
    while (Date.now() <= made + 10);
    for (let index = 0; index < 100; index += 1) for (const path of ['', '0/', 'vendor/']) make(`${path}0${index}`);
    expect(await found(40)).toEqual(['deep/inside/it/.git', 'vendor/lib/.git']);
  });
});
