# Runs a program under a system-call filter, as a container does. Arguments: what is denied (x86-64), `--`, the program.
import ctypes, os, struct, sys

LOAD, EQUAL, BITS, RETURN = 0x20, 0x15, 0x45, 0x06
ALLOW, DENY = 0x7FFF0000, 0x00050001
RULES = {
    # clone and unshare with CLONE_NEWUSER
    "namespaces": [(LOAD, 0, 0, 0), (EQUAL, 1, 0, 56), (EQUAL, 0, 3, 272), (LOAD, 0, 0, 16), (BITS, 0, 1, 0x10000000), (RETURN, 0, 0, DENY)],
    "mount": [(LOAD, 0, 0, 0), (EQUAL, 0, 1, 165), (RETURN, 0, 0, DENY)],
    # prctl(PR_SET_SECCOMP) and seccomp
    "filters": [
        (LOAD, 0, 0, 0), (EQUAL, 0, 1, 317), (RETURN, 0, 0, DENY),
        (EQUAL, 0, 3, 157), (LOAD, 0, 0, 16), (EQUAL, 0, 1, 22), (RETURN, 0, 0, DENY),
    ],
}

split = sys.argv.index("--")
program = [step for name in sys.argv[1:split] for step in RULES[name]] + [(RETURN, 0, 0, ALLOW)]
code = ctypes.create_string_buffer(b"".join(struct.pack("<HBBI", *step) for step in program))


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_void_p)]


libc = ctypes.CDLL(None, use_errno=True)
filter_ = Program(len(program), ctypes.addressof(code))
assert libc.prctl(38, 1, 0, 0, 0) == 0
assert libc.prctl(22, 2, ctypes.byref(filter_)) == 0
os.execvp(sys.argv[split + 1], sys.argv[split + 1 :])
