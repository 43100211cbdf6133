import { describe, expect, it } from 'vitest';
import {
  builtInProfile,
  readOnlyProfile,
  workspaceWriteProfile,
} from '../../../src/domain/permissions/built-in-profiles.js';
import type { PermissionProfile } from '../../../src/domain/permissions/permission-profile.js';
import { resolvedProfile } from '../../../src/domain/permissions/resolved-permission-profile.js';
import {
  summarizePermissionProfile,
  summarizeSandboxPolicy,
} from '../../../src/domain/permissions/summarize-permissions.js';
import { effectiveProfile, threadPermissions } from '../../../src/domain/permissions/thread-permissions.js';
import { abs, at, contextAt, managed, special } from './build.js';

describe('a summary', () => {
  it.each<[string, PermissionProfile]>([
    ['read-only', readOnlyProfile()],
    ['read-only (network access enabled)', readOnlyProfile({ network: 'enabled' })],
    ['danger-full-access', builtInProfile(':danger-full-access')],
    ['external-sandbox', { kind: 'external', network: 'restricted' }],
    ['external-sandbox (network access enabled)', { kind: 'external', network: 'enabled' }],
    ['workspace-write [workdir, /tmp, $TMPDIR]', workspaceWriteProfile()],
    [
      'workspace-write [workdir] (network access enabled)',
      workspaceWriteProfile({ excludeTmpdir: true, excludeSlashTmp: true, network: 'enabled' }),
    ],
    ['workspace-write [workdir, $TMPDIR]', workspaceWriteProfile({ excludeSlashTmp: true })],
    ['custom permissions', managed(special('root', 'read'), at('/other', 'write'))],
    [
      'custom permissions (network access enabled)',
      { ...managed(at('/other', 'write')), network: 'enabled' } as PermissionProfile,
    ],
  ])('reads `%s`', (expected, profile) => {
    expect(summarizePermissionProfile(profile, contextAt())).toBe(expected);
  });

  it('shows the workspace roots of the user and hides what the product writes to', () => {
    const permissions = threadPermissions(resolvedProfile(workspaceWriteProfile()), {
      workspaceRoots: [abs('/ws'), abs('/two')],
      internalWritableRoots: [abs('/home/.codex/memories')],
    });
    const context = contextAt('/ws', ['/ws', '/two']);
    expect(summarizePermissionProfile(effectiveProfile(permissions), context)).toBe(
      'workspace-write [workdir, /tmp, $TMPDIR, /two]',
    );
  });

  it('of anything else shows no roots', () => {
    expect(summarizePermissionProfile(readOnlyProfile(), contextAt('/ws', ['/ws', '/two']))).toBe('read-only');
  });

  it('of an older policy shows its roots', () => {
    const policy = {
      kind: 'workspace-write',
      writableRoots: [abs('/a'), abs('/b')],
      network: 'restricted',
      excludeTmpdir: true,
      excludeSlashTmp: false,
    } as const;
    expect(summarizeSandboxPolicy(policy)).toBe('workspace-write [workdir, /tmp, /a, /b]');
  });
});
