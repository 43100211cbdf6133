"""Swaps two names in the working directory back and forth until it is killed."""

import ctypes
import sys
import time

libc = ctypes.CDLL(None)
here, exchange = -100, 2
first, second = (name.encode() for name in sys.argv[1:])
print("swapping", flush=True)
while True:
    libc.renameat2(here, first, here, second, exchange)
    time.sleep(0.003)
