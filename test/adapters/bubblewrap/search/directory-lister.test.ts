import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DirectoryLister } from '../../../../src/adapters/bubblewrap/search/directory-lister.js';

describe('the listing of many directories', () => {
  const folder = mkdtempSync(join(tmpdir(), 'codex-sdk-list-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('tells directories from files', async () => {
    mkdirSync(join(folder, 'inner'));
    writeFileSync(join(folder, 'file'), '');
    const entries = await new DirectoryLister().list(folder);
    const told = entries === 'unlistable' ? [] : entries.map((entry) => [entry.name, entry.isDirectory()]);
    expect(told.sort()).toEqual([
      ['file', false],
      ['inner', true],
    ]);
  });

  it.each(['missing', 'file', 'file/below'])('has nothing to say about `%s`', async (name) => {
    expect(await new DirectoryLister().list(join(folder, name))).toEqual([]);
  });

  it('lets everything else go on between the names of a directory that it has found to be large, of which some may be enough', async () => {
    const large = join(folder, 'large');
    mkdirSync(large);
    const names = Array.from({ length: 5_000 }, (_, index) => `link ${index}`);
    writeFileSync(join(folder, 'file'), '');
    for (const name of names) linkSync(join(folder, 'file'), join(large, name));
    const lister = new DirectoryLister();
    await lister.list(large);
    let turns = 0;
    let done = false;
    const count = (): void => {
      turns += 1;
      if (!done) setImmediate(count);
    };
    setImmediate(count);
    const listed = await lister.list(large);
    const some = await lister.list(large, 2_000);
    done = true;
    expect(listed === 'unlistable' ? [] : listed.map(({ name }) => name).sort()).toEqual(names.sort());
    expect(some).toHaveLength(2_000);
    expect(turns).toBeGreaterThan(5);
  });

  it('lets everything else go on, however long it takes', async () => {
    let others = false;
    setImmediate(() => {
      others = true;
    });
    const lister = new DirectoryLister();
    while (!others) await lister.list(folder);
    expect(others).toBe(true);
  });
});
