"""Tries one thing per line of its arguments and prints `name=result`: `ok` or the name of the error."""
import ctypes, errno, fcntl, os, socket, struct, sys

libc = ctypes.CDLL(None, use_errno=True)
X64 = os.uname().machine == 'x86_64'


def call(number, *args):
    ctypes.set_errno(0)
    result = libc.syscall(number, *[ctypes.c_long(it) if isinstance(it, int) else it for it in args])
    if result == -1:
        raise OSError(ctypes.get_errno(), '')
    return result


def raw(x64, arm64, *args):
    return lambda: call(x64 if X64 else arm64, *args)


def sock(family, kind, protocol=0):
    return lambda: socket.socket(family, kind, protocol).close()


def connect_tcp():
    with socket.socket() as it:
        it.settimeout(2)
        it.connect(('127.0.0.1', int(os.environ['TCP_PORT'])))


def send_udp():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as it:
        it.sendto(b'leak', ('127.0.0.1', int(os.environ['TCP_PORT'])))


def connect_unix(path):
    def run():
        with socket.socket(socket.AF_UNIX) as it:
            it.connect(path())
    return run


def datagram(kind):
    def run():
        left = socket.socket(socket.AF_UNIX, kind)
        left.sendmsg([b'leak'], [], 0, os.environ['DATAGRAM_PATH'])
    return run


def pair_datagram():
    left, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    left.sendmsg([b'leak'], [], 0, os.environ['DATAGRAM_PATH'])


def pair():
    left, right = socket.socketpair()
    left.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    left.send(b'hello')
    assert right.recv(5) == b'hello'
    left.getsockname(), right.getpeername()
    left.shutdown(socket.SHUT_RDWR)


def bind_unix():
    with socket.socket(socket.AF_UNIX) as it:
        it.bind('socket')


def resolve():
    socket.getaddrinfo('example.com', 80)


def keyring():
    # KEYCTL_GET_KEYRING_ID of the session keyring
    return call(250 if X64 else 219, 0, -3, 0)


PROBES = {
    'tcp': connect_tcp,
    'udp': send_udp,
    'inet': sock(2, 1),
    'inet6': sock(10, 1),
    'icmp': sock(2, 2, 1),
    'raw': sock(2, 3, 1),
    'netlink': sock(16, 3),
    'packet': sock(17, 3),
    'vsock': sock(40, 1),
    'alg': sock(38, 5),
    'bluetooth': sock(31, 3),
    'unix-path': connect_unix(lambda: os.environ['UNIX_PATH']),
    'unix-abstract': connect_unix(lambda: '\0' + os.environ['ABSTRACT_NAME']),
    'unix-datagram': datagram(socket.SOCK_DGRAM),
    'unix-raw': datagram(socket.SOCK_RAW),
    'unix-datagram-pair': pair_datagram,
    'unix-bind': bind_unix,
    'socketpair': pair,
    'resolve': resolve,
    'io_uring': raw(425, 425, 1, ctypes.create_string_buffer(120)),
    'ptrace': raw(101, 117, 16, 1, 0, 0),
    'process_vm_readv': raw(310, 270, os.getpid(), 0, 0, 0, 0, 0),
    'pidfd_getfd': raw(438, 438, 0, 0, 0),
    'kill-host': lambda: os.kill(int(os.environ['HOST_PID']), 0),
    'keyring': keyring,
    'add_key': raw(248, 217, b'user', b'name', b'value', 5, -3),
    'request_key': raw(249, 218, b'user', b'name', 0, 0),
    'bpf': raw(321, 280, 0, 0, 0),
    'perf': raw(298, 241, 0, 0, -1, -1, 0),
    'userfaultfd': raw(323, 282, 1),
    'mount': raw(165, 40, b'none', b'/tmp', b'tmpfs', 0, 0),
    'umount': raw(166, 39, b'/proc', 0),
    'pivot_root': raw(155, 41, b'/', b'/'),
    'fsopen': raw(430, 430, b'tmpfs', 0),
    'open_tree': raw(428, 428, -100, b'/', 1),
    'setns': raw(308, 268, 0, 0),
    'chroot': lambda: os.chroot('/tmp'),
    'open_by_handle_at': raw(304, 265, 0, 0, 0),
    'unshare-user': raw(272, 97, 0x10000000),
    'clone-user': raw(56, 220, 0x10000000 | 17, 0, 0, 0, 0),
    'clone3': raw(435, 435, 0, 0),
    'swapon': raw(167, 224, b'/none', 0),
    'reboot': raw(169, 142, 0, 0, 0, 0),
    'kexec': raw(246, 104, 0, 0, 0, 0),
    'module': raw(175, 105, 0, 0, b''),
    'acct': raw(163, 89, 0),
    'sethostname': raw(170, 161, b'x', 1),
    'syslog': raw(103, 116, 10, 0, 0),
    'tiocsti': lambda: fcntl.ioctl(0, 0x5412, b'x'),
    'tioclinux': lambda: fcntl.ioctl(0, 0x541C, b'\x02'),
    'x32': raw(0x40000000 + 41, 0x40000000, 2, 1, 0),
    'openat2': raw(437, 437, -100, b'/', 0, 0),
    'threads': lambda: __import__('threading').Thread(target=lambda: None).start(),
    'subprocess': lambda: __import__('subprocess').run(['true'], check=True),
}

for name in sys.argv[1:]:
    try:
        PROBES[name]()
        print(f'{name}=ok')
    except OSError as error:
        print(f'{name}={errno.errorcode.get(error.errno, error.errno)}')
