/** The part of a bundler's record that says which output was made of what and imports what. */
export interface BundleRecord {
  readonly outputs: Readonly<Record<string, BundleOutput>>;
}

interface BundleOutput {
  readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: boolean }[];
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What is loaded with an output before any of its code runs: everything but what it imports dynamically. */
export interface LoadedAtImport {
  /** Packages whose code was bundled into one of the loaded outputs. */
  readonly bundledPackages: readonly string[];
  /** Packages and Node modules that are imported from outside. */
  readonly imported: readonly string[];
}

/** Follows the static imports of one output. */
export function loadedAtImport({ outputs }: BundleRecord, entry: string): LoadedAtImport {
  const bundled = new Set<string>();
  const imported = new Set<string>();
  const seen = new Set<string>();
  const queue = [entry];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const output = outputs[path];
    if (output === undefined) throw new Error(`\`${path}\` is not in the record of the build`);
    for (const name of Object.keys(output.inputs).flatMap(packageOf)) bundled.add(name);
    for (const { path: target, kind, external } of output.imports) {
      if (kind === 'dynamic-import') continue;
      if (external) imported.add(target);
      else queue.push(target);
    }
  }
  return { bundledPackages: [...bundled].sort(), imported: [...imported].sort() };
}

function packageOf(input: string): readonly string[] {
  const name = /.*node_modules\/(?<name>(@[^/]+\/)?[^/]+)/.exec(input)?.groups?.name;
  return name === undefined ? [] : [name];
}
