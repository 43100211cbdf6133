// @ts-check
import { loadedWith } from './bundle-graph.mjs';

/**
 * @typedef {import('./bundle-graph.mjs').BundleRecord} BundleRecord
 * @typedef {import('./bundle-graph.mjs').BundleImport} BundleImport
 * @typedef {{ readonly fileName: string, readonly code: string, readonly moduleIds: readonly string[], readonly imports: readonly string[], readonly dynamicImports: readonly string[] }} MergedChunk
 */

/** What people import, by whom. Who composes an agent of their own parts may well load those of the tests too. */
const READERS = {
  start: ['dist/start.js'],
  index: ['dist/index.js'],
  domain: ['dist/domain.js'],
  parts: ['dist/adapters.js', 'dist/testing.js'],
  cli: ['dist/cli/main.js'],
};

/**
 * The scripts of a build.
 * @param {BundleRecord} record
 */
export function scriptsOf({ outputs }) {
  const entries = new Set(Object.values(READERS).flat());
  const paths = Object.keys(outputs).filter((path) => path.endsWith('.js'));
  return paths.map((path) => ({ path, isEntry: entries.has(path) }));
}

/**
 * Tells for each script that is loaded at start, and is no entry, which chunk it goes into. Those that the same readers load are together,
 * so that no entry loads what only others need; because what a script imports is loaded with it, no two chunks import each other.
 * @param {BundleRecord} record
 * @returns {ReadonlyMap<string, string>}
 */
export function groupScripts(record) {
  /** @type {Map<string, Set<string>>} */
  const readersOf = new Map();
  for (const [reader, entries] of Object.entries(READERS)) {
    for (const path of entries.flatMap((entry) => [...loadedWith(record, entry)])) {
      readersOf.set(path, (readersOf.get(path) ?? new Set()).add(reader));
    }
  }
  for (const entry of Object.values(READERS).flat()) readersOf.delete(entry);
  return new Map([...readersOf].map(([path, readers]) => [path, ['for', ...readers].join('-')]));
}

/**
 * The record of a build after its scripts were merged.
 * @param {BundleRecord} record
 * @param {readonly MergedChunk[]} chunks with the paths of the scripts that each was made of
 * @returns {BundleRecord}
 */
export function describeMerged({ outputs }, chunks) {
  const own = new Set(chunks.map(({ fileName }) => fileName));
  /** @type {(kind: string) => (name: string) => BundleImport} */
  const describe = (kind) => (name) =>
    own.has(name) ? { path: `dist/${name}`, kind } : { path: name, kind, external: true };
  const describeChunk = (/** @type {MergedChunk} */ { code, moduleIds, imports, dynamicImports }) => ({
    bytes: Buffer.byteLength(code),
    inputs: Object.assign({}, ...moduleIds.map((path) => outputs[path]?.inputs)),
    imports: [...imports.map(describe('import-statement')), ...dynamicImports.map(describe('dynamic-import'))],
  });
  return { outputs: Object.fromEntries(chunks.map((chunk) => [`dist/${chunk.fileName}`, describeChunk(chunk)])) };
}
