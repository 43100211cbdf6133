import {
  type AbsolutePath,
  maxPathLength,
  type PathStyle,
  parseAbsolutePath,
  resolvePath,
} from '../../paths/absolute-path.js';
import { ok, type Result } from '../../result.js';
import { readString, type WireError, wireError } from './read-json.js';

/** How paths in a value from outside are to be read. */
export interface PathSyntax {
  /** Default `posix`. */
  readonly style?: PathStyle;
  /** What `~` stands for; without it such paths are refused. */
  readonly homeDirectory?: AbsolutePath;
}

/** Decodes an absolute path, or one below `~`. */
export function readPath(value: unknown, at: string, syntax: PathSyntax): Result<AbsolutePath, WireError> {
  const text = readString(value, at);
  if (!text.ok) return text;
  if (text.value.length > maxPathLength) return wireError(at, `path is longer than ${maxPathLength} characters`);
  const path = expandPath(text.value, syntax);
  return path === undefined ? wireError(at, `path \`${text.value}\` must be absolute`) : ok(path);
}

function expandPath(text: string, { style = 'posix', homeDirectory }: PathSyntax): AbsolutePath | undefined {
  if (homeDirectory !== undefined && /^~(?:$|\/)/.test(text) && !text.includes('\0')) {
    return resolvePath(homeDirectory, `.${text.slice(1)}`);
  }
  const parsed = parseAbsolutePath(text, style);
  return parsed.ok ? parsed.value : undefined;
}
