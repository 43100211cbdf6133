import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFilter } from '../../../../src/adapters/bubblewrap/seccomp/compile-filter.js';
import { type FilterPurpose, filterRules } from '../../../../src/adapters/bubblewrap/seccomp/filter-rules.js';
import {
  type Architecture,
  auditArchitecture,
  type SystemCall,
  systemCallNumber,
} from '../../../../src/adapters/bubblewrap/seccomp/system-calls.js';
import { runFilter } from './bpf-interpreter.js';

const allow = 0x7fff0000;
const eperm = 0x00050001;
const enosys = 0x00050026;
const kill = 0x80000000;
const verdictNames = new Map([
  [allow, 'allow'],
  [eperm, 'EPERM'],
  [enosys, 'ENOSYS'],
  [kill, 'kill'],
]);

const hardenedOffline: FilterPurpose = {
  level: 'hardened',
  network: 'restricted',
  fileSystem: 'restricted',
  unixSockets: 'denied',
};
const hardenedOnline: FilterPurpose = { ...hardenedOffline, network: 'enabled' };
const hardenedOnlineUnix: FilterPurpose = { ...hardenedOnline, unixSockets: 'allowed' };
const compatibleOffline: FilterPurpose = { ...hardenedOffline, level: 'compatibility' };
const compatibleOnline: FilterPurpose = { ...hardenedOnline, level: 'compatibility' };
const purposes = [hardenedOffline, hardenedOnline, hardenedOnlineUnix, compatibleOffline, compatibleOnline];

type Probe = readonly [call: SystemCall, args: readonly number[], verdicts: string];

/** One letter per purpose, in the order above: `.` allowed, `P` not permitted, `S` not implemented. */
const probes: readonly Probe[] = [
  ['ptrace', [], 'P..P.'],
  ['process_vm_readv', [], 'P..P.'],
  ['process_vm_writev', [], 'P..P.'],
  ['io_uring_setup', [], 'PPPPP'],
  ['io_uring_enter', [], 'PPPPP'],
  ['io_uring_register', [], 'PPPPP'],
  ['connect', [], 'P..P.'],
  ['accept', [], 'P..P.'],
  ['accept4', [], 'P..P.'],
  ['bind', [], 'P..P.'],
  ['listen', [], 'P..P.'],
  ['sendmmsg', [], 'P..P.'],
  ['recvmmsg', [], 'P..P.'],
  ['shutdown', [], '...P.'],
  ['getsockname', [], '...P.'],
  ['getpeername', [], '...P.'],
  ['getsockopt', [], '...P.'],
  ['setsockopt', [], '...P.'],
  ['sendto', [3, 1, 1, 0, 0], '...P.'],
  ['sendto', [3, 1, 1, 0, 0x7fff_1234], 'P..P.'],
  ['sendto', [3, 1, 1, 0, 0x7_0000_0000], 'P..P.'],
  ['socket', [1, 1], '.P...'],
  ['socket', [1, 2], 'PP...'],
  ['socket', [1, 3], 'PP...'],
  ['socket', [1, 5], '.P...'],
  ['socket', [1, 0x80801], '.P...'],
  ['socket', [1, 0x80802], 'PP...'],
  ['socket', [2, 1], 'P..P.'],
  ['socket', [10, 2], 'P..P.'],
  ['socket', [16, 3], 'P..P.'],
  ['socket', [17, 3], 'PPPP.'],
  ['socket', [38, 5], 'PPPP.'],
  ['socket', [40, 1], 'PPPPP'],
  ['socketpair', [1, 1], '.....'],
  ['socketpair', [1, 2], 'PP...'],
  ['socketpair', [1, 3], 'PP...'],
  ['socketpair', [1, 5], '.....'],
  ['socketpair', [40, 1], 'PPPPP'],
  ['keyctl', [], 'PPP..'],
  ['add_key', [], 'PPP..'],
  ['request_key', [], 'PPP..'],
  ['bpf', [], 'PPP..'],
  ['perf_event_open', [], 'PPP..'],
  ['userfaultfd', [], 'PPP..'],
  ['mount', [], 'PPP..'],
  ['umount2', [], 'PPP..'],
  ['pivot_root', [], 'PPP..'],
  ['fsopen', [], 'PPP..'],
  ['fsconfig', [], 'PPP..'],
  ['fsmount', [], 'PPP..'],
  ['fspick', [], 'PPP..'],
  ['open_tree', [], 'PPP..'],
  ['open_tree_attr', [], 'PPP..'],
  ['move_mount', [], 'PPP..'],
  ['mount_setattr', [], 'PPP..'],
  ['setns', [], 'PPP..'],
  ['open_by_handle_at', [], 'PPP..'],
  ['pidfd_getfd', [], 'PPP..'],
  ['kexec_load', [], 'PPP..'],
  ['kexec_file_load', [], 'PPP..'],
  ['init_module', [], 'PPP..'],
  ['finit_module', [], 'PPP..'],
  ['delete_module', [], 'PPP..'],
  ['reboot', [], 'PPP..'],
  ['swapon', [], 'PPP..'],
  ['swapoff', [], 'PPP..'],
  ['acct', [], 'PPP..'],
  ['quotactl', [], 'PPP..'],
  ['quotactl_fd', [], 'PPP..'],
  ['syslog', [], 'PPP..'],
  ['sethostname', [], 'PPP..'],
  ['setdomainname', [], 'PPP..'],
  ['ioctl', [0, 0x5401], '.....'],
  ['ioctl', [0, 0x5412], 'PPP..'],
  ['ioctl', [0, 0x541c], 'PPP..'],
  ['unshare', [0x00020000], '.....'],
  ['unshare', [0x10000000], 'PPP..'],
  ['unshare', [0x10020000], 'PPP..'],
  ['clone', [0x003d0f00], '.....'],
  ['clone', [0x10000011], 'PPP..'],
  ['clone3', [], 'SSS..'],
  ['chmod', [0, 0o755], '.....'],
  ['chmod', [0, 0o4755], 'PPP..'],
  ['chmod', [0, 0o2755], '.....'],
  ['fchmod', [0, 0o4000], 'PPP..'],
  ['fchmodat', [0, 0, 0o4755], 'PPP..'],
  ['fchmodat', [0, 0, 0o755], '.....'],
  ['fchmodat2', [0, 0, 0o4755], 'PPP..'],
  ['creat', [0, 0o4755], 'PPP..'],
  ['creat', [0, 0o2755], 'PPP..'],
  ['creat', [0, 0o644], '.....'],
  ['mknod', [0, 0o104755], 'PPP..'],
  ['mknod', [0, 0o102755], 'PPP..'],
  ['mknod', [0, 0o10644], '.....'],
  ['mknodat', [0, 0, 0o104755], 'PPP..'],
  ['open', [0, 0, 0o4755], '.....'],
  ['open', [0, 0o101, 0o4755], 'PPP..'],
  ['open', [0, 0o101, 0o644], '.....'],
  ['openat', [0, 0, 0o101, 0o4755], 'PPP..'],
  ['openat', [0, 0, 0o20200002, 0o4755], 'PPP..'],
  ['openat', [0, 0, 0o101, 0o2755], 'PPP..'],
  ['openat', [0, 0, 0o2, 0o4755], '.....'],
  ['openat2', [], 'SSS..'],
];

describe.each<Architecture>(['x64', 'arm64'])('the filters for %s', (architecture) => {
  const programs = purposes.map((purpose) => compileFilter(filterRules(purpose), architecture));
  const verdict = (program: Uint8Array, call: SystemCall, args: readonly number[]): string => {
    const number = numberOf(call, architecture);
    const action = runFilter(program, {
      architecture: auditArchitecture[architecture],
      number,
      args: args.map(BigInt),
    });
    return { allow: '.', EPERM: 'P', ENOSYS: 'S' }[verdictNames.get(action) ?? ''] ?? '?';
  };

  it('refuse exactly what each level and network setting refuses', () => {
    const existing = probes.filter(([call]) => systemCallNumber(call, architecture) !== undefined);
    const seen = existing.map(([call, args]) => [call, args, programs.map((it) => verdict(it, call, args)).join('')]);
    expect(seen).toEqual(existing);
  });

  it('allow every call that no rule speaks about', () => {
    const named = new Set(probes.map(([call]) => systemCallNumber(call, architecture)));
    const others = Array.from({ length: 600 }, (_, number) => number).filter((number) => !named.has(number));
    const verdicts = others.flatMap((number) =>
      programs.map((it) => runFilter(it, { architecture: auditArchitecture[architecture], number })),
    );
    expect(new Set(verdicts)).toEqual(new Set([allow]));
  });

  it('kill code of every other architecture', () => {
    const foreign = [0x40000003, 0xc000003e, 0xc00000b7, 0x40000028, 0].filter(
      (other) => other !== auditArchitecture[architecture],
    );
    const verdicts = foreign.flatMap((other) =>
      programs.map((it) => runFilter(it, { architecture: other, number: 0 })),
    );
    expect(new Set(verdicts)).toEqual(new Set([kill]));
  });

  it('end with a verdict of their own for any call and any arguments', () => {
    const runs = Number(process.env.FAST_CHECK_RUNS ?? 500);
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.array(fc.bigInt(0n, 2n ** 64n - 1n), { maxLength: 6 }), (number, args) => {
        for (const program of programs) {
          const action = runFilter(program, { architecture: auditArchitecture[architecture], number, args });
          expect([allow, eperm, enosys]).toContain(action);
        }
      }),
      { numRuns: runs },
    );
  });

  it('look at the lower half of an integer argument only, as the kernel does', () => {
    const number = numberOf('socket', architecture);
    const args = [0xffff_ffff_0000_0002n, 1n];
    const [offline] = programs;
    expect(offline && runFilter(offline, { architecture: auditArchitecture[architecture], number, args })).toBe(eperm);
  });

  it('stay far below the limit of 4096 instructions', () => {
    expect(programs.map((program) => program.byteLength / 8).filter((length) => length > 250)).toEqual([]);
  });
});

describe('the filters for x64', () => {
  it('answer the 32-bit pointer variant of every call with not implemented', () => {
    const [offline] = purposes.map((purpose) => compileFilter(filterRules(purpose), 'x64'));
    const number = 0x40000000 + numberOf('socket', 'x64');
    expect(offline && runFilter(offline, { architecture: auditArchitecture.x64, number })).toBe(enosys);
  });
});

describe('the compatible level', () => {
  it('wants no filter when both the network and the file system are open', () => {
    expect(filterRules({ ...compatibleOnline, fileSystem: 'unrestricted' })).toEqual([]);
  });
});

function numberOf(call: SystemCall, architecture: Architecture): number {
  const number = systemCallNumber(call, architecture);
  if (number === undefined) throw new Error(`${call} does not exist on ${architecture}`);
  return number;
}
