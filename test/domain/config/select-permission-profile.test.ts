import { describe, expect, it } from 'vitest';
import type { ConfigLayer, ConfigLayerName } from '../../../src/domain/config/config-layer.js';
import {
  type PermissionSyntax,
  type ProfileSelection,
  permissionSyntax,
  type SelectionInput,
  selectPermissionProfile,
} from '../../../src/domain/config/select-permission-profile.js';
import { readOnlyProfile } from '../../../src/domain/permissions/built-in-profiles.js';

function layer(name: ConfigLayerName, values: ConfigLayer['values']): ConfigLayer {
  return { name, source: name, values };
}

const legacy = { sandbox_mode: 'workspace-write' };
const profiles = { default_permissions: 'dev' };

function input(more: Partial<SelectionInput>): SelectionInput {
  return { config: {}, layers: [], ...more };
}

describe('the syntax that counts', () => {
  it.each<[string, Partial<SelectionInput>, PermissionSyntax]>([
    ['nobody says anything', {}, 'none'],
    ['a file has profiles', { layers: [layer('user', profiles)] }, 'profiles'],
    ['a file has a mode', { layers: [layer('user', legacy)] }, 'legacy'],
    ['one file has both', { layers: [layer('user', { ...legacy, ...profiles })] }, 'profiles'],
    ['a higher file has a mode', { layers: [layer('user', profiles), layer('project', legacy)] }, 'legacy'],
    ['a higher file has profiles', { layers: [layer('user', legacy), layer('project', profiles)] }, 'profiles'],
    ['a higher file says nothing', { layers: [layer('user', legacy), layer('project', { model: 'x' })] }, 'legacy'],
    ['the session has a mode', { layers: [layer('user', profiles), layer('session', legacy)] }, 'legacy'],
    [
      'the session has both',
      { layers: [layer('user', legacy), layer('session', { ...legacy, ...profiles })] },
      'profiles',
    ],
    [
      'the session has both in two layers',
      { layers: [layer('session', profiles), layer('session', legacy)] },
      'profiles',
    ],
    ['a mode overrides', { layers: [layer('session', profiles)], overrides: { sandboxMode: 'read-only' } }, 'legacy'],
    [
      'the merged settings have profiles',
      { config: { defaultPermissions: 'dev', sandboxMode: 'read-only' } },
      'profiles',
    ],
    ['the merged settings have a mode', { config: { sandboxMode: 'read-only' } }, 'legacy'],
  ])('when %s', (_, more, expected) => {
    expect(permissionSyntax(input(more))).toBe(expected);
  });
});

describe('the selection', () => {
  const profile = readOnlyProfile();
  const both = { sandboxMode: 'workspace-write', defaultPermissions: 'dev', permissions: { dev: {} } } as const;

  it.each<[string, Partial<SelectionInput>, ProfileSelection]>([
    ['is an overriding value', { config: both, overrides: { profile } }, { kind: 'value', profile }],
    [
      'is an overriding id',
      { config: both, overrides: { profileId: 'x' } },
      { kind: 'profile', id: 'x', choice: 'explicit' },
    ],
    [
      'is an overriding mode',
      { config: both, overrides: { sandboxMode: 'read-only' } },
      { kind: 'legacy', mode: 'read-only' },
    ],
    [
      'is the profile of a file with both',
      { config: both, layers: [layer('user', { ...legacy, ...profiles })] },
      { kind: 'profile', id: 'dev', choice: 'explicit' },
    ],
    [
      'is the mode of a higher layer, and profiles are ignored',
      { config: both, layers: [layer('user', profiles), layer('session', legacy)] },
      { kind: 'legacy', mode: 'workspace-write' },
    ],
    [
      'may be built in',
      { config: { defaultPermissions: ':danger-full-access' } },
      { kind: 'profile', id: ':danger-full-access', choice: 'explicit' },
    ],
    ['without any is reading', {}, { kind: 'profile', id: ':read-only', choice: 'implicit' }],
    [
      'in a trusted project is the workspace',
      { trust: 'trusted' },
      { kind: 'profile', id: ':workspace', choice: 'implicit' },
    ],
    ['in an untrusted project too', { trust: 'untrusted' }, { kind: 'profile', id: ':workspace', choice: 'implicit' }],
    [
      'without a sandbox is reading',
      { trust: 'trusted', sandbox: 'missing' },
      { kind: 'profile', id: ':read-only', choice: 'implicit' },
    ],
    [
      'ignores an empty table of profiles',
      { config: { permissions: {} } },
      { kind: 'profile', id: ':read-only', choice: 'implicit' },
    ],
  ])('%s', (_, more, value) => {
    expect(selectPermissionProfile(input(more))).toStrictEqual({ ok: true, value });
  });

  it('has to be made where profiles are defined', () => {
    expect(selectPermissionProfile(input({ config: { permissions: { dev: {} } }, trust: 'trusted' }))).toStrictEqual({
      ok: false,
      error: {
        path: ['permissions'],
        message:
          '`permissions` defines profiles, but none is selected; set `default_permissions` to the name of one of them',
      },
    });
  });

  it.each<[SelectionInput['overrides'], string, string]>([
    [{ sandboxMode: 'read-only', profile }, 'sandbox_mode', 'permission_profile'],
    [{ sandboxMode: 'read-only', profileId: 'x' }, 'sandbox_mode', 'default_permissions'],
    [{ profile, profileId: 'x' }, 'permission_profile', 'default_permissions'],
  ])('is not made by two overrides at once: %j', (overrides, first, second) => {
    expect(selectPermissionProfile(input(overrides === undefined ? {} : { overrides }))).toStrictEqual({
      ok: false,
      error: { path: [first], message: `\`${first}\` and \`${second}\` cannot both be overridden; choose one` },
    });
  });
});
