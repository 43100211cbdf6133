import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxCapabilities } from '../../../../src/ports/process-sandbox.js';
import { compileSources } from '../support/compiled-sources.js';

const program = fileURLToPath(new URL('../support/probe-program.mjs', import.meta.url));
const denyCalls = fileURLToPath(new URL('../support/deny-calls.py', import.meta.url));
const bubblewrap = '/usr/bin/bwrap';

/** A wrapper that brings a program into a situation and runs it there. */
type Situation = readonly [string, ...string[]];

const shell = (script: string, ...around: readonly string[]): Situation => [
  ...(around as [string, ...string[]]),
  'sh',
  '-c',
  `${script} && exec "$@"`,
  'sh',
];
const inNamespace = ['unshare', '--user', '--map-root-user'];
const under = (...calls: readonly string[]): Situation => ['/usr/bin/python3', denyCalls, ...calls, '--'];
const anonymous = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

const obstacle = findObstacle();
const notRoot = process.getuid?.() === 0 ? undefined : 'needs root';
const strange =
  notRoot && 'needs root: in a namespace that an ordinary user makes, no program of the system belongs to root';
const onX64 =
  process.arch === 'x64' && existsSync('/usr/bin/python3')
    ? undefined
    : 'the filters of this test are those of x64, and made by `/usr/bin/python3`';

/** Every cause is brought about for real, so that neither bubblewrap's words nor ours are taken on trust. */
describe(`the probe${obstacle === undefined ? '' : ` (skipped: ${obstacle})`}`, () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync('/var/tmp/codex-sdk-situations-');
    chmodSync(folder, 0o755);
    if (obstacle === undefined) compileSources(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function probeIn(situation: Situation | [], places: readonly string[] = [bubblewrap]): SandboxCapabilities {
    const argv = [...situation, process.execPath, program, folder, JSON.stringify(places)];
    const { stdout, stderr } = spawnSync(argv[0] ?? '', argv.slice(1), {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin' },
    });
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as SandboxCapabilities;
  }

  const off = (name: string): Situation => shell(`echo 0 > /proc/sys/user/max_${name}_namespaces`, ...inNamespace);
  const chroot = 'mount --bind / /mnt && mount --rbind /proc /mnt/proc && mount --rbind /dev /mnt/dev';

  it.skipIf(obstacle !== undefined)('finds nothing wrong here', () => {
    expect(probeIn([])).toMatchObject({ status: 'available' });
  });

  it.skipIf(obstacle !== undefined)('says when nothing is installed', () => {
    expect(probeIn([], ['/no/such/bwrap'])).toMatchObject({
      cause: 'missing-binary',
      remedy: expect.stringMatching(/install the package/),
    });
  });

  it.skipIf(obstacle !== undefined || notRoot !== undefined)('says when what is installed is too old', () => {
    const old = mkdtempSync('/run/codex-sdk-old-');
    const binary = join(old, 'bwrap');
    writeFileSync(
      binary,
      `#!/bin/sh\n[ "$1" = --version ] && exec echo bubblewrap 0.4.1\necho "bwrap: Unknown option $1" >&2; exit 1\n`,
    );
    chmodSync(old, 0o755);
    chmodSync(binary, 0o755);
    const found = probeIn([], [binary]);
    rmSync(old, { recursive: true });
    expect(found).toMatchObject({
      cause: 'old-version',
      message: `\`${binary}\` is version 0.4.1, but the sandbox needs 0.8 or newer`,
    });
  });

  const rows: readonly Row[] = [
    {
      when: 'the limit of user namespaces is 0',
      situation: off('user'),
      needs: strange,
      cause: 'no-user-namespaces',
      says: /`user.max_user_namespaces` is 0/,
      remedy: /`user.max_user_namespaces` above 0/,
    },
    {
      when: 'the limit of network namespaces is 0',
      situation: off('net'),
      needs: strange,
      cause: 'no-network-namespaces',
      says: /`user.max_net_namespaces` is 0/,
      remedy: /`user.max_net_namespaces` above 0/,
    },
    {
      when: 'the limit of process namespaces is 0',
      situation: off('pid'),
      needs: strange,
      cause: 'no-user-namespaces',
      says: /`user.max_pid_namespaces` is 0/,
      remedy: /`user.max_pid_namespaces` above 0/,
    },
    {
      when: 'a part of `/proc` is masked',
      situation: shell(
        'mount --bind /dev/null /proc/version',
        ...inNamespace,
        '--mount',
        '--pid',
        '--fork',
        '--mount-proc',
      ),
      needs: strange,
      cause: 'cannot-mount-proc',
      says: /could not be mounted/,
      remedy: /unmasked `\/proc`/,
    },
    {
      when: 'a filter denies namespaces',
      situation: under('namespaces'),
      needs: onX64,
      cause: 'no-user-namespaces',
      says: /a system-call filter is in force/,
      remedy: /allows `clone`, `unshare`/,
    },
    {
      when: 'a filter denies mounting',
      situation: under('mount'),
      needs: onX64,
      cause: 'no-mount-rights',
      says: /cannot be mounted/,
      remedy: /allow mounting/,
    },
    {
      when: 'a filter denies filters',
      situation: under('filters'),
      needs: onX64,
      cause: 'no-seccomp',
      says: /did not take the system-call filter/,
      remedy: /CONFIG_SECCOMP_FILTER/,
    },
    {
      when: 'root lacks a capability',
      situation: ['setpriv', '--bounding-set=-setfcap'],
      needs: notRoot,
      cause: 'no-user-namespaces',
      says: /lacks the capability CAP_SETFCAP/,
      remedy: /capability SETFCAP/,
    },
    {
      when: 'the process is in a chroot',
      situation: [...shell(chroot, 'unshare', '--mount'), 'chroot', '/mnt', ...anonymous],
      needs: notRoot,
      cause: 'no-user-namespaces',
      says: /cannot be created here/,
      remedy: /in a chroot, leave it/,
    },
  ];

  for (const { when, situation, needs, cause, says, remedy } of rows) {
    const missing = obstacle ?? needs;
    it.skipIf(missing !== undefined)(
      `says why not where ${when}${missing === undefined ? '' : ` (skipped: ${missing})`}`,
      () => {
        expect(probeIn(situation)).toEqual({
          status: 'unavailable',
          sandbox: 'bubblewrap',
          cause,
          message: expect.stringMatching(says),
          remedy: expect.stringMatching(remedy),
        });
      },
    );
  }
});

interface Row {
  readonly when: string;
  readonly situation: Situation;
  /** Why this machine or this user cannot bring the situation about. */
  readonly needs?: string | undefined;
  readonly cause: string;
  readonly says: RegExp;
  readonly remedy: RegExp;
}

function findObstacle(): string | undefined {
  if (process.platform !== 'linux') return `bubblewrap exists on Linux only, and this is ${process.platform}`;
  if (!existsSync(bubblewrap)) return '`/usr/bin/bwrap` is not installed';
  const { status } = spawnSync('unshare', ['--user', '--map-root-user', 'true']);
  return status === 0 ? undefined : 'this user cannot make user namespaces';
}
