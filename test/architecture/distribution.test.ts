import { execFileSync } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { bundledFolders, loadedAtImport, loadedWith } from '../../scripts/bundle-graph.mjs';
import { listFiles } from '../../scripts/source-files.mjs';
import { REPOSITORY } from './scratch-project.js';

const DIST = join(REPOSITORY, 'dist');

async function readRecord(name = 'esm'): Promise<Parameters<typeof loadedAtImport>[0]> {
  return JSON.parse(await readFile(join(DIST, `metafile-${name}.json`), 'utf8'));
}

/** What a program prints that imports the package, in a process with these flags. */
function printed(flags: readonly string[], expression: string): string {
  const program = `import * as sdk from 'codex-sdk'; import * as adapters from 'codex-sdk/adapters'; console.log(${expression});`;
  const args = [...flags, '--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', program];
  return execFileSync(process.execPath, args, { cwd: REPOSITORY, encoding: 'utf8' }).trim();
}

/** The file in which a class of the package was defined. */
const WHENCE =
  '(() => { try { new sdk.Codex({ unknown: 1 }) } catch (e) { return /dist.([-\\w]+\\.c?js)/.exec(e.stack)[1] } })()';

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

  it('starts from the compiled script that was built with it', () => {
    expect(printed([], WHENCE)).toBe('start.cjs');
  });

  it.each([
    ['flags that change what the engine compiles', '--no-lazy'],
    ['the condition `module`', '--conditions=module'],
  ])('starts from its modules with %s', (_, flag) => {
    expect(printed([flag], WHENCE)).not.toBe('start.cjs');
  });

  it('has the same names in both forms', async () => {
    const names = 'JSON.stringify(Object.keys(sdk))';
    expect(JSON.parse(printed([], names))).toEqual(JSON.parse(printed(['--conditions=module'], names)));
  });

  it('has no package in the script but those that are bundled everywhere', async () => {
    const [script] = Object.values((await readRecord('start')).outputs);
    const required = script?.imports.filter(({ kind }) => kind === 'require-call').map(({ path }) => path) ?? [];
    expect(required.filter((name) => !isBuiltin(name))).toEqual([]);
    expect(bundledFolders(await readRecord('start'))).toEqual(bundledFolders(await readRecord()));
  });

  it('knows the errors of adapters that were imported by themselves', () => {
    const failing = "new adapters.OpenAIResponsesModel({ baseUrl: 'nonsense' })";
    const verdict = `(() => { try { ${failing} } catch (e) { return [e instanceof sdk.CodexError, e.code].join() } })()`;
    expect(printed([], verdict)).toBe('true,invalid-option');
  });

  it('has a command line that can be executed', async () => {
    const main = join(DIST, 'cli', 'main.js');
    expect((await readFile(main, 'utf8')).split('\n')[0]).toBe('#!/usr/bin/env node');
    if (process.platform !== 'win32') expect((await stat(main)).mode & 0o111).toBe(0o111);
  });
});
