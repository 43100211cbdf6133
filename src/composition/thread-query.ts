import { checkOptionNames } from '../application/settings/check-option-names.js';
import { CodexError } from '../domain/codex-error.js';
import { type AbsolutePath, resolvePath } from '../domain/paths/absolute-path.js';
import type { ThreadFilter } from '../ports/thread-store.js';
import { checkValues } from './check-values.js';

/** Which saved conversations to list. */
export interface ThreadQuery {
  /** Only those of this working directory; a relative path starts at the one of the process. */
  readonly cwd?: string;
  /** At most this many, >= 1; 50 when absent. */
  readonly limit?: number;
}

/** What a store is asked for a query. @throws CodexError `invalid-option` */
export function threadFilter(query: ThreadQuery, workingDirectory: AbsolutePath): ThreadFilter {
  checkOptionNames(query, { names: ['cwd', 'limit'], of: '`listThreads`' });
  checkValues(query, { cwd: 'a string' });
  const { cwd, limit } = query;
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1)) {
    throw new CodexError('invalid-option', 'the option `limit` must be a whole number, 1 or more');
  }
  return {
    ...(cwd === undefined ? {} : { cwd: resolvePath(workingDirectory, cwd) }),
    ...(limit === undefined ? {} : { limit }),
  };
}
