import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type {
  FileSystemEntry,
  RestrictedFileSystemPolicy,
} from '../../../src/domain/permissions/file-system-policy.js';
import {
  fromLegacySandboxPolicy,
  toLegacySandboxPolicy,
} from '../../../src/domain/permissions/legacy-sandbox-policy.js';
import { materializeEntries } from '../../../src/domain/permissions/materialize.js';
import type { PermissionContext } from '../../../src/domain/permissions/permission-context.js';
import type { PermissionProfile } from '../../../src/domain/permissions/permission-profile.js';
import { compileAccess } from '../../../src/domain/permissions/resolve-access.js';
import { resolveFileSystemRules } from '../../../src/domain/permissions/resolve-rules.js';
import { canWriteUnder } from '../../../src/domain/permissions/rules-access.js';
import { enforcesTheSame } from '../../../src/domain/permissions/same-permissions.js';
import type { SandboxPolicy } from '../../../src/domain/permissions/sandbox-policy.js';
import type { SpecialPath } from '../../../src/domain/permissions/special-path.js';
import { decodePermissionProfile } from '../../../src/domain/permissions/wire/decode-permission-profile.js';
import { encodePermissionProfile } from '../../../src/domain/permissions/wire/encode-permission-profile.js';
import { decodeSandboxPolicy, encodeSandboxPolicy } from '../../../src/domain/permissions/wire/sandbox-policy-form.js';
import { abs, noFacts, restricted } from './build.js';
import { naiveAccess } from './naive-resolver.js';

const runs = { numRuns: Number(process.env.FAST_CHECK_RUNS ?? 1000) };

const name = fc.constantFrom('a', 'b', 'ws', 'tmp', 'x.env', '.git', '.codex');
const names = (minLength: number) => fc.array(name, { minLength, maxLength: 4 });
const path: fc.Arbitrary<AbsolutePath> = names(0).map((parts) => abs(`/${parts.join('/')}`));
const subpath = names(1).map((parts) => parts.join('/'));
const access = fc.constantFrom('read' as const, 'write' as const, 'deny' as const);
const pattern = fc
  .array(fc.oneof(name, fc.constantFrom('*', '**', '*.env', 'a*')), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('/'));

const special: fc.Arbitrary<SpecialPath> = fc.oneof(
  fc.constantFrom<SpecialPath>(
    { kind: 'root' },
    { kind: 'tmpdir' },
    { kind: 'slash-tmp' },
    { kind: 'workspace-roots' },
    { kind: 'unknown', token: ':future' },
  ),
  subpath.map((text): SpecialPath => ({ kind: 'workspace-roots', subpath: text })),
);

const plainEntry: fc.Arbitrary<FileSystemEntry> = fc.record({
  path: fc.oneof(
    path.map((literal) => ({ kind: 'path' as const, path: literal })),
    special.map((place) => ({ kind: 'special' as const, special: place })),
  ),
  access,
});
const skippable: fc.Arbitrary<FileSystemEntry> = plainEntry.map((entry) => ({ ...entry, missingPath: 'skip' }));
const patternEntry: fc.Arbitrary<FileSystemEntry> = fc.oneof(
  pattern.map((text): FileSystemEntry => ({ path: { kind: 'glob', pattern: `/${text}` }, access: 'deny' })),
  pattern.map((text): FileSystemEntry => ({ path: { kind: 'workspace-glob', pattern: text }, access: 'deny' })),
);
const entry = fc.oneof(
  { weight: 6, arbitrary: plainEntry },
  { weight: 1, arbitrary: skippable },
  { weight: 1, arbitrary: patternEntry },
);
const entries = fc.array(entry, { maxLength: 10 });

const context: fc.Arbitrary<PermissionContext> = fc
  .record({ roots: fc.uniqueArray(path, { maxLength: 3 }), tmpdir: fc.option(path), slashTmp: fc.boolean() })
  .map(({ roots, tmpdir, slashTmp }) => ({
    cwd: roots[0] ?? abs('/ws'),
    workspaceRoots: roots,
    ...(tmpdir === null ? {} : { tmpdir }),
    ...(slashTmp ? { slashTmp: abs('/tmp') } : {}),
  }));

const profile: fc.Arbitrary<PermissionProfile> = fc.oneof(
  fc.constantFrom<PermissionProfile>(
    { kind: 'disabled' },
    { kind: 'external', network: 'enabled' },
    { kind: 'managed', fileSystem: { kind: 'unrestricted' }, network: 'restricted' },
  ),
  fc
    .record({
      entries,
      depth: fc.option(fc.integer({ min: 1, max: 9 })),
      network: fc.constantFrom('restricted' as const, 'enabled' as const),
    })
    .map(
      ({ entries: list, depth, network }): PermissionProfile => ({
        kind: 'managed',
        fileSystem: { ...restricted(...list), ...(depth === null ? {} : { globScanMaxDepth: depth }) },
        network,
      }),
    ),
);

function decisions(policy: RestrictedFileSystemPolicy, place: PermissionContext, asked: readonly AbsolutePath[]) {
  const compiled = compileAccess(policy, place);
  return asked.map((target) => ({
    mode: compiled.access(target),
    canRead: compiled.canRead(target),
    canWrite: compiled.canWrite(target),
  }));
}

const questions = fc.array(path, { minLength: 1, maxLength: 8 });

describe('whatever the rules', () => {
  it('the order of entries never matters', () => {
    const shuffled = entries.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    const property = fc.property(shuffled, context, questions, ([before, after], place, asked) => {
      const [first, second] = [restricted(...before), restricted(...after)];
      expect(decisions(second, place, asked)).toEqual(decisions(first, place, asked));
      expect(enforcesTheSame([first, second], place, noFacts)).toBe(true);
    });
    fc.assert(property, runs);
  });

  it('adding a denial never allows more', () => {
    const denial = entry.map((added): FileSystemEntry => ({ ...added, access: 'deny' }));
    const property = fc.property(entries, denial, context, questions, (list, added, place, asked) => {
      const before = decisions(restricted(...list), place, asked);
      const after = decisions(restricted(...list, added), place, asked);
      for (const [index, decision] of after.entries()) {
        expect(decision.canRead && !before[index]?.canRead).toBe(false);
        expect(decision.canWrite && !before[index]?.canWrite).toBe(false);
      }
    });
    fc.assert(property, runs);
  });

  it('materialising first and resolving first decide the same', () => {
    const property = fc.property(entries, context, questions, (list, place, asked) => {
      const concrete = restricted(...materializeEntries(list, place.workspaceRoots));
      const raw = decisions(restricted(...list), place, asked);
      expect(decisions(concrete, place, asked).map(({ mode }) => mode)).toEqual(raw.map(({ mode }) => mode));
      expect(decisions(concrete, { ...place, workspaceRoots: [] }, asked)).toEqual(decisions(concrete, place, asked));
      expect(materializeEntries(concrete.entries, [])).toEqual(concrete.entries);
    });
    fc.assert(property, runs);
  });

  it('what is encoded is decoded unchanged', () => {
    const property = fc.property(profile, (value) => {
      const text = JSON.stringify(encodePermissionProfile(value));
      expect(decodePermissionProfile(JSON.parse(text))).toEqual({ ok: true, value });
    });
    fc.assert(property, runs);
  });

  it('exactly what lies below a writable root and outside of its carve-outs can be written', () => {
    const property = fc.property(fc.array(plainEntry, { maxLength: 10 }), context, questions, (list, place, asked) => {
      const policy = restricted(...list);
      const rules = resolveFileSystemRules(policy, place, noFacts);
      const compiled = compileAccess(policy, place);
      for (const target of asked) {
        const below = canWriteUnder(rules, target);
        expect({ target, writable: compiled.canWrite(target) }).toEqual({ target, writable: below });
      }
    });
    fc.assert(property, runs);
  });

  it('an older policy comes back from its profile, and from its wire form', () => {
    const network = fc.constantFrom('restricted' as const, 'enabled' as const);
    const policy: fc.Arbitrary<SandboxPolicy> = fc.oneof(
      fc.constant<SandboxPolicy>({ kind: 'danger-full-access' }),
      fc.record({ kind: fc.constantFrom('read-only' as const, 'external' as const), network }),
      fc.record({
        kind: fc.constant('workspace-write' as const),
        writableRoots: fc.uniqueArray(path.filter((root) => root !== '/home/ws')),
        network,
        excludeTmpdir: fc.boolean(),
        excludeSlashTmp: fc.boolean(),
      }),
    );
    const place = { cwd: abs('/home/ws'), workspaceRoots: [abs('/home/ws')] };
    const property = fc.property(policy, (value) => {
      expect(toLegacySandboxPolicy(fromLegacySandboxPolicy(value), place)).toEqual({ ok: true, value });
      expect(decodeSandboxPolicy(JSON.parse(JSON.stringify(encodeSandboxPolicy(value))))).toEqual({
        ok: true,
        value,
      });
    });
    fc.assert(property, runs);
  });

  it('a second, naive resolver agrees', () => {
    const property = fc.property(entries, context, questions, (list, place, asked) => {
      const expected = asked.map((target) => ({ target, ...naiveAccess(list, target, place) }));
      const actual = decisions(restricted(...list), place, asked).map(({ mode, canWrite }, index) => ({
        target: asked[index],
        mode,
        canWrite,
      }));
      expect(actual).toEqual(expected);
    });
    fc.assert(property, runs);
  });
});
