import { ok, type Result } from '../../result.js';
import type { AccessMode } from '../access-mode.js';
import type { FileSystemEntry, PolicyPath } from '../file-system-policy.js';
import type { SpecialPath } from '../special-path.js';
import { type PathSyntax, readPath } from './decode-path.js';
import { member, memberPath, readObject, readString, type WireError, type WireObject, wireError } from './read-json.js';
import { workspaceGlobPrefix } from './workspace-glob-prefix.js';

/** Decodes one entry. */
export function readEntry(value: unknown, at: string, syntax: PathSyntax): Result<FileSystemEntry, WireError> {
  const object = readObject(value, at);
  if (!object.ok) return object;
  const path = readPolicyPath(member(object.value, 'path'), memberPath(at, 'path'), syntax);
  if (!path.ok) return path;
  const access = readAccessMode(member(object.value, 'access'), memberPath(at, 'access'));
  if (!access.ok) return access;
  const missing = member(object.value, 'missing_path_behavior');
  if (missing === undefined) return ok({ path: path.value, access: access.value });
  if (missing !== 'skip') return wireError(memberPath(at, 'missing_path_behavior'), 'expected `skip`');
  return ok({ path: path.value, access: access.value, missingPath: 'skip' });
}

/** Decodes an access mode; `none` is the older word for `deny`. */
function readAccessMode(value: unknown, at: string): Result<AccessMode, WireError> {
  if (value === 'none') return ok('deny');
  if (value === 'read' || value === 'write' || value === 'deny') return ok(value);
  return wireError(at, 'expected `read`, `write` or `deny`');
}

function readPolicyPath(value: unknown, at: string, syntax: PathSyntax): Result<PolicyPath, WireError> {
  const object = readObject(value, at);
  if (!object.ok) return object;
  switch (member(object.value, 'type')) {
    case 'path': {
      const path = readPath(member(object.value, 'path'), memberPath(at, 'path'), syntax);
      return path.ok ? ok({ kind: 'path', path: path.value }) : path;
    }
    case 'glob_pattern': {
      const pattern = readString(member(object.value, 'pattern'), memberPath(at, 'pattern'));
      return pattern.ok ? ok(globOf(pattern.value)) : pattern;
    }
    case 'special': {
      const special = readSpecialPath(member(object.value, 'value'), memberPath(at, 'value'));
      return special.ok ? ok({ kind: 'special', special: special.value }) : special;
    }
    default:
      return wireError(memberPath(at, 'type'), 'expected `path`, `glob_pattern` or `special`');
  }
}

function globOf(pattern: string): PolicyPath {
  return pattern.startsWith(workspaceGlobPrefix)
    ? { kind: 'workspace-glob', pattern: pattern.slice(workspaceGlobPrefix.length) }
    : { kind: 'glob', pattern };
}

function readSpecialPath(value: unknown, at: string): Result<SpecialPath, WireError> {
  const object = readObject(value, at);
  if (!object.ok) return object;
  const kind = member(object.value, 'kind');
  switch (kind) {
    case 'root':
    case 'minimal':
    case 'tmpdir':
      return ok({ kind });
    case 'slash_tmp':
      return ok({ kind: 'slash-tmp' });
    case 'project_roots':
    case 'current_working_directory':
      return withSubpath({ kind: 'workspace-roots' }, object.value, at);
    case 'unknown': {
      const token = readString(member(object.value, 'path'), memberPath(at, 'path'));
      return token.ok ? withSubpath({ kind: 'unknown', token: token.value }, object.value, at) : token;
    }
    default:
      return wireError(memberPath(at, 'kind'), 'expected the name of a special path');
  }
}

function withSubpath<T extends SpecialPath>(special: T, object: WireObject, at: string): Result<T, WireError> {
  const subpath = member(object, 'subpath');
  if (subpath === undefined) return ok(special);
  const text = readString(subpath, memberPath(at, 'subpath'));
  return text.ok ? ok({ ...special, subpath: text.value }) : text;
}
