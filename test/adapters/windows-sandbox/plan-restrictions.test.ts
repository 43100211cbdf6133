import { describe, expect, it } from 'vitest';
import { capabilitySid } from '../../../src/adapters/windows-sandbox/capability-sid.js';
import { planRestrictions } from '../../../src/adapters/windows-sandbox/plan-restrictions.js';
import type { WindowsSandboxLevel } from '../../../src/adapters/windows-sandbox/refuse-policy.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { FileSystemEntry } from '../../../src/domain/permissions/file-system-policy.js';
import type { PathFact } from '../../../src/domain/permissions/path-facts.js';
import type { PermissionProfile } from '../../../src/domain/permissions/permission-profile.js';
import type { SandboxRequest } from '../../../src/ports/process-sandbox.js';
import { directory, file, link, managed, readAll, requestFor, rule, workspace } from './support/windows-requests.js';

type Disk = Readonly<Record<string, PathFact>>;

function plan(request: SandboxRequest, level: WindowsSandboxLevel = 'hardened') {
  const planned = planRestrictions(request, level);
  if (!planned.ok) throw new Error(planned.error.message);
  return planned.value;
}

/** The entries of a plan, one line each; the capability is left out. */
function access(entries: readonly FileSystemEntry[], disk: Disk): readonly string[] {
  return plan(requestFor(managed(entries), disk)).access.map(
    ({ effect, path, create }) => `${effect} ${path}${create ? ' (create)' : ''}`,
  );
}

function refusal(profile: PermissionProfile, disk: Disk = directory('C:\\ws'), level?: WindowsSandboxLevel) {
  const planned = planRestrictions(requestFor(profile, disk), level ?? 'hardened');
  return planned.ok ? undefined : `${planned.error.code}: ${planned.error.message}`;
}

const ws = directory('C:\\ws');
const writable = [readAll, rule('C:\\ws', 'write')];

describe('the token of a plan', () => {
  it('loses privileges and administrators, and writes only what shared identities may where nothing is writable', () => {
    expect(plan(requestFor(managed([readAll]))).token).toEqual({
      flags: ['disable-max-privilege', 'lua-token', 'write-restricted'],
      capabilities: [],
      shared: ['logon', 'everyone'],
    });
  });

  it('gets one capability per writable root, which depends on what is carved out of it', () => {
    const entries = [...writable, rule('C:\\out', 'write')];
    const disk = { ...ws, ...directory('C:\\out'), ...directory('C:\\ws\\.git') };
    const [first, second] = ['C:\\ws\\.codex', 'C:\\ws\\.git'] as const;
    expect(plan(requestFor(managed(entries), disk)).token.capabilities).toEqual([
      capabilitySid(workspace, [first as AbsolutePath, second as AbsolutePath]),
      capabilitySid('C:\\out' as AbsolutePath, []),
    ]);
    const other = plan(requestFor(managed([...writable, rule('C:\\ws\\.git', 'write')]), disk));
    expect(other.token.capabilities).not.toContain(capabilitySid(workspace, [first, second] as AbsolutePath[]));
  });

  it('gets the same capability however a path is spelled', () => {
    const spelled = (root: string, carveOut: string) => capabilitySid(root as AbsolutePath, [carveOut as AbsolutePath]);
    expect(spelled('C:\\WS', 'C:\\ws\\.GIT')).toBe(spelled('C:\\ws', 'C:\\WS\\.git'));
    expect(spelled('C:\\ws', 'C:\\ws\\.git')).toMatch(/^S-1-5-21-\d+-\d+-\d+-\d+$/);
  });
});

describe('the access entries of a plan', () => {
  it.each<[string, readonly FileSystemEntry[], Disk, readonly string[]]>([
    ['are none in a read-only profile', [readAll], ws, []],
    [
      'open the workspace, protect its metadata, and make the first configuration go through approval',
      writable,
      { ...ws, ...directory('C:\\ws\\.git') },
      ['allow-write C:\\ws', 'deny-write C:\\ws\\.codex (create)', 'deny-write C:\\ws\\.git'],
    ],
    [
      'leave out a root that does not exist',
      [...writable, rule('C:\\gone', 'write')],
      ws,
      ['allow-write C:\\ws', 'deny-write C:\\ws\\.codex (create)'],
    ],
    [
      'keep the way to a read-only place where it is',
      [...writable, rule('C:\\ws\\a\\b\\c', 'read')],
      { ...ws, ...directory('C:\\ws\\a'), ...directory('C:\\ws\\a\\b'), ...file('C:\\ws\\a\\b\\c') },
      [
        'allow-write C:\\ws',
        'deny-rename C:\\ws\\a\\b',
        'deny-rename C:\\ws\\a',
        'deny-write C:\\ws\\.codex (create)',
        'deny-write C:\\ws\\a\\b\\c',
      ],
    ],
    [
      'make the first missing part of a read-only place, so that no command can',
      [...writable, rule('C:\\ws\\gone\\deep', 'read')],
      ws,
      ['allow-write C:\\ws', 'deny-write C:\\ws\\.codex (create)', 'deny-write C:\\ws\\gone (create)'],
    ],
    [
      'hold a nested root with what is carved out of it in both',
      [...writable, rule('C:\\ws\\in', 'write'), rule('C:\\ws\\in\\ro', 'read')],
      { ...ws, ...directory('C:\\ws\\in'), ...directory('C:\\ws\\in\\ro') },
      [
        'allow-write C:\\ws',
        'deny-rename C:\\ws\\in',
        'deny-write C:\\ws\\.codex (create)',
        'deny-write C:\\ws\\in\\ro',
        'allow-write C:\\ws\\in',
        'deny-write C:\\ws\\in\\ro',
      ],
    ],
    [
      'follow a link that no command can replace',
      [readAll, rule('C:\\ws', 'write')],
      link('C:\\ws', 'D:\\real'),
      ['allow-write D:\\real', 'deny-write D:\\real\\.codex (create)'],
    ],
  ])('%s', (_, entries, disk, expected) => {
    expect([...access(entries, disk)].sort()).toEqual([...expected].sort());
  });
});

describe('a policy that a restricted token cannot hold', () => {
  it.each<[string, PermissionProfile, Disk, string]>([
    ['forbids reading', managed([...writable, rule('C:\\ws\\.env', 'deny')]), ws, '`C:\\ws\\.env` must not be read'],
    [
      'forbids reading by a pattern',
      managed([...writable, { path: { kind: 'glob', pattern: 'C:\\ws\\**\\*.key' }, access: 'deny' }]),
      ws,
      'must not be read, but a restricted token cannot take away reading',
    ],
    ['shows only a part of the disk', managed([rule('C:\\ws', 'write')]), ws, 'only some directories be read'],
    ['keeps commands off the network', managed(writable, 'restricted'), ws, 'keeps commands off the network'],
    [
      'lets commands reach chosen hosts',
      {
        ...managed(writable, 'enabled'),
        network: { kind: 'filtered', mode: 'full', allowedDomains: ['*'], deniedDomains: [], localAddresses: 'denied' },
      } as PermissionProfile,
      ws,
      'cannot tell hosts apart',
    ],
    [
      'lets everything be written',
      { kind: 'managed', network: 'enabled', fileSystem: { kind: 'unrestricted' } },
      ws,
      'lets the whole disk be written',
    ],
    ['opens a drive', managed([readAll, rule('D:\\', 'write')]), directory('D:\\'), '`D:\\` is a whole drive'],
    [
      'opens a share',
      managed([readAll, rule('\\\\host\\share\\x', 'write')]),
      directory('\\\\host\\share\\x'),
      'lies on another machine',
    ],
    [
      'opens a place inside a read-only one',
      managed([...writable, rule('C:\\ws\\a', 'read'), rule('C:\\ws\\a\\b', 'write')]),
      { ...ws, ...directory('C:\\ws\\a'), ...directory('C:\\ws\\a\\b') },
      '`C:\\ws\\a\\b` is writable inside the read-only `C:\\ws\\a`',
    ],
    ['is of somebody else', { kind: 'external', network: 'enabled' }, ws, 'this profile is `external`'],
    ['does not exist', { kind: 'disabled' }, ws, 'this profile is `disabled`'],
  ])('is refused: it %s', (_, profile, disk, reason) => {
    expect(refusal(profile, disk)).toMatch(/^unsupported-policy: /);
    expect(refusal(profile, disk)).toContain(reason);
  });

  it('is refused when a command could replace a link on the way', () => {
    const disk = { ...ws, ...link('C:\\ws\\.git', 'D:\\repo') };
    expect(refusal(managed(writable), disk)).toBe(
      'unsafe-path: cannot enforce sandbox read-only path C:\\ws\\.git because it crosses writable symlink C:\\ws\\.git',
    );
  });
});

describe('a request that Windows cannot take', () => {
  it.each<[string, Partial<SandboxRequest>, string]>([
    ['a program without a name', { argv: [''] }, 'the name of the program is empty'],
    ['a null character', { argv: ['a', 'b\0'] }, 'argument 1 of the command contains a null character'],
    ['a quotation mark in the program', { argv: ['a"b'] }, 'the program `a"b` contains a quotation mark'],
    ['a long command line', { argv: ['a', 'x'.repeat(32_765)] }, 'longer than the 32766 characters'],
    ['an odd variable', { environment: { 'a=b': '' } }, 'the environment variable `a=b` cannot be passed on'],
  ])('is refused: %s', (_, change, reason) => {
    const planned = planRestrictions({ ...requestFor(managed([readAll])), ...change }, 'hardened');
    expect(planned).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
    expect(planned.ok ? '' : planned.error.message).toContain(reason);
  });
});

describe('the environment of a plan', () => {
  it('is that of the request where the network is open', () => {
    expect(plan(requestFor(managed(writable), ws)).environment).toEqual({ Path: 'C:\\bin' });
  });

  it('asks programs to stay offline in the compatible level, over whatever was set in another case', () => {
    const request = requestFor(managed(writable, 'restricted'), ws);
    const { environment } = plan(
      { ...request, environment: { https_proxy: 'http://real', Path: 'p' } },
      'compatibility',
    );
    expect(environment).toMatchObject({
      Path: 'p',
      HTTPS_PROXY: 'http://127.0.0.1:9',
      NPM_CONFIG_OFFLINE: 'true',
      CODEX_SANDBOX_NETWORK_DISABLED: '1',
    });
    expect(environment).not.toHaveProperty('https_proxy');
  });
});

describe('a plan', () => {
  it.each<[WindowsSandboxLevel, readonly string[]]>([
    ['hardened', ['C:\\ws']],
    ['compatibility', []],
  ])('in the level %s looks for repositories in %j', (level, roots) => {
    const disk = { ...ws, ...directory('C:\\out') };
    const { repositories } = plan(requestFor(managed([...writable, rule('C:\\out', 'write')]), disk), level);
    expect(repositories).toEqual(roots);
  });

  it('is told line by line, without the environment', () => {
    const { explanation, argv } = plan(requestFor(managed(writable), { ...ws, ...directory('C:\\ws\\.git') }));
    const capability = capabilitySid(workspace, ['C:\\ws\\.codex', 'C:\\ws\\.git'] as AbsolutePath[]);
    expect(argv).toEqual(['tool', 'an argument']);
    expect(explanation).toEqual([
      'token: disable-max-privilege, lua-token, write-restricted',
      `token writes only what it and one of these may write: ${capability}, logon, everyone`,
      `allow writing C:\\ws for ${capability}`,
      expect.stringMatching(/^deny writing C:\\ws\\\.(?:codex \(created empty\)|git) for /),
      expect.stringMatching(/^deny writing C:\\ws\\\.(?:codex \(created empty\)|git) for /),
      'deny writing hooks and configuration of the repositories found below C:\\ws',
      'job: ends with this process, no windows or clipboard of others',
      'command line: tool "an argument"',
    ]);
  });
});
