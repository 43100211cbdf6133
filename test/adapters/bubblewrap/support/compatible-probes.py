"""Tries what a command can meet in a sandbox, and prints what each attempt came to as one JSON object: `ok`, an error's name, or a value."""
import ctypes, errno, fcntl, json, os, resource, signal, socket, stat, struct, sys

libc = ctypes.CDLL(None, use_errno=True)
HOST = json.loads(os.environ['HOST_FACTS'])
PROBES = {}
# Calls that give a descriptor when they succeed.
OPENING = (425, 430, 428, 447, 300, 323, 298, 319, 434, 321)


def add(name, run):
    PROBES[name] = run


def call(number, *args):
    def run():
        ctypes.set_errno(0)
        result = libc.syscall(number, *[ctypes.c_long(it) if isinstance(it, int) else it for it in args])
        if result == -1:
            raise OSError(ctypes.get_errno(), '')
        if number in OPENING:
            os.close(result)
    return run


def pair(kind=1):
    ends = (ctypes.c_int * 2)()
    call(53, 1, kind, 0, ends)()
    return [os.fdopen(end, 'rb', 0) for end in ends]


def on_pair(number, *args):
    def run():
        left, right = pair()
        os.write(right.fileno(), b'hello')
        call(number, left.fileno(), *args)()
    return run


def in_child(run):
    def forked():
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                run()
                os.write(write, b'0')
            except OSError as error:
                os.write(write, str(error.errno).encode())
            os._exit(0)
        os.close(write)
        os.waitpid(child, 0)
        code = int(os.read(read, 9) or b'0')
        if code:
            raise OSError(code, '')
    return forked


def sockets():
    families = {
        'unix-stream': (1, 1), 'unix-datagram': (1, 2), 'unix-raw': (1, 3), 'unix-seqpacket': (1, 5), 'inet-stream': (2, 1),
        'inet-datagram': (2, 2), 'inet-raw': (2, 3), 'inet6-stream': (10, 1), 'inet6-datagram': (10, 2), 'netlink': (16, 3),
        'packet': (17, 3), 'vsock': (40, 1), 'alg': (38, 5), 'bluetooth': (31, 3), 'can': (29, 3), 'xdp': (44, 3), 'unknown': (99, 1),
    }
    for name, (family, kind) in families.items():
        add(f'socket {name}', lambda family=family, kind=kind: socket.socket(family, kind, 0).close())
    for name, kind in {'stream': 1, 'datagram': 2, 'seqpacket': 5}.items():
        add(f'socketpair {name}', lambda kind=kind: [it.close() for it in pair(kind)] and None)
    add('socketpair inet', call(53, 2, 1, 0, (ctypes.c_int * 2)()))
    add('name of this machine', lambda: socket.gethostbyname('localhost'))


def connected():
    path = ctypes.create_string_buffer(struct.pack('H', 1) + b'/nowhere\0', 128)
    room, size = ctypes.create_string_buffer(128), ctypes.c_int(128)
    number = ctypes.create_string_buffer(struct.pack('i', 4096))
    vector = ctypes.create_string_buffer(struct.pack('QQ', ctypes.addressof(room), 1))
    header = struct.pack('QIxxxxQQQQii', 0, 0, ctypes.addressof(vector), 1, 0, 0, 0, 0)
    one, many = ctypes.create_string_buffer(header), ctypes.create_string_buffer(header + bytes(8))
    # What the numbers point at has to live as long as the probes.
    connected.kept = [path, room, size, number, vector, one, many]
    attempts = {
        'connect': (42, path, 11), 'bind': (49, path, 11), 'listen': (50, 1), 'accept': (43, 0, 0), 'accept4': (288, 0, 0, 0),
        'getsockname': (51, room, ctypes.byref(size)), 'getpeername': (52, room, ctypes.byref(size)),
        'getsockopt': (55, 1, 3, room, ctypes.byref(size)), 'setsockopt': (54, 1, 7, number, 4), 'shutdown': (48, 2),
        'send': (44, b'x', 1, 0, 0, 0), 'sendto': (44, b'x', 1, 0, path, 11), 'recvfrom': (45, room, 1, 0, 0, 0),
        'sendmsg': (46, one, 0), 'recvmsg': (47, one, 0), 'sendmmsg': (307, many, 1, 0), 'recvmmsg': (299, many, 1, 0, 0),
        'write': (1, b'x', 1), 'read': (0, room, 1),
    }
    for name, args in attempts.items():
        add(f'connected {name}', on_pair(*args))


def system_calls():
    """The arguments are such that a call does no harm where it is permitted."""
    own = os.getpid()
    attempts = {
        'ptrace': (101, 0x4206, 0x3fffffff, 0, 0), 'process_vm_readv': (310, own, 0, 0, 0, 0, 0), 'process_vm_writev': (311, own, 0, 0, 0, 0, 0),
        'io_uring_setup': (425, 1, ctypes.create_string_buffer(120)), 'io_uring_enter': (426, -1, 0, 0, 0, 0, 0),
        'io_uring_register': (427, -1, 0, 0, 0), 'bpf': (321, 99, 0, 0), 'perf_event_open': (298, 0, 0, -1, -1, 0), 'userfaultfd': (323, 0),
        'userfaultfd for programs': (323, 1), 'keyctl': (250, 0, -3, 0), 'add_key': (248, b'user', b'n', b'v', 1, 99),
        'request_key': (249, b'none', b'n', 0, 0), 'syslog': (103, 10, 0, 0), 'quotactl': (179, -1, 0, 0, 0), 'acct': (163, b'/nowhere'),
        'swapon': (167, b'/nowhere', 0), 'swapoff': (168, b'/nowhere'), 'reboot': (169, 0, 0, 0, 0), 'kexec_load': (246, 0, 99, 0, 0),
        'init_module': (175, 0, 0, b''), 'finit_module': (313, -1, b'', 0), 'delete_module': (176, b'nothing', 0),
        'mount': (165, b'none', b'/nowhere', b'tmpfs', 0, 0), 'umount2': (166, b'/nowhere', 0), 'pivot_root': (155, b'/nowhere', b'/nowhere'),
        'chroot': (161, b'/'), 'fsopen': (430, b'tmpfs', 0), 'fsconfig': (431, -1, 0, 0, 0, 0), 'fsmount': (432, -1, 0, 0), 'fspick': (433, -100, b'/', 0),
        'open_tree': (428, -100, b'/', 0), 'open_tree clone': (428, -100, b'/', 1), 'move_mount': (429, -1, b'', -1, b'', 0),
        'mount_setattr': (442, -1, b'', 0, 0, 0), 'setns': (308, -1, 0), 'open_by_handle_at': (304, -100, ctypes.create_string_buffer(64), 0),
        'pidfd_getfd': (438, -1, 0, 0), 'sethostname': (170, b'x', 1), 'setdomainname': (171, b'x', 1), 'clone3': (435, 0, 0),
        'openat2': (437, -100, b'/', 0, 0), 'settimeofday': (164, 0, ctypes.create_string_buffer(8)), 'iopl': (172, 3), 'vhangup': (153,),
        'kcmp': (312, own, own, 99, 0, 0), 'memfd_create': (319, b'x', 0), 'fanotify_init': (300, 0x200, 0), 'landlock': (444, 0, 0, 1),
        'seccomp': (317, 2, 0, ctypes.create_string_buffer(struct.pack('I', 0x7fff0000))), 'personality': (135, 0xffffffff), 'mlock': (149, 0, 0),
        'move_pages': (279, 0, 0, 0, 0, 0, 0), 'setgroups': (116, 0, 0), 'setuid to another': (105, 4_321), 'setgid to another': (106, 4_321),
        'call of the 32-bit kind': (0x40000000 + 39,), 'unshare nothing': (272, 0), 'unshare mount': (272, 0x20000), 'unshare network': (272, 0x40000000),
        'unshare pid': (272, 0x20000000), 'unshare ipc': (272, 0x08000000), 'unshare uts': (272, 0x04000000), 'unshare cgroup': (272, 0x02000000),
        'shmget': (29, 0, 4096, 0o1600), 'semget': (64, 0, 1, 0o1600), 'msgget': (68, 0, 0o1600), 'pidfd_open outside': (434, HOST['pid'], 0),
    }
    for name, args in attempts.items():
        add(name, call(*args))
    add('kill outside', lambda: os.kill(HOST['pid'], 0))
    add('raise the priority', lambda: os.setpriority(os.PRIO_PROCESS, 0, -5))
    add('real time', lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)))
    add('unshare user', in_child(call(272, 0x10000000)))
    add('ptrace of a child', in_child(call(101, 0, 0, 0, 0)))
    add('typing in a terminal', lambda: fcntl.ioctl(os.open('/dev/ptmx', os.O_RDWR | os.O_NOCTTY), 0x5412, b'x'))
    add('typing in a console', lambda: fcntl.ioctl(os.open('/dev/null', os.O_RDWR), 0x541c, b'\2'))


def touch(place):
    path = os.path.join(place, f'probe-{os.getpid()}')
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))
    os.unlink(path)


def protected():
    for name in ['.git', '.agents', '.codex', '.aws']:
        add(f'{name} look', lambda name=name: f'{stat.filemode(os.lstat(name).st_mode)} {sorted(os.listdir(name)) if os.path.isdir(name) else ""}')
        add(f'{name} make', lambda name=name: os.mkdir(name))
        add(f'{name} write into', lambda name=name: os.close(os.open(f'{name}/new', os.O_CREAT | os.O_WRONLY)))
        add(f'{name} write', lambda name=name: os.close(os.open(name, os.O_WRONLY)))
        add(f'{name} rename', lambda name=name: os.rename(name, 'renamed'))
        add(f'{name} remove', lambda name=name: os.rmdir(name))
        add(f'/tmp/{name} make', lambda name=name: os.mkdir(f'/tmp/{name}'))
    add('.GIT make', lambda: os.mkdir('.GIT'))
    add('new repository inside', lambda: [os.makedirs('sub/.git'), open('sub/.git/config', 'w').close()] and None)
    add('repository inside', lambda: open('nested/.git/config', 'a').close())


def files():
    places = {'workspace': '.', 'outside': HOST['outside'], 'home': os.environ['HOME']}
    for place in ['/tmp', '/var/tmp', '/', '/usr', '/etc', '/run', '/dev', '/dev/shm', '/sys', '/proc']:
        places[place] = place
    for name, place in places.items():
        add(f'make a file in {name}', lambda place=place: touch(place))
    add('rename the root', lambda: os.rename(os.getcwd(), os.getcwd() + '-moved'))
    add('rename a directory', lambda: os.rename('nested', 'renamed') or os.rename('renamed', 'nested'))
    add('link a file from outside', lambda: os.link(HOST['outside'] + '/file', 'linked'))
    add('point to a file outside', lambda: os.symlink(HOST['outside'] + '/file', 'symlinked'))
    add('write where a link points', lambda: open('symlinked', 'w').close())
    add('write what is linked', lambda: open('hard', 'a').close())
    for mode in [0o4755, 0o2755, 0o1755]:
        add(f'mode {mode:o}', lambda mode=mode: os.chmod('file', mode))
    add('make a file that changes the user', lambda: os.close(os.open('made', os.O_CREAT | os.O_WRONLY, 0o4755)))
    add('make a pipe', lambda: os.mkfifo('fifo'))
    add('make a character device', lambda: os.mknod('c', stat.S_IFCHR | 0o600, os.makedev(1, 3)))
    add('make a block device', lambda: os.mknod('b', stat.S_IFBLK | 0o600, os.makedev(254, 0)))
    add('make a file without a name', lambda: os.close(os.open('.', os.O_TMPFILE | os.O_RDWR, 0o600)))
    for name in ['user.a', 'trusted.a', 'security.a']:
        add(f'attribute {name}', lambda name=name: os.setxattr('file', name, b'1'))
    add('attribute security.capability', lambda: os.setxattr('file', 'security.capability', b'\1\0\0\2' + bytes(16)))
    add('give to oneself', lambda: os.chown('file', os.getuid(), os.getgid()))
    add('give away', lambda: os.chown('file', 4_321, 4_321))
    add('lock', lambda: fcntl.flock(open('file'), fcntl.LOCK_EX))
    add('make immutable', lambda: fcntl.ioctl(os.open('file', 0), 0x40086602, struct.pack('l', 0x10)))


def kernel_files():
    for path in [
        '/proc/sys/kernel/hostname', '/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger', '/proc/self/oom_score_adj', '/proc/self/uid_map',
        '/proc/1/oom_score_adj', '/proc/self/comm', '/sys/kernel/mm/transparent_hugepage/enabled', '/dev/null', '/dev/full', '/dev/tty', '/dev/ptmx',
        '/dev/kmsg', '/dev/mem', '/dev/console', '/dev/fuse',
    ]:
        add(f'write {path}', lambda path=path: os.close(os.open(path, os.O_WRONLY | os.O_NOCTTY)))
    for path in [
        '/proc/kcore', '/proc/kmsg', '/proc/1/environ', '/proc/1/root', '/proc/1/maps', '/proc/keys', '/proc/config.gz', '/proc/timer_list',
        '/sys/firmware', '/sys/kernel/security', '/sys/fs/cgroup', '/root', '/etc/shadow',
    ]:
        add(f'read {path}', lambda path=path: os.close(os.open(path, os.O_RDONLY)))
    add('devices', lambda: ' '.join(sorted(os.listdir('/dev'))))
    names = {'ro': 1, 'nosuid': 2, 'nodev': 4, 'noexec': 8}
    for path in ['/', '.', '/tmp', '/dev', '/dev/shm', '/dev/pts', '/proc', '/proc/sys', '/sys', '/dev/null']:
        add(f'mount of {path}', lambda path=path: ' '.join(name for name, bit in names.items() if os.statvfs(path).f_flag & bit))


def status(field):
    return next(line.split(':')[1].strip() for line in open('/proc/self/status') if line.startswith(f'{field}:'))


def itself():
    add('first process', lambda: os.getpid() < 10)
    add('parent', lambda: os.getppid())
    add('session of its own', lambda: os.getsid(0) in (1, os.getpid()))
    add('group of its own', lambda: os.getpgid(0) in (1, os.getpid()))
    add('identity', lambda: [os.getuid() == HOST['uid'], os.getgid() == HOST['gid'], len(os.getgroups())])
    add('map of users', lambda: open('/proc/self/uid_map').read().split() == [str(HOST['uid']), str(HOST['uid']), '1'])
    add('groups may be set', lambda: open('/proc/self/setgroups').read().strip())
    add('working directory', os.getcwd)
    add('mask of modes', lambda: f'{os.umask(0o22):o}')
    add('priority', lambda: os.getpriority(os.PRIO_PROCESS, 0))
    add('kind of input', lambda: f'{stat.S_IFMT(os.fstat(0).st_mode):o}')
    add('name of the host', lambda: os.uname().nodename)
    add('interfaces', lambda: sorted(line.split(':')[0].strip() for line in open('/proc/net/dev') if ':' in line))
    for name in ['user', 'pid', 'net', 'ipc', 'uts', 'cgroup', 'mnt', 'time']:
        add(f'namespace {name} is shared', lambda name=name: os.readlink(f'/proc/self/ns/{name}') == HOST['namespaces'][name])
    for name in ['NoNewPrivs', 'Seccomp', 'CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb', 'SigBlk']:
        add(f'status {name}', lambda name=name: status(name))
    add('broken pipes', lambda: 'ignored' if int(open('/proc/1/status').read().split('SigIgn:')[1].split()[0], 16) & 1 << signal.SIGPIPE - 1 else 'end programs')
    for name in ['NPROC', 'CORE', 'AS', 'STACK', 'FSIZE']:
        add(f'limit {name}', lambda name=name: resource.getrlimit(getattr(resource, f'RLIMIT_{name}')))
    for name in ['CODEX_SANDBOX_NETWORK_DISABLED', 'CODEX_SANDBOX', 'HOST_SECRET_TOKEN', 'HTTP_PROXY', 'LD_PRELOAD', 'SHLVL', 'TMPDIR', 'HOME']:
        add(f'variable {name}', lambda name=name: os.environ.get(name, 'absent'))


for define in [sockets, connected, system_calls, protected, files, kernel_files, itself]:
    define()
results = {}
for name, run in PROBES.items():
    try:
        result = run()
        results[name] = 'ok' if result is None else result
    except OSError as error:
        results[name] = errno.errorcode.get(error.errno, str(error))
print(json.dumps(results))
