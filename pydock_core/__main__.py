"""`python -m pydock_core` is `pydock`."""

from pydock_core.cli import entry

entry()
