import type { ProposedPrefix } from '../domain/approvals/propose-prefix.js';
import type { RuleFile } from '../domain/approvals/rules/rule-error.js';
import type { AbsolutePath } from '../domain/paths/absolute-path.js';
import type { Result } from '../domain/result.js';

/** Why the rules could not be read or added to. `message` is for people: lower case, no final full stop. */
export interface RuleStoreError {
  readonly code: 'unreadable' | 'unwritable';
  /** Which file or folder, for people. */
  readonly location: string;
  readonly message: string;
  readonly cause?: unknown;
}

/**
 * Keeps the rules by which a user allows, questions and forbids commands.
 *
 * Failure: expected failures are values. Rules that cannot all be read are an error, never fewer rules: one of the missing ones may forbid
 * something. Nothing is parsed here; a text that is no rule file is given out like any other.
 */
export interface RuleStore {
  /**
   * Every rule file, in the order in which they apply; empty when there is none. Reads anew every time.
   *
   * @param projectDirectories of a project that the user trusts, from its root down to the working directory. The rules that they bring
   * follow those of the user and have a `place`; a store that knows of no projects passes over them.
   */
  read(projectDirectories?: readonly AbsolutePath[]): Promise<Result<readonly RuleFile[], RuleStoreError>>;
  /**
   * Allows every command that begins with `prefix`, from now on. Adds one rule after all others of its file; does nothing when the identical
   * line is there already. Concurrent calls are all kept. What was added survives the death of the process.
   */
  allowPrefix(prefix: ProposedPrefix): Promise<Result<void, RuleStoreError>>;
}
