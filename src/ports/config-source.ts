import type { AbsolutePath } from '../domain/paths/absolute-path.js';
import type { JsonObject } from '../domain/tools/tool-definition.js';
import type { Result } from '../domain/result.js';

/** Where a layer of configuration came from, lowest precedence first. */
export type ConfigLayerName = 'system' | 'user' | 'profile' | 'project' | 'session';

/** One table of settings, not yet merged with the others. */
export interface ConfigLayer {
  readonly name: ConfigLayerName;
  /** A file's path, or a phrase such as `createCodex options`. */
  readonly source: string;
  readonly values: JsonObject;
}

/** A configuration that cannot be used. `message` names file, position, key, what was found and what is accepted. */
export interface ConfigError {
  readonly code: 'unreadable' | 'syntax' | 'invalid-value' | 'unknown-key';
  readonly source: string;
  /** 1-based. */
  readonly line?: number;
  readonly column?: number;
  readonly key?: string;
  readonly message: string;
}

/** What decides which files belong to a configuration. */
export interface ConfigRequest {
  readonly codexHome: AbsolutePath;
  readonly cwd: AbsolutePath;
  /** The `-p` name, which selects `<codexHome>/<name>.config.toml`. */
  readonly profileFile?: string;
}

/** Reads configuration layers. */
export interface ConfigSource {
  /** Layers from lowest to highest precedence; a missing file is no layer. */
  load(request: ConfigRequest): Promise<Result<readonly ConfigLayer[], ConfigError>>;
}
