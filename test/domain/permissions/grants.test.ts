import { describe, expect, it } from 'vitest';
import type { AdditionalPermissions } from '../../../src/domain/permissions/additional-permissions.js';
import { applyGrants } from '../../../src/domain/permissions/apply-grants.js';
import { readOnlyProfile } from '../../../src/domain/permissions/built-in-profiles.js';
import type { FileSystemEntry } from '../../../src/domain/permissions/file-system-policy.js';
import { intersectGrants } from '../../../src/domain/permissions/intersect-grants.js';
import { isDenyPattern, mergeGrants } from '../../../src/domain/permissions/merge-grants.js';
import { isEmptyGrant, normaliseGrants } from '../../../src/domain/permissions/normalise-grants.js';
import type { PermissionProfile } from '../../../src/domain/permissions/permission-profile.js';
import { requiresSandbox } from '../../../src/domain/permissions/sandbox-requirement.js';
import {
  abs,
  at,
  contextAt,
  factsOf,
  glob,
  managed,
  noFacts,
  restricted,
  special,
  unknownSpecial,
  workspace,
  workspaceGlob,
} from './build.js';

const context = contextAt();

function files(...entries: readonly FileSystemEntry[]): AdditionalPermissions {
  return { fileSystem: { entries } };
}

function filesToDepth(globScanMaxDepth: number, ...entries: readonly FileSystemEntry[]): AdditionalPermissions {
  return { fileSystem: { entries, globScanMaxDepth } };
}

const network: AdditionalPermissions = { network: { enabled: true } };

describe('normalising grants', () => {
  it('drops what asks for nothing, and repetitions', () => {
    const cases: readonly (readonly [AdditionalPermissions, AdditionalPermissions])[] = [
      [{}, {}],
      [{ network: {} }, {}],
      [{ network: { enabled: false } }, { network: { enabled: false } }],
      [{ ...network, fileSystem: { entries: [] } }, network],
      [filesToDepth(2), filesToDepth(2)],
      [files(at('/a', 'read'), at('/b', 'read'), at('/a', 'read')), files(at('/a', 'read'), at('/b', 'read'))],
    ];
    expect(cases.map(([given]) => normaliseGrants(given, noFacts))).toStrictEqual(
      cases.map(([, value]) => ({ ok: true, value })),
    );
  });

  it('spells paths as they are enforced', () => {
    const facts = factsOf({
      '/tmp/a': { realPath: abs('/private/tmp/a'), symlinks: [abs('/tmp')] },
      '/home/link': { realPath: abs('/real'), symlinks: [abs('/home/link')] },
    });
    const given = files(
      at('/tmp/a', 'write'),
      at('/private/tmp/a', 'write'),
      at('/home/link', 'read'),
      workspace('read'),
    );
    expect(normaliseGrants(given, facts)).toStrictEqual({
      ok: true,
      value: files(at('/private/tmp/a', 'write'), at('/home/link', 'read'), workspace('read')),
    });
  });

  it.each([
    ['/a/*', 'read', glob('/a/*', 'read')],
    ['*.env', 'write', workspaceGlob('*.env', 'write')],
  ])('refuses to grant by the pattern `%s`', (pattern, access, entry) => {
    expect(normaliseGrants(files(glob('/b/*'), entry), noFacts)).toStrictEqual({
      ok: false,
      error: {
        code: 'pattern-grants-access',
        message: `the pattern \`${pattern}\` asks for \`${access}\`, but patterns can only be denied; ask for exact paths`,
      },
    });
  });

  it('tells empty grants from others', () => {
    expect([{}, network, files(), { network: {} }].map(isEmptyGrant)).toStrictEqual([true, false, false, false]);
  });
});

describe('merging grants', () => {
  it.each<[string, AdditionalPermissions, AdditionalPermissions, AdditionalPermissions]>([
    ['nothing', {}, {}, {}],
    ['the network of one side', network, { network: { enabled: false } }, network],
    ['the network of the other side', {}, network, network],
    ['no network', { network: { enabled: false } }, {}, {}],
    ['the files of one side', files(at('/a', 'read')), {}, files(at('/a', 'read'))],
    ['the files of the other side', {}, files(at('/a', 'read')), files(at('/a', 'read'))],
    [
      'different files',
      files(at('/a', 'read'), at('/b', 'write')),
      files(at('/b', 'write'), at('/a', 'write')),
      files(at('/a', 'read'), at('/b', 'write'), at('/a', 'write')),
    ],
    [
      'the greater depth',
      filesToDepth(2, glob('/a/*')),
      filesToDepth(5, glob('/b/*')),
      filesToDepth(5, glob('/a/*'), glob('/b/*')),
    ],
    [
      'a depth and no pattern',
      filesToDepth(2, glob('/a/*')),
      files(at('/b', 'read')),
      filesToDepth(2, glob('/a/*'), at('/b', 'read')),
    ],
    [
      'a depth and an unbounded pattern',
      filesToDepth(2, glob('/a/*')),
      files(workspaceGlob('*')),
      files(glob('/a/*'), workspaceGlob('*')),
    ],
    [
      'an unbounded pattern among other rules',
      files(at('/b', 'read'), glob('/a/*')),
      filesToDepth(2),
      files(at('/b', 'read'), glob('/a/*')),
    ],
    [
      'an unbounded pattern and a depth',
      files(glob('/a/*')),
      filesToDepth(2, at('/b', 'read')),
      files(glob('/a/*'), at('/b', 'read')),
    ],
  ])('takes %s', (_, base, more, expected) => {
    expect(mergeGrants(base, more)).toStrictEqual(expected);
  });

  it('knows deny patterns from everything else', () => {
    const entries = [glob('/a'), workspaceGlob('a'), glob('/a', 'read'), at('/a', 'deny'), workspace('deny')];
    expect(entries.map(isDenyPattern)).toStrictEqual([true, true, false, false, false]);
  });
});

describe('applying grants', () => {
  const granted = { ...network, ...files(at('/a', 'write'), special('root', 'read')) };

  it('adds rules to those of a restricted profile, and says so', () => {
    expect(applyGrants(readOnlyProfile(), granted)).toStrictEqual({
      kind: 'managed',
      fileSystem: restricted(special('root', 'read'), { ...at('/a', 'write'), origin: { kind: 'grant' } }),
      network: 'enabled',
    });
  });

  it('keeps denials, origins and the scan depth', () => {
    const profile: PermissionProfile = {
      kind: 'managed',
      fileSystem: { ...restricted(glob('/a/**'), at('/b', 'deny')), globScanMaxDepth: 3 },
      network: 'restricted',
    };
    const origin = { kind: 'requirement', source: 'x' } as const;
    expect(applyGrants(profile, files({ ...at('/b', 'read'), origin }))).toStrictEqual({
      kind: 'managed',
      fileSystem: {
        ...restricted(glob('/a/**'), at('/b', 'deny'), { ...at('/b', 'read'), origin }),
        globScanMaxDepth: 3,
      },
      network: 'restricted',
    });
  });

  it('leaves an open network open', () => {
    const enabled = readOnlyProfile({ network: 'enabled' });
    expect([applyGrants(enabled, {}), applyGrants(enabled, { network: { enabled: false } })]).toStrictEqual([
      enabled,
      enabled,
    ]);
  });

  it('has little to add where files are not restricted', () => {
    const open: PermissionProfile = { kind: 'managed', fileSystem: { kind: 'unrestricted' }, network: 'restricted' };
    expect([
      applyGrants({ kind: 'disabled' }, granted),
      applyGrants({ kind: 'external', network: 'restricted' }, granted),
      applyGrants({ kind: 'external', network: 'restricted' }, files()),
      applyGrants(open, granted),
    ]).toStrictEqual([
      { kind: 'disabled' },
      { kind: 'external', network: 'enabled' },
      { kind: 'external', network: 'restricted' },
      { ...open, network: 'enabled' },
    ]);
  });
});

describe('intersecting grants', () => {
  it.each<[string, AdditionalPermissions, AdditionalPermissions, AdditionalPermissions]>([
    ['nothing with something', {}, { ...network, ...files(at('/a', 'read')) }, {}],
    ['something with nothing', { ...network, ...files(at('/a', 'read')) }, {}, {}],
    ['networks', network, network, network],
    ['an open network with a closed one', network, { network: { enabled: false } }, {}],
    ['the same', files(at('/a', 'read')), files(at('/a', 'read')), files(at('/a', 'read'))],
    ['a wish with a part of it', files(at('/a', 'write')), files(at('/a/b', 'write')), files(at('/a/b', 'write'))],
    ['a wish with more than it', files(at('/a/b', 'write')), files(at('/a', 'write')), {}],
    ['writing with reading', files(at('/a', 'write')), files(at('/a', 'read')), files(at('/a', 'read'))],
    ['reading with writing', files(at('/a', 'read')), files(at('/a', 'write')), {}],
    ['a wish with metadata in it', files(at('/a', 'write')), files(at('/a/.git', 'write')), {}],
    ['a wish and its denial', files(at('/a', 'write'), at('/a/no', 'deny')), files(at('/a/no', 'read')), {}],
    ['a wish and its pattern', files(at('/a', 'read'), glob('/a/*.env')), files(at('/a/x.env', 'read')), {}],
    [
      'places without a path among others',
      files(at('/a', 'read'), special('minimal', 'read')),
      files(special('minimal', 'read')),
      files(special('minimal', 'read')),
    ],
    [
      'a read-only rule above what is left, which restricts nothing',
      files(at('/a', 'read'), at('/a/b', 'write')),
      files(at('/a/b', 'write')),
      files(at('/a/b', 'write')),
    ],
    [
      'a pattern that touches one of several places',
      files(at('/a', 'read'), at('/b', 'read'), glob('/a/*.env')),
      files(at('/a', 'read'), at('/b', 'read')),
      files(at('/a', 'read'), at('/b', 'read'), glob('/a/*.env')),
    ],
    ['denials alone', files(at('/a', 'read')), files(at('/a', 'deny')), {}],
    [
      'workspaces, root by root',
      files(workspace('write')),
      files(workspace('write', 'sub')),
      files(at('/ws/sub', 'write')),
    ],
    [
      'places without a path that are equal',
      files(special('minimal', 'read')),
      files(special('minimal', 'read')),
      files(special('minimal', 'read')),
    ],
    ['places without a path that differ', files(special('minimal', 'read')), files(unknownSpecial(':f', 'read')), {}],
    [
      'temporary directories',
      files(at('/tmp', 'write')),
      files(special('slash-tmp', 'write')),
      files(special('slash-tmp', 'write')),
    ],
    [
      'restrictions of both sides that touch what is left',
      filesToDepth(
        3,
        at('/a', 'write'),
        at('/a/ro', 'read'),
        at('/a/no', 'deny'),
        glob('/a/**/*.env'),
        at('/z', 'deny'),
        glob('/z/*'),
      ),
      filesToDepth(2, at('/a', 'write'), at('/a/hidden', 'deny'), at('/q', 'deny'), at('/a/sub', 'write')),
      filesToDepth(
        3,
        at('/a', 'write'),
        at('/a/sub', 'write'),
        at('/a/ro', 'read'),
        at('/a/no', 'deny'),
        glob('/a/**/*.env'),
        at('/a/hidden', 'deny'),
      ),
    ],
    [
      'a denial above what is left',
      files(at('/a/b', 'read'), at('/a', 'deny')),
      files(at('/a/b', 'read'), glob('/**/x')),
      files(at('/a/b', 'read'), at('/a', 'deny'), glob('/**/x')),
    ],
    [
      'a pattern that cannot be understood',
      files(at('/a', 'read')),
      files(at('/a', 'read'), glob('/z/[b-a]')),
      files(at('/a', 'read'), glob('/z/[b-a]')),
    ],
  ])('takes %s', (_, requested, granted, expected) => {
    expect(intersectGrants(requested, granted, context)).toStrictEqual(expected);
  });

  it('keeps workspace restrictions concrete', () => {
    const two = contextAt('/ws', ['/ws', '/two']);
    expect(
      intersectGrants(files(workspace('write'), workspaceGlob('*.env')), files(at('/two', 'write')), two),
    ).toStrictEqual(files(at('/two', 'write'), glob('/two/*.env')));
  });

  it('never takes a symbolic /tmp where there is none', () => {
    const windows = { cwd: abs('C:\\ws', 'windows'), workspaceRoots: [] };
    const wish = files({ path: { kind: 'path', path: abs('C:\\', 'windows') }, access: 'write' });
    expect(intersectGrants(wish, files(special('slash-tmp', 'write')), windows)).toStrictEqual({});
  });
});

describe('a sandbox is needed', () => {
  it.each<[string, PermissionProfile, boolean]>([
    ['nothing is restricted', { kind: 'disabled' }, false],
    ['somebody else restricts', { kind: 'external', network: 'restricted' }, false],
    ['somebody else restricts files alone', { kind: 'external', network: 'enabled' }, false],
    [
      'the network is restricted',
      { kind: 'managed', fileSystem: { kind: 'unrestricted' }, network: 'restricted' },
      true,
    ],
    [
      'only the network is managed',
      { kind: 'managed', fileSystem: { kind: 'unrestricted' }, network: 'enabled' },
      false,
    ],
    ['files are restricted', readOnlyProfile({ network: 'enabled' }), true],
    [
      'the whole disk is writable',
      { ...managed(special('root', 'write')), network: 'enabled' } as PermissionProfile,
      false,
    ],
  ])('when %s: %s', (_, profile, expected) => {
    expect(requiresSandbox(profile)).toBe(expected);
    expect(requiresSandbox(profile, { network: 'as-profile' })).toBe(expected);
    expect(requiresSandbox(profile, { network: 'filtered' })).toBe(true);
  });

  it('unless a grant for /tmp outweighs what is taken back there, which one that stands for nothing does not', () => {
    const rules = managed(special('root', 'write'), at('/tmp', 'read'), special('slash-tmp', 'write'));
    const profile = { ...rules, network: 'enabled' } as PermissionProfile;
    const elsewhere = { cwd: abs('/ws'), workspaceRoots: [abs('/ws')] };
    const verdicts = [{ context }, { context: elsewhere }, {}].map((options) => requiresSandbox(profile, options));
    expect(verdicts).toEqual([false, true, true]);
  });
});
