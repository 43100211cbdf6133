export {
  type AbsolutePath,
  type AbsolutePathError,
  componentsOf,
  isWithin,
  nameOf,
  type PathStyle,
  parentOf,
  parseAbsolutePath,
  pathStyleOf,
  relativeWithin,
  resolvePath,
  rootOf,
} from './domain/paths/absolute-path.js';
export { compileGlob, type Glob, type GlobError } from './domain/paths/glob.js';
export type { AccessMode } from './domain/permissions/access-mode.js';
export type { AdditionalPermissions, FileSystemGrants } from './domain/permissions/additional-permissions.js';
export {
  type BuiltInProfileId,
  builtInProfile,
  builtInProfileIds,
  dangerFullAccessProfile,
  isBuiltInProfileId,
  readOnlyProfile,
  workspaceWriteProfile,
} from './domain/permissions/built-in-profiles.js';
export type { EntryOrigin } from './domain/permissions/entry-origin.js';
export type {
  FileSystemEntry,
  FileSystemPolicy,
  PolicyPath,
  RestrictedFileSystemPolicy,
} from './domain/permissions/file-system-policy.js';
export type { FileSystemRules, ReadOnlySubpath, WritableRoot } from './domain/permissions/file-system-rules.js';
export {
  fromLegacySandboxPolicy,
  type ProjectionError,
  toLegacySandboxPolicy,
} from './domain/permissions/legacy-sandbox-policy.js';
export { materializeProfile } from './domain/permissions/materialize.js';
export type { NetworkPolicy } from './domain/permissions/network-policy.js';
export type { PathFact, PathFacts } from './domain/permissions/path-facts.js';
export { pathsOfInterest } from './domain/permissions/paths-of-interest.js';
export type { PermissionContext } from './domain/permissions/permission-context.js';
export {
  type Enforcement,
  fileSystemPolicyOf,
  networkPolicyOf,
  type PermissionProfile,
  profileFromParts,
} from './domain/permissions/permission-profile.js';
export { protectedMetadataNames } from './domain/permissions/protected-metadata.js';
export {
  type CompiledAccess,
  canRead,
  canWrite,
  compileAccess,
  resolveAccess,
} from './domain/permissions/resolve-access.js';
export { resolveFileSystemRules } from './domain/permissions/resolve-rules.js';
export type { SandboxPolicy, WorkspaceWriteSandboxPolicy } from './domain/permissions/sandbox-policy.js';
export type { SpecialPath } from './domain/permissions/special-path.js';
export { summarizePermissionProfile, summarizeSandboxPolicy } from './domain/permissions/summarize-permissions.js';
export type { PathSyntax } from './domain/permissions/wire/decode-path.js';
export { decodePermissionProfile } from './domain/permissions/wire/decode-permission-profile.js';
export { encodePermissionProfile } from './domain/permissions/wire/encode-permission-profile.js';
export type { WireError } from './domain/permissions/wire/read-json.js';
export { decodeSandboxPolicy, encodeSandboxPolicy } from './domain/permissions/wire/sandbox-policy-form.js';
export { type WorkspaceWriteOptions, workspaceWrite } from './domain/permissions/workspace-write.js';
export { isWritableBelow } from './domain/permissions/writable-roots.js';
export { err, ok, type Result } from './domain/result.js';
