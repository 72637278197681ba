"""Random .dockerignore files with which `docker build` and PyDock must send the same files of a random folder.

python -m tests.parity.ignore_files COUNT [SEED]    prints each file with a difference; status 1 if one differs
"""

from __future__ import annotations

import io
import os
import random
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from pydock_builder.folder import FolderArchive, check_readable, keep_build_files, read_ignored

from pydock_core.errors import PyDockError
from pydock_core.testing.fake_engine.exchange import Answer, Asked
from pydock_core.testing.fake_engine.server import Listener
from tests.parity import clients

# Names that patterns match by chance, with the characters that patterns treat in a special way.
_NAMES = ("a", "b", "ab", "aab", "a.b", "b.a", "ba", "é", "1", "a b", "x{2}", "a|b", "[", "a^b", "*", "a\nb", "B_1")
_RAW_NAMES = (*map(os.fsencode, _NAMES), b"\xff", b"a\xff")
_PARTS = ("a", "b", "ab", "é", ".", "*", "*", "*", "?", "**", "**", "**/", "/**", "/", "/", "/", "a*", "*b", "*.b", "1")
_RARE_PARTS = (
    *(
        "[a-b]",
        "[^a]",
        "[^/]",
        "[a*]",
        "[a?b]",
        "[[:alpha:]]",
        "[[:^digit:]]",
        "[\\d]",
        "[\\W]",
        "[]a]",
        "[a-]",
        "[z-a]",
    ),
    *(
        "[\\x61]",
        "\\a",
        "\\*",
        "\\d",
        "\\D",
        "\\w",
        "\\s",
        "\\b",
        "\\B",
        "\\A",
        "\\z",
        "\\x61",
        "\\x{62}",
        "\\141",
        "\\8",
    ),
    *("\\Qa\\E", "\\Q", "\\", "|", "^", "$", "(", ")", "+", "{2}", "{0}", "{1,2}", "{0,}", "{,2}", "{2,1}", "{", "}"),
    *("\x1c", "\ufeff", "\udcff", " ", "!", "..", "./"),
)


def random_tree(chance: random.Random, folder: Path) -> None:
    """Makes about 40 files and folders below `folder`, up to four levels deep."""
    folder.mkdir()
    (folder / "Dockerfile").write_text("FROM scratch\n")
    folders = [os.fsencode(folder)]
    for _ in range(40):
        path = os.path.join(chance.choice(folders), chance.choice(_RAW_NAMES))
        if os.path.lexists(path):
            continue
        if chance.random() < 0.4 and path.count(b"/") - os.fsencode(folder).count(b"/") < 4:
            os.mkdir(path)
            folders.append(path)
        else:
            Path(os.fsdecode(path)).write_bytes(b"")


def random_patterns(chance: random.Random) -> str:
    """Returns the text of a .dockerignore with up to four patterns."""
    return "".join(f"{_pattern(chance)}\n" for _ in range(chance.choice((1, 1, 2, 3, 4))))


def _pattern(chance: random.Random) -> str:
    rare = chance.choice((0, 0, 0.15, 0.5))
    parts = [
        chance.choice(_RARE_PARTS if chance.random() < rare else _PARTS) for _ in range(chance.choice((1, 2, 3, 4, 6)))
    ]
    return ("!" if chance.random() < 0.2 else "") + "".join(parts)


class Comparison:
    """Both clients, with a folder for build contexts and an engine that keeps the context; a context manager."""

    def __init__(self, docker: Path, folder: Path) -> None:
        self._docker = docker
        self._context = folder / "context"
        self._sent = b""
        self._listener = Listener(str(folder / "engine"), self._answer)
        self._environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith("DOCKER_")},
            "DOCKER_BUILDKIT": "0",
            "DOCKER_HOST": self._listener.host,
            "DOCKER_CONFIG": str(folder / "config"),
        }

    def __enter__(self) -> Comparison:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def new_tree(self, chance: random.Random) -> None:
        """Replaces the build context by another random folder."""
        shutil.rmtree(self._context, ignore_errors=True)
        random_tree(chance, self._context)

    def difference(self, patterns: str) -> str:
        """Returns the difference between PyDock and docker with this .dockerignore, "" without one."""
        (self._context / ".dockerignore").write_bytes(patterns.encode("utf-8", "surrogateescape"))
        self._sent = b""
        build = [str(self._docker), "build", "."]
        run = subprocess.run(build, cwd=self._context, env=self._environ, capture_output=True, timeout=60)
        stderr = run.stderr.decode("utf-8", "replace")
        try:
            ours: list[str] | str = self._pydock()
        except PyDockError as error:
            ours = error.message
        if isinstance(ours, str):
            return "" if run.returncode and ours in stderr else f"{patterns!r}: PyDock {ours!r}, docker {stderr!r}"
        if run.returncode:
            return f"{patterns!r}: PyDock sends {ours}, docker {stderr!r}"
        theirs = _names(self._sent)
        only = {"only PyDock": sorted({*ours} - {*theirs}), "only docker": sorted({*theirs} - {*ours})}
        return "" if ours == theirs else f"{patterns!r}: {only}"

    def _pydock(self) -> list[str]:
        folder = str(self._context)
        patterns = keep_build_files(read_ignored(folder), "Dockerfile")
        check_readable(folder, patterns)
        session: Any = SimpleNamespace(clock=time)
        return _names(b"".join(FolderArchive(session, folder, patterns)))

    def _answer(self, asked: Asked) -> tuple[Answer, None]:
        if asked.path == "/build":
            self._sent = asked.body
            return Answer(200, b'{"aux":{"ID":"sha256:1"}}\n'), None
        return Answer(200, b"OK", headers={"Api-Version": "1.41", "Builder-Version": "1"}), None


def _names(archive: bytes) -> list[str]:
    with tarfile.open(fileobj=io.BytesIO(archive), errors="surrogateescape") as entries:
        return sorted(entries.getnames())


def differences(docker: Path, folder: Path, count: int, seed: int) -> list[str]:
    """Returns what differs in `count` random files, the same for the same seed; every tenth has another tree."""
    chance = random.Random(seed)
    found = []
    with Comparison(docker, folder) as comparison:
        for number in range(count):
            if number % 10 == 0:
                comparison.new_tree(chance)
            found.append(comparison.difference(random_patterns(chance)))
    return list(filter(None, found))


def main(words: list[str]) -> int:
    """Runs the comparison from the command line and returns the exit status."""
    docker = clients.docker()
    if docker is None:
        sys.exit(f"docker {clients.VERSION} must be on PATH")
    count, seed = int(words[0]), int(words[1]) if len(words) > 1 else random.randrange(10**6)
    with tempfile.TemporaryDirectory() as folder:
        found = differences(docker, Path(folder), count, seed)
    print(*found, f"{count} files of seed {seed}: {len(found)} differ", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
