import { describe, expect, it } from 'vitest';
import { renderPermissionInstructions } from '../../../../src/domain/conversation/context/permission-instructions.js';
import { applyGrants } from '../../../../src/domain/permissions/apply-grants.js';
import { workspaceWriteProfile } from '../../../../src/domain/permissions/built-in-profiles.js';
import { compareProfiles } from '../../../../src/domain/permissions/explain/compare-profiles.js';
import { toLegacySandboxPolicy } from '../../../../src/domain/permissions/legacy-sandbox-policy.js';
import { describeBlocked } from '../../../../src/domain/permissions/network/blocked-connection.js';
import { type FilteredNetwork, networkAccessOf } from '../../../../src/domain/permissions/network-policy.js';
import type { PermissionProfile } from '../../../../src/domain/permissions/permission-profile.js';
import { requiresSandbox } from '../../../../src/domain/permissions/sandbox-requirement.js';
import { summarizePermissionProfile } from '../../../../src/domain/permissions/summarize-permissions.js';
import { decodePermissionProfile } from '../../../../src/domain/permissions/wire/decode-permission-profile.js';
import { encodePermissionProfile } from '../../../../src/domain/permissions/wire/encode-permission-profile.js';
import { renderCommandReport } from '../../../../src/domain/tools/render-command-output.js';
import { contextAt } from '../build.js';

const network: FilteredNetwork = {
  kind: 'filtered',
  mode: 'limited',
  allowedDomains: ['example.com', '*.example.org'],
  deniedDomains: ['secret.example.org'],
  localAddresses: 'allowed',
};
const files = workspaceWriteProfile();
const profile = { ...files, network } as PermissionProfile;

describe('a profile that lets commands reach chosen hosts', () => {
  it('is a closed network to everybody who knows only on and off', () => {
    const projected = toLegacySandboxPolicy(profile, contextAt());
    expect(projected).toStrictEqual(toLegacySandboxPolicy(files, contextAt()));
    expect([networkAccessOf(network), requiresSandbox(profile)]).toStrictEqual(['restricted', true]);
    const unrestricted: PermissionProfile = { kind: 'managed', fileSystem: { kind: 'unrestricted' }, network };
    expect([requiresSandbox(unrestricted), toLegacySandboxPolicy(unrestricted, contextAt())]).toStrictEqual([
      true,
      { ok: true, value: { kind: 'external', network: 'restricted' } },
    ]);
  });

  it('survives being written, and reads as closed to older readers', () => {
    const encoded = encodePermissionProfile(profile);
    expect(encoded).toMatchObject({
      network: 'restricted',
      network_rules: {
        mode: 'limited',
        allowed_domains: ['example.com', '*.example.org'],
        denied_domains: ['secret.example.org'],
        local_addresses: 'allowed',
      },
    });
    expect(decodePermissionProfile(JSON.parse(JSON.stringify(encoded)))).toStrictEqual({ ok: true, value: profile });
    const open = decodePermissionProfile({ ...encoded, network: 'enabled' });
    expect(open.ok && open.value).toMatchObject({ network: 'enabled' });
    expect(decodePermissionProfile({ ...encoded, network_rules: { allowed_domains: [1] } }).ok).toBe(false);
  });

  it('keeps its denials when the network is granted on top', () => {
    const granted = applyGrants(profile, { network: { enabled: true } });
    expect(granted).toStrictEqual({ ...profile, network: { ...network, mode: 'full', allowedDomains: ['*'] } });
  });

  it('differs from one with other hosts, and not from itself', () => {
    const other = { ...files, network: { ...network, allowedDomains: [] } } as PermissionProfile;
    expect(compareProfiles(profile, other, contextAt()).network).toStrictEqual({
      first: network,
      second: { ...network, allowedDomains: [] },
    });
    expect(compareProfiles(profile, { ...profile }, contextAt()).network).toBeUndefined();
  });

  it('says so to people and models', () => {
    expect(summarizePermissionProfile(profile, contextAt())).toBe(
      'workspace-write [workdir, /tmp, $TMPDIR] (network access to chosen hosts)',
    );
    const facts = { fileSystem: { kind: 'read-only' }, network, approvalPolicy: 'never' } as const;
    expect(renderPermissionInstructions(facts)).toContain(
      'They reach the network through a proxy that lets them connect to `example.com`, `*.example.org`, but never `secret.example.org`, and to nothing else. They can only read there: GET, HEAD and OPTIONS without encryption. A program that looks at no proxy variable, such as `HTTP_PROXY`, reaches nobody.',
    );
    const closed = { ...network, allowedDomains: [] };
    expect(renderPermissionInstructions({ ...facts, network: closed })).toContain('They cannot reach the network.');
  });
});

describe('what was blocked', () => {
  const blocked = [
    { host: 'evil.test', port: 443, protocol: 'connect', reason: 'not-allowed' },
    { host: '10.0.0.1', port: 80, protocol: 'http', reason: 'local-address' },
  ] as const;

  it('is one line, however much it is', () => {
    expect(describeBlocked(blocked)).toBe(
      'Network connections blocked: evil.test:443 (not allowed by the permission profile), 10.0.0.1:80 (this machine or a private network)',
    );
    expect(describeBlocked(Array(25).fill(blocked[0]))).toMatch(/ and 5 more$/);
  });

  it('stands in the report of its command', () => {
    const report = {
      chunkId: 'b5a0d6',
      wallTimeMs: 0,
      output: { text: 'x', bytes: 1, omittedBytes: 0 },
      maxOutputTokens: 10,
    } as const;
    expect(renderCommandReport({ ...report, progress: { kind: 'exited', exitCode: 0 }, blocked: [blocked[0]] })).toBe(
      'Chunk ID: b5a0d6\nWall time: 0.0000 seconds\nProcess exited with code 0\nNetwork connections blocked: evil.test:443 (not allowed by the permission profile)\nOriginal token count: 1\nOutput:\nx',
    );
  });
});
