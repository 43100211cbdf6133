// @ts-check
/**
 * The part of a bundler's record that says which output was made of what and imports what.
 * @typedef {{ readonly path: string, readonly kind: string, readonly external?: boolean }} BundleImport
 * @typedef {{ readonly imports: readonly BundleImport[], readonly inputs: Readonly<Record<string, unknown>> }} BundleOutput
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
  const seen = new Set();
  const imported = new Set();
  const queue = [entry];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const output = outputs[path];
    if (output === undefined) throw new Error(`\`${path}\` is not in the record of the build`);
    for (const { path: target, kind, external } of output.imports) {
      if (kind === 'dynamic-import') continue;
      if (external) imported.add(target);
      else queue.push(target);
    }
  }
  const loaded = Object.fromEntries(Object.entries(outputs).filter(([path]) => seen.has(path)));
  const bundledPackages = bundledFolders({ outputs: loaded }).map((folder) => folder.replace(/^.*node_modules\//, ''));
  return { bundledPackages: [...new Set(bundledPackages)].sort(), imported: [...imported].sort() };
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
