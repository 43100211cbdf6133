import type { AbsolutePath } from '../../paths/absolute-path.js';
import type { FileSystemEntry, PolicyPath } from '../../permissions/file-system-policy.js';
import type { PermissionProfile } from '../../permissions/permission-profile.js';
import { assertNever } from '../../result.js';

/** The surroundings of a turn, as the model is told about them. */
export interface EnvironmentFacts {
  readonly cwd: AbsolutePath;
  /** The name of the shell without its directory. */
  readonly shell: string;
  /** `YYYY-MM-DD` in local time. */
  readonly currentDate: string;
  readonly timezone: string;
  readonly workspaceRoots: readonly AbsolutePath[];
  /** The effective profile. */
  readonly profile: PermissionProfile;
}

/**
 * The environment message. With `before`, only the elements that changed since are named; `undefined` when nothing did.
 */
export function renderEnvironmentContext(now: EnvironmentFacts, before?: EnvironmentFacts): string | undefined {
  const elements = elementsOf(now);
  const known = before === undefined ? new Set<string>() : new Set(elementsOf(before));
  const changed = elements.filter((element) => !known.has(element));
  if (changed.length === 0) return undefined;
  return ['<environment_context>', ...changed.map((element) => `  ${element}`), '</environment_context>'].join('\n');
}

function elementsOf(facts: EnvironmentFacts): readonly string[] {
  const roots = facts.workspaceRoots.map((root) => `<root>${escapeXml(root)}</root>`).join('');
  return [
    `<cwd>${escapeXml(facts.cwd)}</cwd>`,
    `<shell>${escapeXml(facts.shell)}</shell>`,
    `<current_date>${facts.currentDate}</current_date>`,
    `<timezone>${escapeXml(facts.timezone)}</timezone>`,
    `<filesystem><workspace_roots>${roots}</workspace_roots>${renderProfile(facts.profile)}</filesystem>`,
  ];
}

function renderProfile(profile: PermissionProfile): string {
  if (profile.kind !== 'managed') {
    const type = profile.kind === 'disabled' ? 'disabled' : 'external';
    return `<permission_profile type="${type}"><file_system type="unrestricted" /></permission_profile>`;
  }
  const { fileSystem } = profile;
  if (fileSystem.kind === 'unrestricted') {
    return '<permission_profile type="managed"><file_system type="unrestricted" /></permission_profile>';
  }
  const entries = fileSystem.entries.map(renderEntry).join('');
  return `<permission_profile type="managed"><file_system type="restricted">${entries}</file_system></permission_profile>`;
}

function renderEntry({ path, access }: FileSystemEntry): string {
  return `<entry access="${access}">${renderPath(path)}</entry>`;
}

function renderPath(path: PolicyPath): string {
  switch (path.kind) {
    case 'path':
      return `<path>${escapeXml(path.path)}</path>`;
    case 'glob':
    case 'workspace-glob':
      return `<glob>${escapeXml(path.pattern)}</glob>`;
    case 'special':
      return `<special>${escapeXml(specialName(path.special))}</special>`;
    default:
      return assertNever(path);
  }
}

function specialName(special: Extract<PolicyPath, { kind: 'special' }>['special']): string {
  switch (special.kind) {
    case 'root':
    case 'minimal':
    case 'tmpdir':
      return `:${special.kind}`;
    case 'slash-tmp':
      return ':slash_tmp';
    case 'workspace-roots':
      return special.subpath === undefined ? ':workspace_roots' : `:workspace_roots/${special.subpath}`;
    case 'unknown':
      return special.token;
    default:
      return assertNever(special);
  }
}

/** Text that stands safely between two tags. */
function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
