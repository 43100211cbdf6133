import type { FileSystemPolicy } from './file-system-policy.js';
import type { FileSystemRules, WritableRoot } from './file-system-rules.js';
import type { PathFacts } from './path-facts.js';
import type { PermissionContext } from './permission-context.js';
import { resolveFileSystemRules } from './resolve-rules.js';

/** Whether two sets of rules enforce the same on one machine, however they are written. */
export function enforcesTheSame(
  policies: readonly [FileSystemPolicy, FileSystemPolicy],
  context: PermissionContext,
  facts: PathFacts,
): boolean {
  const [a, b] = policies.map((policy) => signatureOf(resolveFileSystemRules(policy, context, facts)));
  return a === b;
}

function signatureOf(rules: FileSystemRules): string {
  const { readableRoots, writableRoots, unreadableRoots, unreadableGlobs, platformDefaults } = rules;
  return JSON.stringify([
    readableRoots === 'all' ? 'all' : [...readableRoots].sort(),
    writableRoots === 'all' ? 'all' : writableRoots.map(rootSignature).sort(),
    [...unreadableRoots].sort(),
    unreadableGlobs,
    rules.globScanMaxDepth ?? null,
    platformDefaults,
  ]);
}

function rootSignature({ root, readOnlySubpaths, protectedNames }: WritableRoot): string {
  return JSON.stringify([root, readOnlySubpaths.map(({ path }) => path).sort(), [...protectedNames].sort()]);
}
