/** The processor families that a filter can be made for, by the names that Node.js uses. */
export type Architecture = 'x64' | 'arm64';

/** What the kernel calls an architecture in the record that a filter looks at. */
export const auditArchitecture: Readonly<Record<Architecture, number>> = { x64: 0xc000003e, arm64: 0xc00000b7 };

/** The numbers of the system calls that filters speak about: `[x64, arm64]`. What arm64 never had has no number there. */
const numbers = {
  accept: [43, 202],
  accept4: [288, 242],
  acct: [163, 89],
  add_key: [248, 217],
  bind: [49, 200],
  bpf: [321, 280],
  chmod: [90, undefined],
  clone: [56, 220],
  clone3: [435, 435],
  connect: [42, 203],
  creat: [85, undefined],
  delete_module: [176, 106],
  fchmod: [91, 52],
  fchmodat: [268, 53],
  fchmodat2: [452, 452],
  finit_module: [313, 273],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fsopen: [430, 430],
  fspick: [433, 433],
  getpeername: [52, 205],
  getsockname: [51, 204],
  getsockopt: [55, 209],
  init_module: [175, 105],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  io_uring_setup: [425, 425],
  ioctl: [16, 29],
  kexec_file_load: [320, 294],
  kexec_load: [246, 104],
  keyctl: [250, 219],
  listen: [50, 201],
  mknod: [133, undefined],
  mknodat: [259, 33],
  mount: [165, 40],
  mount_setattr: [442, 442],
  move_mount: [429, 429],
  open: [2, undefined],
  open_by_handle_at: [304, 265],
  open_tree: [428, 428],
  open_tree_attr: [467, 467],
  openat: [257, 56],
  openat2: [437, 437],
  perf_event_open: [298, 241],
  pidfd_getfd: [438, 438],
  pivot_root: [155, 41],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  ptrace: [101, 117],
  quotactl: [179, 60],
  quotactl_fd: [443, 443],
  reboot: [169, 142],
  recvmmsg: [299, 243],
  request_key: [249, 218],
  sendmmsg: [307, 269],
  sendto: [44, 206],
  setdomainname: [171, 162],
  sethostname: [170, 161],
  setns: [308, 268],
  setsockopt: [54, 208],
  shutdown: [48, 210],
  socket: [41, 198],
  socketpair: [53, 199],
  swapoff: [168, 225],
  swapon: [167, 224],
  syslog: [103, 116],
  umount2: [166, 39],
  unshare: [272, 97],
  userfaultfd: [323, 282],
} as const satisfies Readonly<Record<string, readonly [number, number | undefined]>>;

/** A system call that filters speak about. */
export type SystemCall = keyof typeof numbers;

/** The number of a system call on one architecture, if it exists there. */
export function systemCallNumber(call: SystemCall, architecture: Architecture): number | undefined {
  const [x64, arm64]: readonly [number, number | undefined] = numbers[call];
  return architecture === 'x64' ? x64 : arm64;
}
