import type { AbsolutePath } from '../paths/absolute-path.js';
import { compileGlob } from '../paths/glob.js';
import type { FileSystemRules } from '../permissions/file-system-rules.js';
import type { PathFacts } from '../permissions/path-facts.js';
import { err, ok, type Result } from '../result.js';
import type { Refusal } from './refusal.js';

/** What has to be looked for on the disk, because only the disk knows what rules mean there. */
export interface Search {
  /** Absolute patterns whose matches are denied. */
  readonly denied: readonly AbsolutePath[];
  /** How many directory levels below a pattern's fixed part are looked at; all when absent. */
  readonly maxDepth?: number;
  /** Directories below which repositories keep their hooks and configuration. */
  readonly repositories: readonly AbsolutePath[];
  /** What the mounts are planned from again, with what was found. */
  readonly rules: FileSystemRules;
  readonly facts: PathFacts;
}

/** Rules that name what a search has found, with the facts about it. */
export interface SharpenedRules {
  readonly rules: FileSystemRules;
  readonly facts: PathFacts;
}

/** What a search depends on. */
export interface SearchInput {
  readonly rules: FileSystemRules;
  readonly facts: PathFacts;
  readonly workspaceRoots: readonly AbsolutePath[];
  readonly level: 'hardened' | 'compatibility';
}

/** Says what to look for, if anything. A pattern that would have the whole disk searched is refused, and so is one that is broken. */
export function planSearch({
  rules,
  facts,
  workspaceRoots,
  level,
}: SearchInput): Result<Search | undefined, Refusal<'unsupported-policy'>> {
  const denied = rules.unreadableGlobs as readonly AbsolutePath[];
  for (const pattern of denied) {
    const refusal = refusePattern(pattern, facts);
    if (refusal !== undefined) return err(refusal);
  }
  const writable = rules.writableRoots === 'all' ? [] : rules.writableRoots.map(({ root }) => root);
  const workspaces = new Set(workspaceRoots.flatMap((root) => [root, facts.get(root)?.realPath]));
  const repositories = level === 'hardened' ? writable.filter((root) => workspaces.has(root)) : [];
  if (denied.length === 0 && repositories.length === 0) return ok(undefined);
  const depth = rules.globScanMaxDepth === undefined ? {} : { maxDepth: rules.globScanMaxDepth };
  return ok({ denied, repositories, rules, facts, ...depth });
}

function refusePattern(pattern: AbsolutePath, facts: PathFacts): Refusal<'unsupported-policy'> | undefined {
  const compiled = compileGlob(pattern);
  if (!compiled.ok) {
    return {
      code: 'unsupported-policy',
      message: `the deny pattern \`${pattern}\` cannot be understood: ${compiled.error.code}`,
      remedy: 'correct the pattern',
    };
  }
  const { base } = compiled.value;
  if (base !== '/' && facts.get(base)?.realPath !== '/') return undefined;
  return {
    code: 'unsupported-policy',
    message: `unreadable glob \`${pattern}\` cannot be safely expanded; use a pattern with a non-root directory prefix`,
    remedy: 'start the pattern with a directory, such as `/home/me/**/*.key`',
  };
}
