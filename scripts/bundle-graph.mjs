// @ts-check
/**
 * The part of a bundler's record that says which output was made of what and imports what.
 * @typedef {{ readonly path: string, readonly kind: string, readonly external?: boolean }} BundleImport
 * @typedef {{ readonly imports: readonly BundleImport[], readonly inputs: Readonly<Record<string, unknown>>, readonly bytes?: number, readonly entryPoint?: string }} BundleOutput
 * @typedef {{ readonly outputs: Readonly<Record<string, BundleOutput>> }} BundleRecord
 */

/**
 * What is loaded with an output before any of its code runs, which is everything but what it imports dynamically: the
 * packages that were bundled into it, and the packages and Node modules that it imports from outside.
 * @param {BundleRecord} record
 * @param {string} entry
 * @returns {{ readonly bundledPackages: readonly string[], readonly imported: readonly string[] }}
 */
export function loadedAtImport({ outputs }, entry) {
  const seen = loadedWith({ outputs }, entry);
  const external = [...seen].flatMap((path) => importsOf({ outputs }, path).filter((target) => target.external));
  const loaded = Object.fromEntries(Object.entries(outputs).filter(([path]) => seen.has(path)));
  const bundledPackages = bundledFolders({ outputs: loaded }).map((folder) => folder.replace(/^.*node_modules\//, ''));
  return {
    bundledPackages: [...new Set(bundledPackages)].sort(),
    imported: [...new Set(external.map(({ path }) => path))].sort(),
  };
}

/**
 * The outputs that are loaded with an output before any of its code runs, itself included.
 * @param {BundleRecord} record
 * @param {string} entry
 * @returns {ReadonlySet<string>}
 */
export function loadedWith(record, entry) {
  const seen = new Set();
  const queue = [entry];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const { path: target, external } of importsOf(record, path)) if (!external) queue.push(target);
  }
  return seen;
}

/**
 * @param {BundleRecord} record
 * @param {string} path
 */
function importsOf({ outputs }, path) {
  const output = outputs[path];
  if (output === undefined) throw new Error(`\`${path}\` is not in the record of the build`);
  return output.imports.filter(({ kind }) => kind !== 'dynamic-import');
}

/**
 * The folders of all packages whose code was bundled, such as `node_modules/inversify`, in alphabetical order.
 * @param {BundleRecord} record
 */
export function bundledFolders({ outputs }) {
  const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
  const folders = inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
  return [...new Set(folders)].sort();
}
