import { describe, expect, it } from 'vitest';
import { planArguments } from '../../../../src/adapters/bubblewrap/plan/plan-arguments.js';
import type { AbsolutePath } from '../../../../src/domain/paths/absolute-path.js';
import { builtInProfile } from '../../../../src/domain/permissions/built-in-profiles.js';
import type { FileSystemEntry } from '../../../../src/domain/permissions/file-system-policy.js';
import { materializeProfile } from '../../../../src/domain/permissions/materialize.js';
import { pathsOfInterest } from '../../../../src/domain/permissions/paths-of-interest.js';
import type { PermissionProfile } from '../../../../src/domain/permissions/permission-profile.js';
import type { SandboxRequest } from '../../../../src/ports/process-sandbox.js';
import { factsIn, mountLines, requestFor, settings, type Tree } from '../support/planned.js';
import { managed, rule, wholeDisk } from '../support/test-bench.js';

const tree: Tree = {
  ws: { src: { 'main.ts': true }, docs: { 'a.md': true }, '.git': { HEAD: true }, '.env': true, blank: '' },
  tmp: {},
  home: { user: { '.ssh': { id: true }, data: {} } },
  usr: {},
  etc: {},
};

/** Plans entries over a tree; the facts are those that the domain asks for. */
function plan(entries: readonly FileSystemEntry[], over: Tree = tree, own = {}): readonly string[] {
  return mountLines(requested(managed(entries), over), own);
}

function requested(profile: PermissionProfile, over: Tree = tree): SandboxRequest {
  const base = requestFor(profile, new Map());
  return requestFor(profile, factsIn(over, pathsOfInterest(profile, base.context)));
}

const workspace = materializeProfile(builtInProfile(':workspace'), ['/ws' as AbsolutePath]);
const ground = ['--ro-bind / /', '--dev /dev', '--proc /proc', '--ro-bind-try /proc/sys /proc/sys'];
const hidden = ['--perms 000 --tmpfs /state', '--remount-ro /state'];

const minimal: FileSystemEntry = { path: { kind: 'special', special: { kind: 'minimal' } }, access: 'read' };
const codexMasked = ['--perms 555 --tmpfs /ws/.codex', '--remount-ro /ws/.codex'];

describe('the mounts of a plan', () => {
  it('show everything and let nothing be written in a read-only profile', () => {
    expect(mountLines(requested(builtInProfile(':read-only')))).toEqual([...ground, ...hidden]);
  });

  it('open the workspace and the temporary directory, and protect metadata that exists and the first configuration', () => {
    expect(mountLines(requested(workspace))).toEqual([
      ...ground,
      '--bind /tmp /tmp',
      '--bind /ws /ws',
      ...codexMasked,
      '--ro-bind /ws/.git /ws/.git',
      ...hidden,
    ]);
  });

  it.each(['hardened', 'compatibility'] as const)('mask all missing metadata on request (%s)', (level) => {
    const masked = (path: string): readonly string[] => [`--perms 555 --tmpfs ${path}`, `--remount-ro ${path}`];
    expect(mountLines(requested(workspace), { level, missingMetadata: 'mask' })).toEqual([
      ...(level === 'hardened' ? ground : ground.slice(0, 3)),
      '--bind /tmp /tmp',
      '--bind /ws /ws',
      ...['.agents', '.aws', '.codex', '.git'].flatMap((name) => masked(`/tmp/${name}`)),
      ...['.agents', '.aws', '.codex'].flatMap((name) => masked(`/ws/${name}`)),
      '--ro-bind /ws/.git /ws/.git',
      ...hidden,
    ]);
  });

  it('mask nothing below a writable root that is a file', () => {
    const entries = [wholeDisk('read'), rule('/ws/src/main.ts', 'write')];
    expect(plan(entries, tree, { missingMetadata: 'mask' })).toEqual([
      ...ground,
      '--bind /ws/src/main.ts /ws/src/main.ts',
      ...hidden,
    ]);
  });

  it('lay deeper rules over shallower ones', () => {
    const entries = [
      ...[wholeDisk('read'), rule('/ws', 'write'), rule('/ws/src', 'read'), rule('/ws/src/main.ts', 'write')],
      ...[rule('/ws/docs', 'deny'), rule('/ws/docs/a.md', 'read'), rule('/ws/.env', 'deny')],
    ];
    expect(plan(entries)).toEqual([
      ...ground,
      '--bind /ws /ws',
      ...codexMasked,
      '--ro-bind /state/denied /ws/.env',
      '--ro-bind /ws/.git /ws/.git',
      '--perms 111 --tmpfs /ws/docs',
      '--ro-bind /ws/src /ws/src',
      '--ro-bind /ws/docs/a.md /ws/docs/a.md',
      '--bind /ws/src/main.ts /ws/src/main.ts',
      '--remount-ro /ws/docs',
      ...hidden,
    ]);
  });

  it('cover the outermost missing part of what a rule protects, and whatever is empty', () => {
    const entries = [
      ...[wholeDisk('read'), rule('/ws', 'write'), rule('/ws/missing/deep', 'read'), rule('/ws/none/deep', 'deny')],
      ...[rule('/nowhere', 'deny'), rule('/ws/blank', 'deny'), rule('/ws/missing/other', 'write')],
    ];
    expect(plan(entries)).toEqual([
      ...ground,
      '--bind /ws /ws',
      ...codexMasked,
      '--ro-bind /ws/.git /ws/.git',
      '--ro-bind /state/denied /ws/blank',
      '--ro-bind /state/empty /ws/missing',
      '--ro-bind /state/denied /ws/none',
      ...hidden,
    ]);
  });

  it('start from nothing where not everything may be read, and pin what leads to a denied place', () => {
    expect(
      plan([rule('/ws', 'write'), rule('/ws/src/main.ts', 'deny'), rule('/home/user/data', 'read'), minimal]),
    ).toEqual([
      '--tmpfs /',
      ...['/bin', '/sbin', '/usr', '/etc', '/lib', '/lib64'].map((path) => `--ro-bind-try ${path} ${path}`),
      '--ro-bind-try /nix/store /nix/store',
      '--ro-bind-try /run/current-system/sw /run/current-system/sw',
      '--perms 111 --dir /home',
      '--perms 111 --dir /home/user',
      ...ground.slice(1),
      '--bind /ws /ws',
      '--bind /ws/src /ws/src',
      '--bind /ws /ws',
      ...codexMasked,
      '--ro-bind /ws/.git /ws/.git',
      '--ro-bind /home/user/data /home/user/data',
      '--ro-bind /state/denied /ws/src/main.ts',
      '--remount-ro /',
    ]);
  });

  it.each([
    ['/usr/lib', ['--perms 000 --tmpfs /usr/lib', '--remount-ro /usr/lib']],
    ['/etc', ['--perms 000 --tmpfs /etc', '--remount-ro /etc']],
    ['/etc/shadow', ['--ro-bind /state/denied /etc/shadow']],
  ])('hide what a rule denies inside the folders of the system (%s)', (path, mounts) => {
    const over: Tree = { ws: {}, usr: { lib: { x: true } }, etc: { shadow: true } };
    expect(plan([minimal, rule(path, 'deny')], over).slice(-mounts.length - 1)).toEqual([...mounts, '--remount-ro /']);
  });

  it('let a place inside a denied directory be reached, but not found', () => {
    expect(plan([wholeDisk('read'), rule('/home', 'deny'), rule('/home/user/data', 'write')])).toEqual([
      ...ground,
      '--perms 111 --tmpfs /home',
      '--perms 111 --dir /home/user',
      '--bind /home/user/data /home/user/data',
      '--remount-ro /home',
      ...hidden,
    ]);
  });

  it('keep the own device and process trees when the whole disk is writable', () => {
    expect(
      plan([wholeDisk('write'), rule('/home/user/.ssh', 'deny'), rule('/proc', 'write'), rule('/dev', 'write')]),
    ).toEqual([
      '--bind / /',
      ...ground.slice(1),
      '--bind /home /home',
      '--bind /home/user /home/user',
      '--perms 000 --tmpfs /home/user/.ssh',
      '--remount-ro /home/user/.ssh',
      ...hidden,
    ]);
  });

  const linked: Tree = {
    ws: { link: '/real/project' },
    real: { project: { '.git': { HEAD: true }, sub: { x: { y: true } } } },
  };

  it('lie where a linked workspace really is', () => {
    expect(plan([wholeDisk('read'), rule('/ws', 'write'), rule('/ws/sub/x', 'deny')], linked)).toEqual([
      ...ground,
      '--bind /real/project/sub /real/project/sub',
      '--bind /real/project /real/project',
      '--perms 555 --tmpfs /real/project/.codex',
      '--remount-ro /real/project/.codex',
      '--ro-bind /real/project/.git /real/project/.git',
      '--perms 000 --tmpfs /real/project/sub/x',
      '--remount-ro /real/project/sub/x',
      ...hidden,
    ]);
  });

  it('make the link of a linked workspace where nothing of the disk shows', () => {
    expect(plan([rule('/ws', 'read')], linked)).toEqual([
      '--tmpfs /',
      '--perms 111 --dir /real',
      '--symlink /real/project /ws',
      ...ground.slice(1),
      '--ro-bind /real/project /real/project',
      '--remount-ro /',
    ]);
  });

  it('start in the place that a linked working directory leads to', () => {
    const planned = planArguments(requested(workspace, linked), settings);
    expect(planned.ok && planned.value.launch.directory).toBe('/real/project');
  });
});

describe('a plan', () => {
  const unrestricted = (network: 'restricted' | 'enabled'): PermissionProfile => ({
    kind: 'managed',
    fileSystem: { kind: 'unrestricted' },
    network,
  });
  const argvOf = (profile: PermissionProfile, own = {}): string => {
    const planned = planArguments(requested(profile), { ...settings, ...own });
    if (!planned.ok) throw new Error(planned.error.message);
    return planned.value.argv.join(' ');
  };
  const confined = '--new-session --die-with-parent --unshare-pid --unshare-user --unshare-ipc';
  const named = '--chdir /ws --json-status-fd 4';

  it.each([
    [
      'restricted',
      `/usr/bin/bwrap --dev-bind / / --proc /proc ${confined} --unshare-net --unshare-uts --unshare-cgroup-try --disable-userns --cap-drop ALL ${named} --args 3 --seccomp 5 -- true`,
    ],
    [
      'enabled',
      `/usr/bin/bwrap --dev-bind / / --proc /proc --new-session --die-with-parent --unshare-pid ${named} --args 3 --seccomp 5 -- true`,
    ],
  ] as const)('of an unrestricted profile passes the disk through (network %s)', (network, argv) => {
    expect(argvOf(unrestricted(network))).toBe(argv);
  });

  it.each([
    ['hardened', 'restricted', '--unshare-net --unshare-uts --unshare-cgroup-try --disable-userns --cap-drop ALL'],
    ['hardened', 'enabled', '--unshare-uts --unshare-cgroup-try --disable-userns --cap-drop ALL'],
    ['compatibility', 'restricted', '--unshare-net --cap-drop ALL'],
    ['compatibility', 'enabled', '--cap-drop ALL'],
  ] as const)('isolates as the level and the network ask (%s, network %s)', (level, network, isolation) => {
    const profile = managed([wholeDisk('read')], network);
    expect(argvOf(profile, { level })).toContain(`${confined} ${isolation} ${named} --args 3 --seccomp 5 -- true`);
  });

  it('says in the environment that there is no network, and adds nothing else', () => {
    const environments = (['restricted', 'enabled'] as const).map((network) => {
      const request = { ...requested(managed([wholeDisk('read')], network)), environment: { A: 'b' } };
      const planned = planArguments(request, settings);
      return planned.ok && planned.value.environment;
    });
    expect(environments).toEqual([{ A: 'b', CODEX_SANDBOX_NETWORK_DISABLED: '1' }, { A: 'b' }]);
  });

  it.each([
    ['an empty program', { argv: [''] }, 'the name of the program is empty'],
    ['a null character', { argv: ['a', 'b\0'] }, 'argument 1 of the command contains a null character'],
    ['a bad variable', { environment: { 'A=B': '' } }, 'the environment variable `A=B` cannot be passed on'],
    ['a null value', { environment: { A: '\0' } }, 'the environment variable `A` cannot be passed on'],
    ['a foreign path', { cwd: 'C:\\ws' as AbsolutePath }, 'the working directory `C:\\ws` is not a POSIX path'],
  ] as const)('is refused with %s', (_, broken, message) => {
    const request = { ...requested(workspace), ...broken } as SandboxRequest;
    expect(planArguments(request, settings)).toEqual({
      ok: false,
      error: { code: 'invalid-request', message, remedy: expect.any(String) },
    });
  });

  it.each(['disabled', 'external'] as const)('is refused for a profile that is %s', (kind) => {
    const profile: PermissionProfile = kind === 'disabled' ? { kind } : { kind, network: 'restricted' };
    expect(planArguments({ ...requested(workspace), profile }, settings)).toEqual({
      ok: false,
      error: {
        code: 'unsupported-policy',
        message: `bubblewrap enforces managed profiles, but this profile is \`${kind}\``,
        remedy: 'run the command without this sandbox, or choose a managed profile',
      },
    });
  });

  it('is refused when there are more rules than bubblewrap takes', () => {
    const many = Array.from({ length: 3_000 }, (_, index) => `f${index}`);
    const over: Tree = { ws: Object.fromEntries(many.map((name) => [name, true])) };
    const entries = [wholeDisk('read'), rule('/ws', 'write'), ...many.map((name) => rule(`/ws/${name}`, 'deny'))];
    expect(plan(entries, over)).toEqual([
      expect.stringMatching(/^refused: the rules and the environment come to \d+ arguments/),
    ]);
  });

  it.each([
    ['metadata', [rule('/ws', 'write')], '/ws/.codex', 'read-only path'],
    ['a read-only rule', [rule('/ws', 'write'), rule('/ws/alias/x', 'read')], '/ws/alias/x', 'read-only path'],
    ['a denied path', [rule('/ws', 'write'), rule('/ws/alias', 'deny')], '/ws/alias', 'deny-read path'],
    ['a writable root', [rule('/ws', 'write'), rule('/ws/alias', 'write')], '/ws/alias', 'writable root'],
  ] as const)('is refused when %s runs through a link that the command could replace', (_, entries, path, role) => {
    const over: Tree = {
      ws: { '.codex': { link: '/etc' }, alias: { link: '/home' } },
      etc: { x: true },
      home: { x: true },
    };
    const link = path.startsWith('/ws/alias') ? '/ws/alias' : path;
    const profile = managed([wholeDisk('read'), ...entries]);
    const facts = factsIn(over, pathsOfInterest(profile, requestFor(profile, new Map()).context));
    const only = new Map([...facts].filter(([it]) => path === '/ws/.codex' || it !== '/ws/.codex'));
    expect(mountLines(requestFor(profile, only))).toEqual([
      `refused: cannot enforce sandbox ${role} ${path} because it crosses writable symlink ${link}`,
    ]);
  });

  it.each([
    ['metadata', '.codex', []],
    ['a read-only rule', 'self', [rule('/ws/self', 'read')]],
  ] as const)('is refused when the link of %s leads to the writable root that holds it', (_, name, entries) => {
    const over: Tree = { ws: { [name]: { link: '/ws' }, x: true } };
    expect(plan([wholeDisk('read'), rule('/ws', 'write'), ...entries], over)).toEqual([
      `refused: cannot enforce sandbox read-only path /ws/${name} because it crosses writable symlink /ws/${name}`,
    ]);
  });

  it('lets a place be written that one name makes writable and another read-only, as rules for one name do', () => {
    const over: Tree = { ws: {}, data: { real: {} }, links: { alias: { link: '/data/real' } } };
    const rules = [wholeDisk('read'), rule('/links/alias', 'read'), rule('/data/real', 'write')];
    expect(plan(rules, over)).toContain('--bind /data/real /data/real');
  });

  it('lets nobody list the directories above the link of a granted path', () => {
    const over: Tree = { ws: {}, home: { user: { alias: { link: '/data/real' } } }, data: { real: { x: true } } };
    const lines = plan([rule('/home/user/alias', 'read')], over);
    expect(lines.filter((line) => / \/home| \/data$/.test(line))).toEqual([
      '--perms 111 --dir /data',
      '--perms 111 --dir /home',
      '--perms 111 --dir /home/user',
      '--symlink /data/real /home/user/alias',
    ]);
  });

  it('denies what lies behind a link that the command cannot replace', () => {
    const over: Tree = { ws: {}, home: { user: { link: '/data/user' } }, data: { user: { key: true } } };
    expect(plan([wholeDisk('read'), rule('/home/user/key', 'deny')], over)).toContain(
      '--ro-bind /state/denied /data/user/key',
    );
  });
});
