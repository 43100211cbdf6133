import type { FileSystemRules } from '../../domain/permissions/file-system-rules.js';
import type { PermissionProfile } from '../../domain/permissions/permission-profile.js';
import type { SandboxRefusal } from '../../ports/process-sandbox.js';

/** `hardened` refuses what cannot be held; `compatibility` keeps programs off the network with variables, as the public Codex does. */
export type WindowsSandboxLevel = 'hardened' | 'compatibility';

/** A profile that has to be enforced. */
export type ManagedProfile = Extract<PermissionProfile, { readonly kind: 'managed' }>;

/**
 * Finds what a restricted token cannot hold. It takes away rights to write and nothing else: everything that the user may read stays
 * readable, and sockets need no right that could be taken.
 */
export function refusePolicy(
  { network }: ManagedProfile,
  rules: FileSystemRules,
  level: WindowsSandboxLevel,
): SandboxRefusal | undefined {
  if (rules.writableRoots === 'all') {
    return unsupported(
      'the profile lets the whole disk be written, and a restricted token cannot allow that',
      'name the directories that may be written, or choose `danger-full-access`',
    );
  }
  const [denied] = [...rules.unreadableRoots, ...rules.unreadableGlobs];
  if (denied !== undefined) {
    return unsupported(
      `\`${denied}\` must not be read, but a restricted token cannot take away reading`,
      'remove the `deny` rules and keep secrets where this user cannot read them',
    );
  }
  if (rules.readableRoots !== 'all') {
    return unsupported(
      'the profile lets only some directories be read, but a restricted token cannot take away reading',
      'let everything be read: `":root" = "read"`',
    );
  }
  if (typeof network !== 'string') {
    return unsupported(
      'the profile lets commands reach chosen hosts, and a restricted token cannot tell hosts apart',
      'open the network in the profile, or isolate it yourself',
    );
  }
  if (network === 'restricted' && level === 'hardened') {
    return unsupported(
      'the profile keeps commands off the network, but a restricted token cannot take it away',
      'allow the network in the profile, isolate it yourself, or set `sandbox_level = "compatibility"`, which only asks programs to stay offline',
    );
  }
  return undefined;
}

function unsupported(message: string, remedy: string): SandboxRefusal {
  return { code: 'unsupported-policy', message, remedy };
}
