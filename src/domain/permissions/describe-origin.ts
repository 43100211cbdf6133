import type { FileSystemEntry } from './file-system-policy.js';

const bareKey = /^[A-Za-z0-9_-]+$/;

/** Where a rule comes from, as a phrase. */
export function describeOrigin({ origin, missingPath }: FileSystemEntry): string {
  if (missingPath === 'skip') return 'the automatic protection of metadata';
  switch (origin?.kind) {
    case undefined:
      return 'the permission profile';
    case 'profile':
      return origin.key.length === 0
        ? `the built-in profile \`${origin.profile}\``
        : `\`${origin.key.map(quoteKey).join('.')}\``;
    case 'legacy-setting':
      return `the setting \`${origin.key}\``;
    case 'requirement':
      return `the requirements of ${origin.source}`;
    case 'grant':
      return 'a grant on top of the permission profile';
  }
}

function quoteKey(key: string): string {
  return bareKey.test(key) ? key : JSON.stringify(key);
}
