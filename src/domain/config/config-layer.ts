import type { AbsolutePath } from '../paths/absolute-path.js';
import type { JsonObject } from '../tools/tool-definition.js';

/** Where a layer of configuration came from, lowest precedence first. */
export type ConfigLayerName = 'system' | 'user' | 'profile' | 'project' | 'session';

/** One table of settings, not yet merged with the others. */
export interface ConfigLayer {
  readonly name: ConfigLayerName;
  /** A file's path, or a phrase such as `createCodex options`. */
  readonly source: string;
  /** Keys are spelled as in `config.toml`. */
  readonly values: JsonObject;
  /** What relative paths in `values` are resolved against; absent, they stay as they are. */
  readonly directory?: AbsolutePath;
}

/** What errors and warnings about a configuration have in common. */
export interface ConfigProblem {
  /** The layer's source. */
  readonly source: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based, in UTF-16 code units. */
  readonly column?: number;
  /** The key's path in TOML spelling, such as `mcp_servers."my server".url`. */
  readonly key?: string;
  /** Names the key, what was found and what is accepted, without the position. */
  readonly message: string;
  /** The line in question with a caret below the place. */
  readonly excerpt?: string;
}

/** A configuration that cannot be used. */
export interface ConfigError extends ConfigProblem {
  readonly code: 'unreadable' | 'syntax' | 'invalid-value' | 'unknown-key';
}

/** Something in a configuration that has no effect. */
export interface ConfigWarning extends ConfigProblem {
  readonly code: 'unknown-key' | 'unsupported-key' | 'project-key' | 'untrusted-project';
}

/** One text for people: position, message, and the excerpt on lines of its own. */
export function describeConfigProblem(problem: ConfigError | ConfigWarning): string {
  const position = problem.line === undefined ? '' : `:${problem.line}:${problem.column ?? 1}`;
  const excerpt = problem.excerpt === undefined ? '' : `\n${problem.excerpt}`;
  return `${problem.source}${position}: ${problem.message}${excerpt}`;
}
