import type { PolicyPath } from './file-system-policy.js';
import type { SpecialPath } from './special-path.js';

/** What an entry speaks about, as it would be written in a profile. */
export function describeTarget(path: PolicyPath): string {
  switch (path.kind) {
    case 'path':
      return path.path;
    case 'glob':
      return path.pattern;
    case 'workspace-glob':
      return `:workspace_roots/${path.pattern}`;
    case 'special':
      return describeSpecialPath(path.special);
  }
}

function describeSpecialPath(special: SpecialPath): string {
  switch (special.kind) {
    case 'workspace-roots':
      return withSubpath(':workspace_roots', special.subpath);
    case 'unknown':
      return withSubpath(special.token, special.subpath);
    default:
      return `:${special.kind.replace('-', '_')}`;
  }
}

function withSubpath(token: string, subpath: string | undefined): string {
  return subpath === undefined ? token : `${token}/${subpath}`;
}
