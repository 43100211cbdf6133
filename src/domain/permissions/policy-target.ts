import { pathKey } from '../paths/absolute-path.js';
import type { FileSystemEntry, PolicyPath } from './file-system-policy.js';
import type { SpecialPath } from './special-path.js';

/**
 * A text that two entries share exactly when they speak about the same thing: `/` is `:root`, `/tmp` is `:slash_tmp`, and a glob is never a path.
 */
export function targetKey(path: PolicyPath): string {
  switch (path.kind) {
    case 'path':
      return literalKey(pathKey(path.path));
    case 'special':
      return specialKey(path.special);
    case 'glob':
    case 'workspace-glob':
      return `${path.kind} ${path.pattern}`;
  }
}

/** The entries of the first list, and those of the second that speak about something new. */
export function withNewTargets(
  entries: readonly FileSystemEntry[],
  additions: readonly FileSystemEntry[],
): readonly FileSystemEntry[] {
  const known = new Set(entries.map((entry) => targetKey(entry.path)));
  const result = [...entries];
  for (const addition of additions) {
    const key = targetKey(addition.path);
    if (known.has(key)) continue;
    known.add(key);
    result.push(addition);
  }
  return result;
}

function literalKey(path: string): string {
  if (path === '/') return specialKey({ kind: 'root' });
  if (path === '/tmp') return specialKey({ kind: 'slash-tmp' });
  return `path ${path}`;
}

function specialKey(special: SpecialPath): string {
  switch (special.kind) {
    case 'workspace-roots':
      return special.subpath === undefined ? 'special workspace-roots' : `special workspace-roots ${special.subpath}`;
    case 'unknown':
      return `special unknown ${JSON.stringify([special.token, special.subpath ?? null])}`;
    default:
      return `special ${special.kind}`;
  }
}
