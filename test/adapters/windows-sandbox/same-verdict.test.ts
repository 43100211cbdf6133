import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planRestrictions } from '../../../src/adapters/windows-sandbox/plan-restrictions.js';
import { type AbsolutePath, isWithin } from '../../../src/domain/paths/absolute-path.js';
import { selfAndAncestors } from '../../../src/domain/paths/ancestors.js';
import type { FileSystemEntry } from '../../../src/domain/permissions/file-system-policy.js';
import { compileAccess } from '../../../src/domain/permissions/resolve-access.js';
import { AccessModel } from './support/access-model.js';
import { directory, file, managed, readAll, requestFor, rule, workspace } from './support/windows-requests.js';

const directories = ['', '\\a', '\\a\\b', '\\a\\b\\c', '\\e', '\\e\\f', '\\.codex', '\\.git', '\\e\\.git'];
const files = [
  '\\top',
  '\\a\\one',
  '\\a\\b\\two',
  '\\a\\b\\c\\three',
  '\\e\\f\\six',
  '\\.codex\\config',
  '\\.git\\HEAD',
];
const missing = ['\\gone', '\\a\\gone', '\\e\\gone\\deeper'];

const at = (relative: string): AbsolutePath => `${workspace}${relative}` as AbsolutePath;
const disk = Object.assign(
  {},
  ...directories.map((each) => directory(at(each))),
  ...files.map((each) => file(at(each))),
);
const isFile = (path: AbsolutePath): boolean => files.some((each) => at(each) === path);

const entries: fc.Arbitrary<readonly FileSystemEntry[]> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...directories, ...files, ...missing), fc.constantFrom('read', 'write')), {
    maxLength: 7,
    selector: ([place]) => place,
  })
  .map((rules) => [readAll, ...rules.map(([place, mode]) => rule(at(place), mode))]);

describe('the access entries of Windows', () => {
  it('say about every path what the rules say, or the policy is refused', () => {
    let refused = 0;
    const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 1000);
    fc.assert(
      fc.property(entries, (rules) => {
        const request = requestFor(managed(rules), disk);
        const planned = planRestrictions(request, 'hardened');
        if (!planned.ok) {
          expect(planned.error.message).toContain('is writable inside the read-only');
          refused += 1;
          return;
        }
        const { access, token } = planned.value;
        const model = new AccessModel(access, token.capabilities, isFile);
        const rights = compileAccess({ kind: 'restricted', entries: rules }, request.context);
        const places = [...directories, ...files].map(at);
        expect(places.filter((path) => model.allows('write', path))).toEqual(
          places.filter((path) => rights.canWrite(path)),
        );
      }),
      { numRuns },
    );
    // Most policies can be held: what is refused is the exception.
    expect(refused).toBeLessThan(numRuns / 2);
  });

  it('never let a place that a rule speaks about, or a directory on the way to it, be removed', () => {
    fc.assert(
      fc.property(entries, (rules) => {
        const planned = planRestrictions(requestFor(managed(rules), disk), 'hardened');
        if (!planned.ok) return;
        const { access, token } = planned.value;
        const model = new AccessModel(access, token.capabilities, isFile);
        const roots = access.filter(({ effect }) => effect === 'allow-write').map(({ path }) => path);
        const ways = roots.flatMap(selfAndAncestors).filter((path) => roots.some((root) => isWithin(path, root)));
        const kept = [...access.map(({ path }) => path), ...ways];
        expect(kept.filter((path) => model.allows('remove', path))).toEqual([]);
      }),
      { numRuns: Number(process.env.FAST_CHECK_RUNS ?? 500) },
    );
  });
});
