import type { SystemCall } from './system-calls.js';

/** A condition on one argument of a call; the rule applies when it holds. */
export type ArgumentTest =
  | {
      readonly argument: number;
      readonly is: 'one-of' | 'none-of';
      readonly values: readonly number[];
      readonly mask?: number;
    }
  | { readonly argument: number; readonly is: 'any-bit-of'; readonly mask: number }
  /** Looks at all 64 bits, as a pointer needs. */
  | { readonly argument: number; readonly is: 'not-null' };

/** One refusal: the call fails with `error` (EPERM unless given), always or when all tests hold. */
export interface FilterRule {
  readonly call: SystemCall;
  readonly when?: readonly ArgumentTest[];
  readonly error?: number;
}

/** How strict the sandbox is: `hardened` closes what is known to be open in `compatibility`, which equals the public Codex. */
export type SandboxLevel = 'hardened' | 'compatibility';

/** What a filter is chosen by. */
export interface FilterPurpose {
  readonly level: SandboxLevel;
  /** `filtered`: a namespace of its own, in which nothing but the way to a proxy exists. */
  readonly network: 'restricted' | 'filtered' | 'enabled';
  /** Whether the command may write everywhere; the filter then refuses nothing when the network is enabled as well. */
  readonly fileSystem: 'restricted' | 'unrestricted';
  /** Whether a hardened command with network may use Unix sockets, and so reach the daemons of this machine. */
  readonly unixSockets: 'denied' | 'allowed';
  /** Present when the command is given a terminal: nobody may then type in it but we, in the compatible level either. */
  readonly terminal?: 'given';
}

const notImplemented = 38;
const family = { unix: 1, inet: 2, inet6: 10, netlink: 16, vsock: 40 } as const;
const socketType = { stream: 1, sequentialPacket: 5, mask: 0xf } as const;
const newUserNamespace = 0x10000000;
const setUserId = 0o4000;
/** The rights of a file's owner or group for whoever runs it. */
const lentRights = setUserId | 0o2000;
/** `O_CREAT` and `O_TMPFILE`. */
const openForCreation = 0o100 | 0o20000000;
const terminalInjection = [0x5412, 0x541c];

const asynchronousCalls: readonly FilterRule[] = deny('io_uring_setup', 'io_uring_enter', 'io_uring_register');
const foreignMemory: readonly FilterRule[] = deny('ptrace', 'process_vm_readv', 'process_vm_writev');

/** Whatever changes the machine or reaches around the mounts; most of it needs privileges that the command lacks anyway. */
const machineCalls: readonly FilterRule[] = deny(
  ...(['bpf', 'perf_event_open', 'userfaultfd', 'syslog', 'acct', 'swapon', 'swapoff', 'reboot'] as const),
  ...(['quotactl', 'quotactl_fd'] as const),
  ...(['kexec_load', 'kexec_file_load', 'init_module', 'finit_module', 'delete_module'] as const),
  ...([
    'mount',
    'umount2',
    'pivot_root',
    'fsopen',
    'fsconfig',
    'fsmount',
    'fspick',
    'open_tree',
    'open_tree_attr',
    'move_mount',
  ] as const),
  ...(['mount_setattr', 'setns', 'open_by_handle_at', 'pidfd_getfd', 'sethostname', 'setdomainname'] as const),
  ...(['keyctl', 'add_key', 'request_key'] as const),
);

/**
 * A program that the command marks set-user-id would lend the rights of this user, or of root, to everybody on the machine. No file is
 * made with the mark of its group either; to put that on something later is allowed, because shared directories need it and a filter
 * cannot tell those from files. The modern form of `open` hides its mode behind a pointer; programs fall back to the older ones.
 */
const setUserIdFiles: readonly FilterRule[] = [
  withMode('chmod', 1, setUserId),
  withMode('fchmod', 1, setUserId),
  withMode('fchmodat', 2, setUserId),
  withMode('fchmodat2', 2, setUserId),
  withMode('creat', 1, lentRights),
  withMode('mknod', 1, lentRights),
  withMode('mknodat', 2, lentRights),
  { call: 'open', when: [creating(1), anyBitOf(2, lentRights)] },
  { call: 'openat', when: [creating(2), anyBitOf(3, lentRights)] },
  { call: 'openat2', error: notImplemented },
];

const noInjection: FilterRule = {
  call: 'ioctl',
  when: [{ argument: 1, is: 'one-of', values: terminalInjection }],
};

const hardening: readonly FilterRule[] = [
  ...machineCalls,
  ...setUserIdFiles,
  noInjection,
  { call: 'unshare', when: [{ argument: 0, is: 'any-bit-of', mask: newUserNamespace }] },
  { call: 'clone', when: [{ argument: 0, is: 'any-bit-of', mask: newUserNamespace }] },
  // The flags of clone3 lie behind a pointer, where a filter cannot look. C libraries fall back to clone.
  { call: 'clone3', error: notImplemented },
];

/** The refusals for a purpose; none where nothing else is enforced either. */
export function filterRules(purpose: FilterPurpose): readonly FilterRule[] {
  if (purpose.network === 'enabled' && purpose.fileSystem === 'unrestricted') return [];
  if (purpose.level === 'hardened') return hardenedRules(purpose);
  return purpose.terminal === 'given' ? [...compatibleRules(purpose), noInjection] : compatibleRules(purpose);
}

function hardenedRules({ network, unixSockets }: FilterPurpose): readonly FilterRule[] {
  if (network === 'restricted') return [...hardening, ...asynchronousCalls, ...foreignMemory, ...isolatedSockets];
  if (network === 'filtered') return [...hardening, ...asynchronousCalls, ...foreignMemory, ...proxiedSockets];
  const families = [family.inet, family.inet6, family.netlink, ...(unixSockets === 'allowed' ? [family.unix] : [])];
  const pairs =
    unixSockets === 'allowed' ? [onlyFamilies('socketpair', [family.unix])] : connectedUnixOnly('socketpair');
  return [...hardening, ...asynchronousCalls, onlyFamilies('socket', families), ...pairs];
}

/**
 * A Unix datagram socket can send to any path without connecting, and a raw one becomes a datagram socket; so only the connected
 * kinds exist, as pairs. What works on such a pair is allowed: `send` without an address, options, names, shutdown.
 */
const isolatedSockets: readonly FilterRule[] = [
  ...deny('connect', 'accept', 'accept4', 'bind', 'listen', 'sendmmsg', 'recvmmsg'),
  { call: 'sendto', when: [{ argument: 4, is: 'not-null' }] },
  ...connectedUnixOnly('socket'),
  ...connectedUnixOnly('socketpair'),
];

/** Internet sockets lead to the proxy and nowhere else; Unix sockets would lead around it. */
const proxiedSockets: readonly FilterRule[] = [
  onlyFamilies('socket', [family.inet, family.inet6]),
  ...connectedUnixOnly('socketpair'),
];

function compatibleRules({ network }: FilterPurpose): readonly FilterRule[] {
  if (network === 'restricted') {
    return [
      ...deny('connect', 'accept', 'accept4', 'bind', 'listen', 'getpeername', 'getsockname', 'shutdown'),
      ...deny('sendto', 'sendmmsg', 'recvmmsg', 'getsockopt', 'setsockopt'),
      ...foreignMemory,
      ...asynchronousCalls,
      onlyFamilies('socket', [family.unix]),
      onlyFamilies('socketpair', [family.unix]),
    ];
  }
  if (network === 'filtered') {
    const sockets = onlyFamilies('socket', [family.inet, family.inet6]);
    return [...foreignMemory, ...asynchronousCalls, sockets, onlyFamilies('socketpair', [family.unix])];
  }
  const vsock = [{ argument: 0, is: 'one-of', values: [family.vsock] }] as const;
  return [...asynchronousCalls, { call: 'socket', when: vsock }, { call: 'socketpair', when: vsock }];
}

function connectedUnixOnly(call: 'socket' | 'socketpair'): readonly FilterRule[] {
  const values = [socketType.stream, socketType.sequentialPacket];
  return [
    onlyFamilies(call, [family.unix]),
    { call, when: [{ argument: 1, is: 'none-of', mask: socketType.mask, values }] },
  ];
}

function withMode(call: SystemCall, argument: number, mask: number): FilterRule {
  return { call, when: [anyBitOf(argument, mask)] };
}

function anyBitOf(argument: number, mask: number): ArgumentTest {
  return { argument, is: 'any-bit-of', mask };
}

/** Only where a file is made does the mode argument mean anything. */
function creating(argument: number): ArgumentTest {
  return anyBitOf(argument, openForCreation);
}

function onlyFamilies(call: 'socket' | 'socketpair', values: readonly number[]): FilterRule {
  return { call, when: [{ argument: 0, is: 'none-of', values }] };
}

function deny(...calls: readonly SystemCall[]): readonly FilterRule[] {
  return calls.map((call) => ({ call }));
}
