# Tries to read and to write each path, and prints what came of it as one JSON list.
import json, os, sys


def tried(action):
    try:
        action()
        return True
    except OSError:
        return False


def read(path):
    if os.path.isdir(path):
        os.listdir(path)
    else:
        open(path, "rb").close()


def write(path):
    if os.path.isdir(path):
        probe = os.path.join(path, "zz probe")
        os.mkdir(probe)
        os.rmdir(probe)
    elif os.path.lexists(path):
        open(path, "ab").close()
    else:
        os.mkdir(path)
        os.rmdir(path)


paths = json.load(sys.stdin)
print(json.dumps([[tried(lambda: read(p)), tried(lambda: write(p))] for p in paths]))
