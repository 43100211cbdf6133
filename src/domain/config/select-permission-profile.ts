import type { PermissionProfile } from '../permissions/permission-profile.js';
import { err, ok, type Result } from '../result.js';
import type { JsonObject } from '../tools/tool-definition.js';
import type { Config } from './config.js';
import type { ConfigLayer } from './config-layer.js';
import type { Inconsistency } from './inconsistency.js';
import type { ProjectTrust } from './project-trust.js';

/** The modes of the older `sandbox_mode` setting. */
export type SandboxMode = NonNullable<Config['sandboxMode']>;

/** What the caller of a thread chose, above every layer of the configuration. At most one of them may be given. */
export interface PermissionOverrides {
  readonly sandboxMode?: SandboxMode;
  /** The id of a profile. */
  readonly profileId?: string;
  /** A profile as a value; it is used as it is and has no name. */
  readonly profile?: PermissionProfile;
}

/** Which of the two syntaxes of a configuration counts. */
export type PermissionSyntax = 'legacy' | 'profiles' | 'none';

/** What was selected, before anything is compiled. */
export type ProfileSelection =
  | { readonly kind: 'value'; readonly profile: PermissionProfile }
  | { readonly kind: 'legacy'; readonly mode: SandboxMode }
  /** `implicit` when nobody chose anything and the trust in the project decides. */
  | { readonly kind: 'profile'; readonly id: string; readonly choice: 'explicit' | 'implicit' };

/** What a selection is made from. */
export interface SelectionInput {
  readonly config: Pick<Config, 'sandboxMode' | 'defaultPermissions' | 'permissions'>;
  /** The layers that `config` was merged from, lowest precedence first. */
  readonly layers: readonly ConfigLayer[];
  readonly overrides?: PermissionOverrides;
  readonly trust?: ProjectTrust;
  /** Whether nothing can be enforced here, so that without a choice nothing is writable. */
  readonly sandbox?: 'available' | 'missing';
}

/** Decides what counts: an override, the session's own settings, the highest layer that speaks, or else the trust in the project. */
export function selectPermissionProfile(input: SelectionInput): Result<ProfileSelection, Inconsistency> {
  const clash = clashOf(input.overrides ?? {});
  if (clash !== undefined) return err(clash);
  const { config, overrides = {} } = input;
  if (overrides.profile !== undefined) return ok({ kind: 'value', profile: overrides.profile });
  if (overrides.profileId !== undefined) return ok({ kind: 'profile', id: overrides.profileId, choice: 'explicit' });
  const syntax = permissionSyntax(input);
  const mode = overrides.sandboxMode ?? config.sandboxMode;
  if (syntax === 'legacy' && mode !== undefined) return ok({ kind: 'legacy', mode });
  if (config.defaultPermissions !== undefined) {
    return ok({ kind: 'profile', id: config.defaultPermissions, choice: 'explicit' });
  }
  if (Object.keys(config.permissions ?? {}).length > 0) return err(nothingSelected());
  return ok({ kind: 'profile', id: implicitProfile(input), choice: 'implicit' });
}

/** Which syntax counts: within one layer profiles beat `sandbox_mode`, and a higher layer beats a lower one. */
export function permissionSyntax(input: Pick<SelectionInput, 'config' | 'layers' | 'overrides'>): PermissionSyntax {
  const { config, layers, overrides = {} } = input;
  if (overrides.sandboxMode !== undefined) return 'legacy';
  const session = layers.filter((layer) => layer.name === 'session');
  if (session.some((layer) => syntaxOf(layer.values) === 'profiles')) return 'profiles';
  const stated = layers.map((layer) => syntaxOf(layer.values)).findLast((syntax) => syntax !== 'none');
  if (stated !== undefined) return stated;
  if (config.defaultPermissions !== undefined) return 'profiles';
  return config.sandboxMode === undefined ? 'none' : 'legacy';
}

function syntaxOf(values: JsonObject): PermissionSyntax {
  if (Object.hasOwn(values, 'default_permissions')) return 'profiles';
  return Object.hasOwn(values, 'sandbox_mode') ? 'legacy' : 'none';
}

/** A project that somebody decided about is worked in; any other is only looked at. */
function implicitProfile({ trust, sandbox }: SelectionInput): ':workspace' | ':read-only' {
  return trust !== undefined && sandbox !== 'missing' ? ':workspace' : ':read-only';
}

function nothingSelected(): Inconsistency {
  return {
    path: ['permissions'],
    message:
      '`permissions` defines profiles, but none is selected; set `default_permissions` to the name of one of them',
  };
}

function clashOf(overrides: PermissionOverrides): Inconsistency | undefined {
  const given = [
    ...(overrides.sandboxMode === undefined ? [] : ['sandbox_mode']),
    ...(overrides.profile === undefined ? [] : ['permission_profile']),
    ...(overrides.profileId === undefined ? [] : ['default_permissions']),
  ];
  const [first, second] = given;
  if (first === undefined || second === undefined) return undefined;
  return { path: [first], message: `\`${first}\` and \`${second}\` cannot both be overridden; choose one` };
}
