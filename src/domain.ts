export type { AnyApprovalPolicy, ApprovalPolicy, GranularApprovals } from './domain/approvals/approval-policy.js';
export {
  assessCommand,
  type CommandAssessment,
  type CommandQuestion,
  type CommandRequest,
} from './domain/approvals/assess-command.js';
export { type Confinement, confinementOf } from './domain/approvals/confinement.js';
export { type ConfinedOutcome, isLikelyDenied } from './domain/approvals/likely-denied.js';
export { isProposablePrefix } from './domain/approvals/proposable-prefix.js';
export type { ProposedPrefix } from './domain/approvals/propose-prefix.js';
export { compileRules } from './domain/approvals/rules/compile-rules.js';
export {
  type ExecRules,
  type NetworkRule,
  type NetworkRuleProtocol,
  noRules,
  type PrefixRule,
  type RuleDecision,
  withPrefixRule,
} from './domain/approvals/rules/exec-rules.js';
export { type MatchOptions, matchRules, type RuleMatch } from './domain/approvals/rules/match-rules.js';
export { renderAllowRule } from './domain/approvals/rules/render-allow-rule.js';
export { type PolicyCheckOptions, renderPolicyCheck } from './domain/approvals/rules/render-policy-check.js';
export { type RuleError, type RuleFile, renderRuleError } from './domain/approvals/rules/rule-error.js';
export type { CommandAction } from './domain/commands/command-action.js';
export { isDangerous } from './domain/commands/dangerous.js';
export { describeCommand } from './domain/commands/describe-command.js';
export { isKnownSafe } from './domain/commands/known-safe.js';
export {
  type Joiner,
  type PlainCommand,
  type PlainScriptError,
  parsePlainCommands,
  parsePlainScript,
} from './domain/commands/parse-plain-script.js';
export { quoteArgv } from './domain/commands/quote-argv.js';
export { plainCommandsOf } from './domain/commands/shell-invocation.js';
export {
  type CompiledProfile,
  type CompileOptions,
  compilePermissionProfile,
} from './domain/config/compile-permission-profile.js';
export type { Config } from './domain/config/config.js';
export {
  Constrained,
  type ConstraintViolation,
  oneOf,
  onlyValue,
  type Validator,
} from './domain/config/constrained.js';
export {
  type DerivationInput,
  type DerivedProfile,
  derivePermissionProfile,
} from './domain/config/derive-permission-profile.js';
export type { Inconsistency } from './domain/config/inconsistency.js';
export { formatKeyPath, type KeyPath, parseKeyPath } from './domain/config/key-path.js';
export { type ProfileCatalogueEntry, profileCatalogue } from './domain/config/profile-catalogue.js';
export type { NetworkRules } from './domain/config/profile-network.js';
export type { ProfilePlace } from './domain/config/profile-path.js';
export {
  decodeProfileTables,
  type ProfileRule,
  type ProfileScope,
  type ProfileTable,
} from './domain/config/profile-table.js';
export { decodeRequirements, type PermissionRequirements, type RequiredMode } from './domain/config/requirements.js';
export { applyRequirements, modeOf, type ProfileInForce } from './domain/config/requirements-in-force.js';
export {
  type ConfigKeys,
  type PermissionInput,
  type PermissionOutcome,
  resolvePermissionProfile,
} from './domain/config/resolve-permission-profile.js';
export {
  type PermissionOverrides,
  type PermissionSyntax,
  type ProfileSelection,
  permissionSyntax,
  type SelectionInput,
  selectPermissionProfile,
} from './domain/config/select-permission-profile.js';
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
export type { ComponentMatcher } from './domain/paths/glob-component.js';
export type { AccessMode } from './domain/permissions/access-mode.js';
export type { AdditionalPermissions, FileSystemGrants } from './domain/permissions/additional-permissions.js';
export { applyGrants } from './domain/permissions/apply-grants.js';
export {
  type BuiltInProfileId,
  builtInProfile,
  builtInProfileIds,
  dangerFullAccessProfile,
  isBuiltInProfileId,
  readOnlyProfile,
  workspaceWriteProfile,
} from './domain/permissions/built-in-profiles.js';
export { compatibleSandboxPolicy } from './domain/permissions/compatible-sandbox-policy.js';
export type { EntryOrigin } from './domain/permissions/entry-origin.js';
export {
  type AccessDifference,
  compareProfiles,
  type ProfileComparison,
} from './domain/permissions/explain/compare-profiles.js';
export type { AccessReason, RunnerUp } from './domain/permissions/explain/decide-access.js';
export { type AccessExplanation, explainAccess } from './domain/permissions/explain/explain-access.js';
export type { AccessChange } from './domain/permissions/explain/find-change.js';
export {
  withDenialsOf,
  withLegacyWritableRoots,
  withProfileWorkspaceRoots,
  withReadableRoots,
  withWritableRoots,
} from './domain/permissions/extend-policy.js';
export type {
  FileSystemEntry,
  FileSystemPolicy,
  PolicyPath,
  RestrictedFileSystemPolicy,
} from './domain/permissions/file-system-policy.js';
export type { FileSystemRules, ReadOnlySubpath, WritableRoot } from './domain/permissions/file-system-rules.js';
export { intersectGrants } from './domain/permissions/intersect-grants.js';
export { needsDirectEnforcement } from './domain/permissions/legacy-enforcement.js';
export {
  fromLegacySandboxPolicy,
  type ProjectionError,
  toLegacySandboxPolicy,
} from './domain/permissions/legacy-sandbox-policy.js';
export { materializeProfile } from './domain/permissions/materialize.js';
export { mergeGrants } from './domain/permissions/merge-grants.js';
export { type BlockedConnection, describeBlocked } from './domain/permissions/network/blocked-connection.js';
export { type Host, parseHost, renderHost } from './domain/permissions/network/host.js';
export type { IpAddress } from './domain/permissions/network/ip-address.js';
export { type BlockReason, type FilterVerdict, NetworkFilter } from './domain/permissions/network/network-filter.js';
export {
  type FilteredNetwork,
  type NetworkAccess,
  type NetworkPolicy,
  networkAccessOf,
} from './domain/permissions/network-policy.js';
export { type GrantError, isEmptyGrant, normaliseGrants } from './domain/permissions/normalise-grants.js';
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
export { withRealSpellings } from './domain/permissions/real-spellings.js';
export {
  type CompiledAccess,
  canRead,
  canWrite,
  compileAccess,
  resolveAccess,
} from './domain/permissions/resolve-access.js';
export type { ResolvedGlob } from './domain/permissions/resolve-entries.js';
export { resolveFileSystemRules } from './domain/permissions/resolve-rules.js';
export {
  identityOf,
  type ProfileIdentity,
  profileWorkspaceRoots,
  type ResolvedPermissionProfile,
  resolvedProfile,
} from './domain/permissions/resolved-permission-profile.js';
export { canWriteUnder, isWritableBelow } from './domain/permissions/rules-access.js';
export { enforcesTheSame } from './domain/permissions/same-permissions.js';
export type { SandboxPolicy, WorkspaceWriteSandboxPolicy } from './domain/permissions/sandbox-policy.js';
export { requiresSandbox } from './domain/permissions/sandbox-requirement.js';
export type { SpecialPath } from './domain/permissions/special-path.js';
export { summarizePermissionProfile, summarizeSandboxPolicy } from './domain/permissions/summarize-permissions.js';
export {
  effectiveProfile,
  effectiveWorkspaceRoots,
  rawProfile,
  type ThreadPermissions,
  threadPermissions,
  withLegacySandboxPolicy,
  withPermissionProfile,
  withSelected,
} from './domain/permissions/thread-permissions.js';
export {
  decodeAdditionalPermissions,
  encodeAdditionalPermissions,
} from './domain/permissions/wire/additional-permissions-form.js';
export type { PathSyntax } from './domain/permissions/wire/decode-path.js';
export { decodePermissionProfile } from './domain/permissions/wire/decode-permission-profile.js';
export { encodePermissionProfile } from './domain/permissions/wire/encode-permission-profile.js';
export { decodeFileSystemPolicy, encodeFileSystemPolicy } from './domain/permissions/wire/file-system-policy-form.js';
export type { WireError } from './domain/permissions/wire/read-json.js';
export { decodeSandboxPolicy, encodeSandboxPolicy } from './domain/permissions/wire/sandbox-policy-form.js';
export { type WorkspaceWriteOptions, workspaceWrite } from './domain/permissions/workspace-write.js';
export { err, ok, type Result } from './domain/result.js';
