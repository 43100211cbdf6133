import type { FileSystemEntry } from './file-system-policy.js';

/** A text that two entries share exactly when they are the same rule, wherever they were written. */
export function entryKey({ path, access, missingPath }: FileSystemEntry): string {
  return JSON.stringify([access, missingPath ?? null, ...pathParts(path)]);
}

function pathParts(path: FileSystemEntry['path']): readonly (string | null)[] {
  switch (path.kind) {
    case 'path':
      return ['path', path.path];
    case 'glob':
    case 'workspace-glob':
      return [path.kind, path.pattern];
    case 'special':
      return [
        path.special.kind,
        'token' in path.special ? path.special.token : null,
        'subpath' in path.special ? (path.special.subpath ?? null) : null,
      ];
  }
}

/** The entries of the first list, and those of the second that it does not have yet. */
export function unionOfEntries(
  entries: readonly FileSystemEntry[],
  additions: readonly FileSystemEntry[],
): readonly FileSystemEntry[] {
  const known = new Set(entries.map(entryKey));
  const result = [...entries];
  for (const addition of additions) {
    const key = entryKey(addition);
    if (known.has(key)) continue;
    known.add(key);
    result.push(addition);
  }
  return result;
}
