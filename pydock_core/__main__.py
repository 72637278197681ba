"""`python -m pydock_core` is `pydock`."""
# PYTHON_ARGCOMPLETE_OK

from pydock_core.cli import entry

entry()
