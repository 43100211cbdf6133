// @ts-check
/**
 * Merges the chunks that are always loaded together. The bundler makes one for every combination of entries and lazy imports that share
 * code, and Node takes a good part of a millisecond for each file and each import between files: merged, the package is imported in half
 * the time. Runs after the bundler and brings its record up to date.
 */
import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rollup } from 'rollup';
import { describeMerged, groupScripts, scriptsOf } from './chunk-groups.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RECORD = join(ROOT, 'dist', 'metafile-esm.json');

/** @type {import('./bundle-graph.mjs').BundleRecord} */
const record = JSON.parse(readFileSync(RECORD, 'utf8'));
const scripts = scriptsOf(record);
const groups = groupScripts(record);
const pathOf = (/** @type {string} */ id) => id.slice(ROOT.length).replaceAll('\\', '/');

const bundle = await rollup({
  input: Object.fromEntries(
    scripts.filter(({ isEntry }) => isEntry).map(({ path }) => [path.replace(/^dist\/|\.js$/g, ''), join(ROOT, path)]),
  ),
  external: (id) => !/^\.{0,2}\//.test(id) && !id.startsWith(ROOT),
  // The bundler has left out already what nothing needs.
  treeshake: false,
  plugins: [
    {
      name: 'source-maps',
      load: (id) => ({ code: readFileSync(id, 'utf8'), map: readFileSync(`${id}.map`, 'utf8') }),
    },
  ],
});
const { output } = await bundle.generate({
  format: 'esm',
  sourcemap: true,
  hoistTransitiveImports: false,
  minifyInternalExports: false,
  entryFileNames: '[name].js',
  chunkFileNames: '[name].js',
  manualChunks: (id) => groups.get(pathOf(id)),
});

const executable = scripts.filter(({ path }) => (statSync(join(ROOT, path)).mode & 0o111) !== 0);
for (const { path } of scripts) for (const suffix of ['', '.map']) rmSync(join(ROOT, `${path}${suffix}`));
for (const file of output) {
  writeFileSync(join(ROOT, 'dist', file.fileName), file.type === 'chunk' ? file.code : file.source);
}
for (const { path } of executable) chmodSync(join(ROOT, path), 0o755);

const chunks = output.flatMap((file) =>
  file.type === 'chunk' ? [{ ...file, moduleIds: file.moduleIds.map(pathOf) }] : [],
);
writeFileSync(RECORD, JSON.stringify(describeMerged(record, chunks)));
console.log(`merged ${scripts.length} scripts into ${chunks.length}`);
