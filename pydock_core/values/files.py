"""Files named on the command line that docker's client reads itself: profiles, lists of variables and labels."""

from __future__ import annotations

from pydock_core.errors import InvalidValue
from pydock_core.values.os_errors import os_error_text


def read_file(path: str) -> bytes:
    """Returns the whole file; raises InvalidValue in Go's words: `open PATH: no such file or directory`."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except IsADirectoryError:
        raise InvalidValue(f"read {path}: is a directory") from None
    except OSError as error:
        raise InvalidValue(f"open {path}: {os_error_text(error)}") from error
    except ValueError:  # a NUL byte in the path
        raise InvalidValue(f"open {path}: invalid argument") from None
