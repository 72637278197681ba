"""Runs a command with a descriptor for all its streams; prints its status, wall and processor seconds, peak KiB.

Started as `python -I -S`: the kernel counts the memory of the process that starts a program as the program's, so that
process must be smaller than all measured programs.
"""

import posix
import sys
import time

streams = int(sys.argv[1])
started = time.monotonic()
child = posix.posix_spawn(
    sys.argv[2],
    sys.argv[2:],
    posix.environ,
    file_actions=[(posix.POSIX_SPAWN_DUP2, streams, descriptor) for descriptor in range(3)],
)
_, status, usage = posix.wait4(child, 0)
wall = time.monotonic() - started
# macOS counts bytes where Linux counts KiB.
memory = usage.ru_maxrss // (1024 if sys.platform == "darwin" else 1)
print(posix.waitstatus_to_exitcode(status), wall, usage.ru_utime + usage.ru_stime, memory)
