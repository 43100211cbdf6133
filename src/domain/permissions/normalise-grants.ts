import { err, ok, type Result } from '../result.js';
import type { AdditionalPermissions, FileSystemGrants } from './additional-permissions.js';
import { effectivePath } from './effective-path.js';
import { unionOfEntries } from './entry-key.js';
import type { FileSystemEntry } from './file-system-policy.js';
import type { PathFacts } from './path-facts.js';

/** Why additional permissions cannot be granted. */
export interface GrantError {
  readonly code: 'pattern-grants-access';
  readonly message: string;
}

/** Whether additional permissions ask for nothing at all. */
export function isEmptyGrant({ network, fileSystem }: AdditionalPermissions): boolean {
  return network === undefined && fileSystem === undefined;
}

/**
 * Brings additional permissions into the form in which they are compared and remembered: empty parts and repetitions are dropped, and
 * paths get the spelling in which they are enforced.
 */
export function normaliseGrants(
  additional: AdditionalPermissions,
  facts: PathFacts,
): Result<AdditionalPermissions, GrantError> {
  const { network, fileSystem } = additional;
  const granting = fileSystem?.entries.find(grantsByPattern);
  if (granting !== undefined) return err(patternError(granting));
  return ok({
    ...(network?.enabled === undefined ? {} : { network }),
    ...(fileSystem === undefined || isEmpty(fileSystem) ? {} : { fileSystem: normaliseFileSystem(fileSystem, facts) }),
  });
}

function isEmpty({ entries, globScanMaxDepth }: FileSystemGrants): boolean {
  return entries.length === 0 && globScanMaxDepth === undefined;
}

function normaliseFileSystem(grants: FileSystemGrants, facts: PathFacts): FileSystemGrants {
  return {
    ...grants,
    entries: unionOfEntries(
      [],
      grants.entries.map((entry) => normaliseEntry(entry, facts)),
    ),
  };
}

function normaliseEntry(entry: FileSystemEntry, facts: PathFacts): FileSystemEntry {
  if (entry.path.kind !== 'path') return entry;
  return { ...entry, path: { kind: 'path', path: effectivePath(entry.path.path, facts) } };
}

function grantsByPattern({ path, access }: FileSystemEntry): boolean {
  return (path.kind === 'glob' || path.kind === 'workspace-glob') && access !== 'deny';
}

function patternError({ path, access }: FileSystemEntry): GrantError {
  const pattern = path.kind === 'glob' || path.kind === 'workspace-glob' ? path.pattern : '';
  return {
    code: 'pattern-grants-access',
    message: `the pattern \`${pattern}\` asks for \`${access}\`, but patterns can only be denied; ask for exact paths`,
  };
}
