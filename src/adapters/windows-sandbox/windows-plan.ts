import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { SandboxPlan } from '../../ports/process-sandbox.js';

/** The name under which this sandbox signs its plans. */
export const sandboxName = 'windows-restricted-token';

/** A security identifier as text, such as `S-1-1-0`. */
export type SidText = `S-1-${string}`;

/**
 * What an access entry does for the holder of a capability. `allow-write` opens a directory and everything in it; `deny-write` takes that
 * back for one place and everything in it; `deny-rename` keeps one directory from being moved or removed, so that what lies in it stays.
 */
export type AccessEffect = 'allow-write' | 'deny-write' | 'deny-rename';

/** One entry that has to stand in the access list of a file or directory while a command runs. */
export interface AccessEntry {
  readonly effect: AccessEffect;
  /** Canonical: links are followed already. */
  readonly path: AbsolutePath;
  readonly capability: SidText;
  /** The path is missing, and becomes an empty directory first; otherwise the command could make it. */
  readonly create?: true;
}

/** What a restricted token may write is what both the user and one of these identities may write. */
export interface TokenRestrictions {
  readonly flags: readonly ('disable-max-privilege' | 'lua-token' | 'write-restricted')[];
  /** One per writable root; a token without the capability cannot use what the entries allow. */
  readonly capabilities: readonly SidText[];
  /** Identities that every program needs to reach its own console, desktop and devices. */
  readonly shared: readonly ('logon' | 'everyone')[];
}

/** A plan of this sandbox. `argv` is the command itself; the rest is how the launcher confines it. */
export interface WindowsPlan extends SandboxPlan {
  readonly sandbox: typeof sandboxName;
  readonly token: TokenRestrictions;
  readonly access: readonly AccessEntry[];
  /** Directories below which repositories keep their hooks and configuration; the launcher looks for them. */
  readonly repositories: readonly AbsolutePath[];
  /** The arguments as programs split them, by the rules of `CommandLineToArgvW`. */
  readonly commandLine: string;
}
