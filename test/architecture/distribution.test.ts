import { readFile, stat } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { loadedAtImport, loadedWith } from '../../scripts/bundle-graph.mjs';
import { listFiles } from '../../scripts/source-files.mjs';
import { REPOSITORY } from './scratch-project.js';

const DIST = join(REPOSITORY, 'dist');

async function readRecord(): Promise<Parameters<typeof loadedAtImport>[0]> {
  return JSON.parse(await readFile(join(DIST, 'metafile-esm.json'), 'utf8'));
}

/** The modules that a declaration file names in imports, exports, `import()` types and reference comments. */
async function modulesNamedBy(file: string): Promise<readonly string[]> {
  const { importedFiles, typeReferenceDirectives } = ts.preProcessFile(await readFile(file, 'utf8'), true, false);
  return [...importedFiles, ...typeReferenceDirectives].map(({ fileName }) => fileName);
}

describe('the distribution', () => {
  it.each(['domain', 'adapters', 'testing'])('loads no package with the entry `%s`', async (entry) => {
    const { bundledPackages, imported } = loadedAtImport(await readRecord(), `dist/${entry}.js`);
    expect([...bundledPackages, ...imported.filter((name) => !isBuiltin(name))]).toEqual([]);
  });

  it('loads no package but the bundled container with the entry `index`', async () => {
    const { bundledPackages, imported } = loadedAtImport(await readRecord(), 'dist/index.js');
    const isContainer = (name: string): boolean => /^(@inversifyjs\/.*|inversify|reflect-metadata)$/.test(name);
    expect([
      ...bundledPackages.filter((name) => !isContainer(name)),
      ...imported.filter((name) => !isBuiltin(name)),
    ]).toEqual([]);
  });

  it('is read from few files, for each costs time', async () => {
    expect(loadedWith(await readRecord(), 'dist/index.js').size).toBeLessThanOrEqual(6);
  });

  it('loads nothing at all with the entry `domain`', async () => {
    expect(loadedAtImport(await readRecord(), 'dist/domain.js')).toEqual({ bundledPackages: [], imported: [] });
  });

  it('loads no package but the argument parser with the command line', async () => {
    const { bundledPackages, imported } = loadedAtImport(await readRecord(), 'dist/cli/main.js');
    expect([...bundledPackages, ...imported.filter((name) => !isBuiltin(name) && name !== 'commander')]).toEqual([]);
  });

  it('names no package in its declarations', async () => {
    const files = listFiles(DIST).filter((file) => file.endsWith('.d.ts'));
    const named = await Promise.all(files.map(modulesNamedBy));
    expect(files).not.toEqual([]);
    expect(named.flat().filter((name) => !name.startsWith('.') && !isBuiltin(name))).toEqual([]);
  });

  it('has a command line that can be executed', async () => {
    const main = join(DIST, 'cli', 'main.js');
    expect((await readFile(main, 'utf8')).split('\n')[0]).toBe('#!/usr/bin/env node');
    if (process.platform !== 'win32') expect((await stat(main)).mode & 0o111).toBe(0o111);
  });
});
