import { describe, expect, it } from 'vitest';
import { readOnlyProfile, workspaceWriteProfile } from '../../../src/domain/permissions/built-in-profiles.js';
import type { FileSystemEntry } from '../../../src/domain/permissions/file-system-policy.js';
import { legacyRuntimePolicy, needsDirectEnforcement } from '../../../src/domain/permissions/legacy-enforcement.js';
import type { PermissionProfile } from '../../../src/domain/permissions/permission-profile.js';
import { enforcesTheSame } from '../../../src/domain/permissions/same-permissions.js';
import { abs, at, contextAt, factsOf, glob, managed, noFacts, restricted, skip, special, workspace } from './build.js';

const context = contextAt();
const metadata = factsOf({ '/ws/.git': {}, '/ws/.agents': {}, '/ws/.codex': {}, '/ws/.aws': {} });
const noTmp = { excludeTmpdir: true, excludeSlashTmp: true };

describe('two sets of rules', () => {
  it.each<[string, readonly FileSystemEntry[], readonly FileSystemEntry[], boolean]>([
    [
      'the same rules in another order',
      [at('/a', 'read'), at('/b', 'write')],
      [at('/b', 'write'), at('/a', 'read')],
      true,
    ],
    [
      'the order of roots, carve-outs and denials',
      [
        at('/a', 'write'),
        at('/b', 'write'),
        at('/a/y', 'read'),
        at('/a/x', 'read'),
        at('/c', 'deny'),
        at('/d', 'deny'),
      ],
      [
        at('/d', 'deny'),
        at('/c', 'deny'),
        at('/a/x', 'read'),
        at('/a/y', 'read'),
        at('/b', 'write'),
        at('/a', 'write'),
      ],
      true,
    ],
    [
      'a reopened name and a carve-out',
      [at('/a', 'write'), at('/a/.git', 'write'), at('/a/.git', 'deny')],
      [at('/a', 'write')],
      false,
    ],
    ['a repeated rule', [at('/a', 'read')], [at('/a', 'read'), at('/a', 'read')], true],
    ['a symbolic and a literal spelling', [workspace('write')], [at('/ws', 'write')], true],
    ['another readable root', [at('/a', 'read')], [at('/b', 'read')], false],
    ['another writable root', [at('/a', 'write')], [at('/a', 'read')], false],
    ['another carve-out', [at('/a', 'write'), at('/a/b', 'read')], [at('/a', 'write'), at('/a/c', 'read')], false],
    ['another reopened name', [at('/a', 'write'), at('/a/.git', 'write')], [at('/a', 'write')], false],
    ['another denial', [special('root', 'read'), at('/a', 'deny')], [special('root', 'read'), at('/b', 'deny')], false],
    ['another pattern', [at('/a', 'read'), glob('/a/*')], [at('/a', 'read'), glob('/a/?')], false],
    ['the platform defaults', [special('minimal', 'read')], [], false],
    ['everything readable', [special('root', 'read')], [], false],
    ['everything writable', [special('root', 'write')], [special('root', 'read')], false],
  ])('differing in %s enforce the same: %s', (_, a, b, expected) => {
    expect(enforcesTheSame([restricted(...a), restricted(...b)], context, noFacts)).toBe(expected);
    expect(enforcesTheSame([restricted(...b), restricted(...a)], context, noFacts)).toBe(expected);
  });

  it('differ in the depth to which patterns are looked for', () => {
    const policy = restricted(glob('/a/**'));
    expect(enforcesTheSame([policy, { ...policy, globScanMaxDepth: 2 }], context, noFacts)).toBe(false);
  });
});

describe('what an older client enforces', () => {
  it('is the metadata that exists, and the .codex of the working directory', () => {
    const policy = {
      kind: 'workspace-write',
      writableRoots: [abs('/other')],
      network: 'restricted',
      excludeTmpdir: true,
      excludeSlashTmp: true,
    } as const;
    const facts = factsOf({ '/ws/.git': {}, '/other/.codex': {} });
    expect(legacyRuntimePolicy(policy, context, facts)).toStrictEqual(
      restricted(
        special('root', 'read'),
        workspace('write'),
        at('/other', 'write'),
        skip(at('/ws/.git', 'read')),
        skip(at('/ws/.codex', 'read')),
        skip(at('/other/.codex', 'read')),
      ),
    );
  });

  it('of the other policies is what they mean', () => {
    expect([
      legacyRuntimePolicy({ kind: 'danger-full-access' }, context, noFacts),
      legacyRuntimePolicy({ kind: 'external', network: 'enabled' }, context, noFacts),
      legacyRuntimePolicy({ kind: 'read-only', network: 'restricted' }, context, noFacts),
    ]).toStrictEqual([{ kind: 'unrestricted' }, { kind: 'external' }, restricted(special('root', 'read'))]);
  });
});

describe('a profile needs somebody who understands it', () => {
  it('not when nothing is restricted or only reading is allowed', () => {
    const profiles = [{ kind: 'disabled' }, { kind: 'external', network: 'restricted' }, readOnlyProfile()] as const;
    expect(profiles.map((profile) => needsDirectEnforcement(profile, context, noFacts))).toStrictEqual([
      false,
      false,
      false,
    ]);
  });

  it('when metadata is missing that an older client would not protect', () => {
    const profile = workspaceWriteProfile(noTmp);
    expect(needsDirectEnforcement(profile, context, noFacts)).toBe(true);
    expect(needsDirectEnforcement(profile, context, metadata)).toBe(false);
    const bare = managed(special('root', 'read'), workspace('write'));
    const most = factsOf({ '/ws/.git': {}, '/ws/.agents': {}, '/ws/.codex': {} });
    expect([noFacts, most, metadata].map((facts) => needsDirectEnforcement(bare, context, facts))).toStrictEqual([
      true,
      true,
      false,
    ]);
  });

  it('when metadata is missing in another root, where an older client protects nothing that is missing', () => {
    const profile = managed(special('root', 'read'), workspace('write'), at('/two', 'write'));
    const other = ['.git', '.agents', '.aws'].map((name) => [`/two/${name}`, {}]);
    const facts = new Map([...metadata, ...factsOf(Object.fromEntries(other))]);
    expect(needsDirectEnforcement(profile, context, facts)).toBe(true);
    const complete = new Map([...facts, ...factsOf({ '/two/.codex': {} })]);
    expect(needsDirectEnforcement(profile, context, complete)).toBe(false);
  });

  it('not when everything can be written', () => {
    const open = { ...managed(special('root', 'write')), network: 'enabled' } as PermissionProfile;
    expect(needsDirectEnforcement(open, context, noFacts)).toBe(false);
  });

  it('whatever the order of its entries', () => {
    const entries = [special('root', 'read'), workspace('write')];
    expect(needsDirectEnforcement(managed(...entries), context, metadata)).toBe(false);
    expect(needsDirectEnforcement(managed(...entries.toReversed()), context, metadata)).toBe(false);
  });

  it('when it has carve-outs, denials or roots of its own', () => {
    const base = [special('root', 'read'), workspace('write')];
    const extras = [workspace('read', 'docs'), at('/etc', 'deny'), glob('/ws/*.env'), special('minimal', 'read')];
    expect(extras.map((extra) => needsDirectEnforcement(managed(...base, extra), context, metadata))).toStrictEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(needsDirectEnforcement(managed(at('/other', 'write')), context, metadata)).toBe(true);
    expect(needsDirectEnforcement(managed(workspace('read')), context, metadata)).toBe(true);
  });
});
