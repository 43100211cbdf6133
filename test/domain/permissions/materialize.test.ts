import { describe, expect, it } from 'vitest';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import {
  isWorkspaceEntry,
  materializePolicy,
  materializeProfile,
} from '../../../src/domain/permissions/materialize.js';
import type { PermissionProfile } from '../../../src/domain/permissions/permission-profile.js';
import { isDescendantPath, joinBelow } from '../../../src/domain/permissions/workspace-path.js';
import {
  abs,
  at,
  glob,
  managed,
  restricted,
  skip,
  special,
  unknownSpecial,
  workspace,
  workspaceGlob,
} from './build.js';

const roots: readonly AbsolutePath[] = [abs('/one'), abs('/two')];

describe('materialising', () => {
  it('expands exact, scoped and pattern rules in place, rule by rule and root by root', () => {
    const profile: PermissionProfile = {
      kind: 'managed',
      fileSystem: {
        ...restricted(
          special('root', 'read'),
          workspace('write'),
          skip(workspace('read', '.git')),
          workspaceGlob('**/*.env'),
          at('/etc', 'deny'),
          glob('*.key'),
          unknownSpecial(':future', 'read', 'x'),
        ),
        globScanMaxDepth: 3,
      },
      network: 'enabled',
    };
    expect(materializeProfile(profile, roots)).toStrictEqual({
      kind: 'managed',
      fileSystem: {
        ...restricted(
          special('root', 'read'),
          at('/one', 'write'),
          at('/two', 'write'),
          skip(at('/one/.git', 'read')),
          skip(at('/two/.git', 'read')),
          glob('/one/**/*.env'),
          glob('/two/**/*.env'),
          at('/etc', 'deny'),
          glob('*.key'),
          unknownSpecial(':future', 'read', 'x'),
        ),
        globScanMaxDepth: 3,
      },
      network: 'enabled',
    });
  });

  it('over one root replaces each rule by one', () => {
    expect(materializePolicy(restricted(workspaceGlob('a/*')), [abs('/ws')])).toStrictEqual(
      restricted(glob('/ws/a/*')),
    );
  });

  it('over no root drops the rules, and over two equal ones repeats them', () => {
    const policy = restricted(workspace('write'), at('/a', 'read'));
    expect(materializePolicy(policy, [])).toStrictEqual(restricted(at('/a', 'read')));
    expect(materializePolicy(policy, [abs('/r'), abs('/r')])).toStrictEqual(
      restricted(at('/r', 'write'), at('/r', 'write'), at('/a', 'read')),
    );
  });

  it('keeps where a rule was written', () => {
    const origin = { kind: 'legacy-setting', key: 'sandbox_mode' } as const;
    expect(materializePolicy(restricted({ ...workspace('write'), origin }), [abs('/r')])).toStrictEqual(
      restricted({ ...at('/r', 'write'), origin }),
    );
  });

  it('never leaves a root: a grant that would is dropped, a restriction locks the root', () => {
    for (const bad of ['../x', '/etc', 'a/../../x', '.', '', 'a//b', './a', 'a\0b', 'a/']) {
      const policy = restricted(
        workspace('write', bad),
        workspace('read', bad),
        workspace('deny', bad),
        workspaceGlob(bad),
      );
      expect(materializePolicy(policy, [abs('/r')])).toStrictEqual(
        restricted(at('/r', 'deny'), at('/r', 'deny'), at('/r', 'deny')),
      );
    }
  });

  it('leaves profiles without rules alone', () => {
    const profiles: readonly PermissionProfile[] = [
      { kind: 'disabled' },
      { kind: 'external', network: 'restricted' },
      { kind: 'managed', fileSystem: { kind: 'unrestricted' }, network: 'enabled' },
    ];
    expect(profiles.map((profile) => materializeProfile(profile, roots))).toStrictEqual(profiles);
    expect(materializePolicy({ kind: 'external' }, roots)).toStrictEqual({ kind: 'external' });
  });

  it('joins with the separators of the root', () => {
    const root = abs('C:\\ws', 'windows');
    expect(materializePolicy(restricted(workspace('write', 'a/b'), workspaceGlob('**/*.env')), [root])).toStrictEqual({
      kind: 'restricted',
      entries: [
        { path: { kind: 'path', path: 'C:\\ws\\a\\b' }, access: 'write' },
        { path: { kind: 'glob', pattern: 'C:\\ws\\**\\*.env' }, access: 'deny' },
      ],
    });
  });

  it('concerns rules about workspaces only', () => {
    const entries = [
      workspace('read'),
      workspace('read', 'a'),
      workspaceGlob('a'),
      glob('/a'),
      special('root', 'read'),
    ];
    expect(managed(...entries).kind === 'managed' && entries.map(isWorkspaceEntry)).toStrictEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('a path below a root', () => {
  it.each<[string, boolean, boolean]>([
    ['a', true, true],
    ['a/b', true, true],
    ['.git', true, true],
    ['..a', true, true],
    ['ab:c', true, true],
    ['a:b', true, false],
    ['C:a', true, false],
    ['a\\..\\b', true, false],
    ['\\a', true, false],
    ['..', false, false],
    ['/a', false, false],
    ['', false, false],
  ])('`%s` is one on POSIX: %s, on Windows: %s', (text, posix, windows) => {
    const drive = /^[A-Za-z]:/.test(text);
    expect(isDescendantPath(text, 'posix')).toBe(posix);
    expect(isDescendantPath(text, 'windows')).toBe(windows);
    expect(joinBelow(abs('/r'), text)).toBe(posix ? `/r/${text}` : undefined);
    expect(drive && joinBelow(abs('C:\\r', 'windows'), text) !== undefined).toBe(false);
  });
});
