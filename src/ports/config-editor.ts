import type { ConfigError } from '../domain/config/config-layer.js';
import type { KeyPath } from '../domain/config/key-path.js';
import type { AbsolutePath } from '../domain/paths/absolute-path.js';
import type { Result } from '../domain/result.js';
import type { JsonValue } from '../domain/tools/tool-definition.js';

/** A change of one setting. */
export type ConfigEdit =
  /** Replaces whatever is there; a table is replaced as a whole. */
  | { readonly kind: 'set'; readonly key: KeyPath; readonly value: JsonValue }
  /** Removes a value or a table with everything in it; nothing to remove is no error. */
  | { readonly kind: 'remove'; readonly key: KeyPath };

/** Whether an edit made a difference. */
export type ConfigEditOutcome = 'changed' | 'unchanged';

/**
 * Changes configuration files of the user.
 *
 * Everything that an edit does not name keeps its comments, order and formatting. Whatever happens, the file has either its old or its new
 * content; editors that work at the same time wait for each other. A file that cannot be understood is left alone and is an error.
 */
export interface ConfigEditor {
  /** Makes all edits or none. A missing file is made, with its directory. */
  edit(file: AbsolutePath, edits: readonly ConfigEdit[]): Promise<Result<ConfigEditOutcome, ConfigError>>;
  /** The directory under whose name the trust in the project of `cwd` is kept: the repository's root, or `cwd` itself. */
  projectOf(cwd: AbsolutePath): Promise<AbsolutePath>;
}
