import type { AbsolutePath } from '../domain/paths/absolute-path.js';

/** The surroundings of the host process, read once when a `Codex` is first used. */
export interface Environment {
  /** The environment variables. Never logged. */
  readonly variables: Readonly<Record<string, string>>;
  readonly platform: 'linux' | 'macos' | 'windows' | 'other';
  readonly workingDirectory: AbsolutePath;
  readonly homeDirectory: AbsolutePath;
  /** The user's login shell, absolute; `/bin/sh` when none is known. */
  readonly shell: string;
  /** An IANA name such as `Etc/UTC`. */
  readonly timezone: string;
}
