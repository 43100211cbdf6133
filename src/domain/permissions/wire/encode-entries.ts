import type { JsonObject } from '../../tools/tool-definition.js';
import type { FileSystemEntry, PolicyPath } from '../file-system-policy.js';
import type { SpecialPath } from '../special-path.js';
import { workspaceGlobPrefix } from './workspace-glob-prefix.js';

/** Puts an entry into the form that session files and other programs read. */
export function encodeEntry(entry: FileSystemEntry): JsonObject {
  return {
    path: encodePolicyPath(entry.path),
    access: entry.access,
    ...(entry.missingPath === undefined ? {} : { missing_path_behavior: entry.missingPath }),
  };
}

function encodePolicyPath(path: PolicyPath): JsonObject {
  switch (path.kind) {
    case 'path':
      return { type: 'path', path: path.path };
    case 'glob':
      return { type: 'glob_pattern', pattern: path.pattern };
    case 'workspace-glob':
      return { type: 'glob_pattern', pattern: workspaceGlobPrefix + path.pattern };
    case 'special':
      return { type: 'special', value: encodeSpecialPath(path.special) };
  }
}

function encodeSpecialPath(special: SpecialPath): JsonObject {
  switch (special.kind) {
    case 'root':
    case 'minimal':
    case 'tmpdir':
      return { kind: special.kind };
    case 'slash-tmp':
      return { kind: 'slash_tmp' };
    case 'workspace-roots':
      return { kind: 'project_roots', ...subpathMember(special.subpath) };
    case 'unknown':
      return { kind: 'unknown', path: special.token, ...subpathMember(special.subpath) };
  }
}

function subpathMember(subpath: string | undefined): JsonObject {
  return subpath === undefined ? {} : { subpath };
}
