import type { ConfigError, ConfigLayer, ConfigWarning } from '../domain/config/config-layer.js';
import type { ProjectTrust } from '../domain/config/project-trust.js';
import type { AbsolutePath } from '../domain/paths/absolute-path.js';
import type { Result } from '../domain/result.js';

export type { ConfigError, ConfigLayer, ConfigWarning } from '../domain/config/config-layer.js';

/** What decides which files belong to a configuration. */
export interface ConfigRequest {
  readonly codexHome: AbsolutePath;
  readonly cwd: AbsolutePath;
  /** The `-p` name, which selects `<codexHome>/<name>.config.toml`. */
  readonly profileFile?: string;
  /** Layers of the session, so that they can change what the project's root is and whether it is trusted. They are not returned. */
  readonly session?: readonly ConfigLayer[];
}

/** What was read. */
export interface LoadedConfig {
  /** From lowest to highest precedence; a missing file is no layer. */
  readonly layers: readonly ConfigLayer[];
  /** Files that were found and left out. */
  readonly warnings: readonly ConfigWarning[];
  /** The directories of the project of `cwd`, from its root down to `cwd`, when the user trusts it; absent otherwise. */
  readonly projectDirectories?: readonly AbsolutePath[];
  /** What the user decided about the project of `cwd`; absent without a decision. */
  readonly trust?: ProjectTrust;
}

/** Reads configuration layers. */
export interface ConfigSource {
  load(request: ConfigRequest): Promise<Result<LoadedConfig, ConfigError>>;
  /**
   * Adds line, column and excerpt to a problem with a key of one of the layers; returns it unchanged when the place is unknown.
   * Never rejects.
   */
  locate?<P extends ConfigError | ConfigWarning>(problem: P): Promise<P>;
}
