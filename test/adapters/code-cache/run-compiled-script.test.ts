import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeCacheOf, compileScript, runCompiledScript } from '../../../src/adapters/code-cache/run-compiled-script.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-sdk-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Every script is another one: within a process the engine remembers those that it has compiled. */
async function writeScript(name: string): Promise<string> {
  const path = join(folder, `${name}.cjs`);
  const body = `return { name: ${JSON.stringify(name)}, url, end: require('node:path').sep, load: () => load('node:os') };`;
  await writeFile(path, `(function (require, load, url) { ${body} })`);
  return path;
}

const compiledForm = (path: string): Buffer => compileScript(path).script.createCachedData();
const urlOf = (path: string): string => pathToFileURL(path).href;

describe('runCompiledScript', () => {
  it('runs a script from its compiled form, with `require`, imports and its URL', async () => {
    const path = await writeScript('good');
    await writeFile(codeCacheOf(path), compiledForm(path));
    const exports = runCompiledScript(urlOf(path)) as { readonly load: () => Promise<unknown> };
    expect(exports).toMatchObject({ name: 'good', url: urlOf(path), end: '/' });
    expect(await exports.load()).toMatchObject({ tmpdir });
  });

  it('runs nothing when there is no compiled form', async () => {
    expect(runCompiledScript(urlOf(await writeScript('alone')))).toBeUndefined();
    expect(runCompiledScript(urlOf(join(folder, 'nowhere.cjs')))).toBeUndefined();
  });

  it.each([
    ['empty', () => Buffer.alloc(0)],
    ['noise', () => Buffer.alloc(4096, 0x5a)],
    ['that of another script', async () => compiledForm(await writeScript('a-longer-name'))],
  ])('runs nothing when the compiled form is %s', async (name, form) => {
    const path = await writeScript(basename(name).replaceAll(' ', '-'));
    await writeFile(codeCacheOf(path), await form());
    expect(runCompiledScript(urlOf(path))).toBeUndefined();
  });
});

describe('codeCacheOf', () => {
  it('is another file for an engine with other flags, and the same for one that is started alike', () => {
    const program = "console.log(new (require('node:vm').Script)('').createCachedData().toString('hex', 0, 16))";
    const head = (...flags: readonly string[]): string =>
      execFileSync(process.execPath, [...flags, '--eval', program], { encoding: 'utf8', env: {} }).trim();
    const kind = `${process.platform}-${process.arch}`;
    expect(codeCacheOf('/a/script.cjs')).toBe(`/a/script.cjs.${kind}-${head(...process.execArgv)}.cache`);
    expect(head('--max-old-space-size=500')).not.toBe(head());
  });
});
