"""Programs that PyDock starts, found on PATH."""

from __future__ import annotations

import errno
import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def find_program(name: str, environ: Mapping[str, str]) -> str:
    """The absolute path of the program `name` on the PATH of `environ`.

    Raises FileNotFoundError if PATH has no such program, and PermissionError if a relative or empty entry of PATH leads
    to it: a file in the current folder must not run in its place. docker, as any Go program, refuses that, too.
    """
    path = shutil.which(name, path=environ.get("PATH", os.defpath))
    if path is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)
    if not os.path.isabs(path):
        raise PermissionError(errno.EACCES, "cannot run executable found relative to current directory", name)
    return path
