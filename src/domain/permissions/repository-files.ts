import { type AbsolutePath, resolvePath } from '../paths/absolute-path.js';

/** What git acts on when somebody uses a repository outside of the sandbox. `commondir` names another directory with all the others. */
export const actedOnByGit = ['hooks', 'config', 'commondir', 'config.worktree'] as const;

/** What the text of a `.git` file says about where its repository is; `undefined` when it says nothing. */
export function gitdirIn(text: string | undefined): string | undefined {
  return /^\s*gitdir\s*:([^\n]*)/.exec(text ?? '')?.[1];
}

/**
 * The place that a file of a repository names, links not followed; `undefined` when it names none.
 *
 * @param from the directory that a relative name starts at
 */
export function placeNamed(text: string | undefined, from: AbsolutePath): AbsolutePath | undefined {
  const target = text?.trim() ?? '';
  return target === '' || target.includes('\0') ? undefined : resolvePath(from, target);
}
