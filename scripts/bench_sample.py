"""Runs the command in its arguments and prints its exit status, wall and processor seconds, and peak memory in KiB.

Started as `python -I -S`: the kernel counts the memory of the process that starts a program as the program's, so that
process has to be smaller than all that is measured.
"""

import posix
import sys
import time

null = posix.open("/dev/null", posix.O_RDWR)
started = time.monotonic()
child = posix.posix_spawn(
    sys.argv[1],
    sys.argv[1:],
    posix.environ,
    file_actions=[(posix.POSIX_SPAWN_DUP2, null, descriptor) for descriptor in range(3)],
)
_, status, usage = posix.wait4(child, 0)
wall = time.monotonic() - started
# macOS counts bytes where Linux counts KiB.
memory = usage.ru_maxrss // (1024 if sys.platform == "darwin" else 1)
print(posix.waitstatus_to_exitcode(status), wall, usage.ru_utime + usage.ru_stime, memory)
