"""Shims: programs `docker-NAME`, in POSIX sh, that make a command of PyDock a CLI plugin of docker.

A shim answers docker's question for metadata itself, so that `docker --help` starts no Python, and runs PyDock for
everything else. Its second line describes it; by this line PyDock recognizes its own shims.
"""

from __future__ import annotations

import os

from pydock_core.config.folders import read_regular

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

RUN_AS_DOCKER_PLUGIN = "docker-cli-plugin-run"  # PyDock's first word when docker runs it (`cli.py`)
EVERYTHING = "pydock"  # the plugin `docker pydock …`, which has all commands
MARK = "# PyDock as a CLI plugin of docker: "
_BEGIN = b"#!/bin/sh\n" + MARK.encode()
_LARGEST = 1 << 16
_FIELDS = ("name", "program", "python", "version")
_TEXT = """\
#!/bin/sh
{mark}{description}
# `pydock self docker-plugin` writes and removes this file.
if [ "$1" = docker-cli-plugin-metadata ]; then
    printf '%s\\n' {metadata}
    exit
fi
if [ "$2" = docker-cli-plugin-hooks ]; then
    exit
fi
for needed in {program} {python}; do
    if [ ! -x "$needed" ]; then
        printf '%s\\n' "docker {name}: PyDock is gone: $needed is missing; install PyDock again, or remove $0" >&2
        exit 127
    fi
done
exec {program} {run} {name} "$@"
"""


class Shim:
    """A shim at `path` for the command `name`.

    It runs `program`, PyDock's, which needs the interpreter `python`; PyDock's version `version` wrote it.
    """

    __slots__ = ("name", "path", "program", "python", "version")

    def __init__(self, path: str, *, name: str, program: str, python: str, version: str) -> None:
        self.path = path
        self.name = name
        self.program = program
        self.python = python
        self.version = version

    def text(self, metadata: dict[str, str]) -> bytes:
        """Returns the file's content; `metadata` is what the shim tells docker about the command."""
        import json
        from shlex import quote

        description = {field: getattr(self, field) for field in _FIELDS}
        script = _TEXT.format(
            mark=MARK,
            description=json.dumps(description),
            metadata=quote(json.dumps(metadata)),
            program=quote(self.program),
            python=quote(self.python),
            run=RUN_AS_DOCKER_PLUGIN,
            name=self.name,  # of small letters and digits
        )
        return os.fsencode(script)


def read_shim(path: str) -> Shim | None:
    """Returns the shim at `path`; None for any other file, and for one that can't be read."""
    try:
        if read_regular(path, limit=len(_BEGIN))[0] != _BEGIN:
            return None
        line = read_regular(path, limit=_LARGEST)[0][len(_BEGIN) :].split(b"\n", 1)[0]
        import json

        found: Any = json.loads(line)
        if isinstance(found, dict) and all(isinstance(found.get(field), str) for field in _FIELDS):
            return Shim(path, **{field: found[field] for field in _FIELDS})
    except (OSError, ValueError, RecursionError):
        pass
    return None
