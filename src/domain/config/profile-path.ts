import {
  type AbsolutePath,
  maxPathLength,
  type PathStyle,
  parseAbsolutePath,
  resolvePath,
} from '../paths/absolute-path.js';
import { hasGlobSyntax } from '../paths/glob.js';
import type { SpecialPath } from '../permissions/special-path.js';

/** How keys of a profile are read on one machine. */
export interface ProfilePlace {
  readonly platform: 'linux' | 'macos' | 'windows';
  /** What relative workspace roots are resolved against. */
  readonly cwd: AbsolutePath;
  /** What `~` stands for; without it such paths are refused. */
  readonly homeDirectory?: AbsolutePath;
}

/** The syntax of paths on a platform. */
export function styleOf(platform: ProfilePlace['platform']): PathStyle {
  return platform === 'windows' ? 'windows' : 'posix';
}

/** Whether a key is a pattern. The `?` of a Windows device prefix does not make it one. */
export function isPattern(key: string, { platform }: ProfilePlace): boolean {
  return hasGlobSyntax(platform === 'windows' ? key.replace(/^\\\\[?.]\\/, '') : key);
}

/** The path that a key names: absolute, `~` or below `~`. Why there is none is a phrase that ends in the remedy. */
export function parseProfilePath(key: string, place: ProfilePlace): AbsolutePath | { readonly problem: string } {
  if (key.length > maxPathLength) return { problem: `is longer than ${maxPathLength} characters` };
  if (/^~(?:$|[\\/])/.test(key)) {
    if (place.homeDirectory === undefined)
      return { problem: 'needs a home directory, and none is known; write it out' };
    return resolvePath(place.homeDirectory, `.${key.slice(1)}`);
  }
  const path = parseAbsolutePath(key, styleOf(place.platform));
  if (path.ok) return path.value;
  if (path.error.code === 'contains-nul') return { problem: 'contains a NUL character; remove it' };
  return { problem: 'must be absolute, start with `~/`, or be a special path such as `:workspace_roots`' };
}

/** The special path that a key starting with `:` names. Names of newer releases are kept as they are. */
export function parseSpecialPath(key: string): SpecialPath {
  switch (key) {
    case ':root':
      return { kind: 'root' };
    case ':minimal':
      return { kind: 'minimal' };
    case ':workspace_roots':
    case ':project_roots':
      return { kind: 'workspace-roots' };
    case ':tmpdir':
      return { kind: 'tmpdir' };
    case ':slash_tmp':
      return { kind: 'slash-tmp' };
    default:
      return { kind: 'unknown', token: key };
  }
}

/** The key that a special path is written as. */
export function specialPathKey(special: SpecialPath): string {
  return special.kind === 'unknown' ? special.token : `:${special.kind.replace('-', '_')}`;
}
