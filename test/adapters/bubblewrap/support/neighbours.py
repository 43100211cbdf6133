"""Listens in every way that a command could be reached by; says where, and at the end of its input who was reached."""
import json, os, socket, sys

folder = sys.argv[1]
names = {'UNIX_PATH': f'{folder}/stream', 'DATAGRAM_PATH': f'{folder}/datagram', 'ABSTRACT_NAME': f'codex-sdk-{os.getpid()}'}


def listen(family, kind, address):
    it = socket.socket(family, kind)
    it.bind(address)
    if kind == socket.SOCK_STREAM:
        it.listen(16)
    return it


listeners = {
    'tcp': listen(socket.AF_INET, socket.SOCK_STREAM, ('127.0.0.1', 0)),
    'unix': listen(socket.AF_UNIX, socket.SOCK_STREAM, names['UNIX_PATH']),
    'abstract': listen(socket.AF_UNIX, socket.SOCK_STREAM, '\0' + names['ABSTRACT_NAME']),
    'datagram': listen(socket.AF_UNIX, socket.SOCK_DGRAM, names['DATAGRAM_PATH']),
}
for path in ('UNIX_PATH', 'DATAGRAM_PATH'):
    os.chmod(names[path], 0o666)
print(json.dumps({**names, 'TCP_PORT': str(listeners['tcp'].getsockname()[1])}), flush=True)
sys.stdin.read()


def was_reached(it):
    it.setblocking(False)
    try:
        it.recv(100) if it.type == socket.SOCK_DGRAM else it.accept()
        return True
    except BlockingIOError:
        return False


print(json.dumps([name for name, it in listeners.items() if was_reached(it)]), flush=True)
