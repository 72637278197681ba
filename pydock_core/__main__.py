"""`python -m pydock_core` is `pydock`."""
# PYTHON_ARGCOMPLETE_OK

import sys

if not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
    del sys.path[0]  # the current folder, whose files must not run in place of the standard library's

try:
    from pydock_core.cli import entry

    entry()
except KeyboardInterrupt:  # while modules are loaded
    raise SystemExit(130) from None
