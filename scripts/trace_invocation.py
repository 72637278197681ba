"""Counts the calls of one command line: `python -m scripts.trace_invocation [WORDS…]`, `run --rm busybox true`.

Prints the number of functions called, of files they are in, and of returns to a file that was left before, as
`sys.setprofile` sees them; then the files in the order of their first call. The engine is the fake one behind a real
socket, the index exists already, and no third-party plugin takes part.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pydock_core import cli
from pydock_core.output.streams import InputStream, OutputStream
from pydock_core.session import ProcessContext
from pydock_core.testing import FakeEngine

if TYPE_CHECKING:
    from types import FrameType

ROOT = Path(cli.__file__).parents[1]
DEFAULT = ["run", "--rm", "busybox", "true"]
INDEX_SETTLES_SECONDS = 2.1  # the index distrusts files that changed so recently


@dataclass
class Trace:
    """The calls of one command line on its main thread."""

    functions: set[tuple[str, int]] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)

    def record(self, frame: FrameType, event: str, _argument: object) -> None:
        """Records a call: a function for `sys.setprofile`."""
        file = frame.f_code.co_filename
        inside = f"{os.sep}pydock_core{os.sep}" in file or f"{os.sep}pydock_" in os.path.dirname(file)
        if event == "call" and inside and f"{os.sep}testing{os.sep}" not in file:
            self.functions.add((file, frame.f_code.co_firstlineno))
            self.calls.append(file)

    @property
    def files(self) -> list[str]:
        """The files in the order of their first call, from the package's folder on: `pydock_core/cli.py`."""
        return [f"pydock_{file.rpartition(f'{os.sep}pydock_')[2]}" for file in dict.fromkeys(self.calls)]

    @property
    def returns(self) -> int:
        """The number of calls in a file that was left before."""
        left: set[str] = set()
        current, count = "", 0
        for file in self.calls:
            if file != current:
                count += file in left
                left.add(current)
                current = file
        return count


def trace(words: list[str]) -> Trace:
    """Runs the command line three times and returns the calls of the last run; raises AssertionError if it fails."""
    found = Trace()
    with tempfile.TemporaryDirectory(prefix="pydock-") as home, FakeEngine() as engine:
        door = engine.serve(os.path.join(home, "docker.sock"))
        environ = {"HOME": home, "DOCKER_HOST": door.host, "PYDOCK_PLUGINS": "none"}
        null = os.open(os.devnull, os.O_RDWR)

        def run() -> int:
            streams = (InputStream(null), OutputStream(null, "stdout"), OutputStream(null, "stderr"))
            process = ProcessContext(environ=environ, stdin=streams[0], stdout=streams[1], stderr=streams[2])
            return cli.main(["pydock", *words], process)

        run()
        time.sleep(INDEX_SETTLES_SECONDS)
        run()  # builds the index that the next run trusts, and imports what is imported once
        sys.setprofile(found.record)
        try:
            status = run()
        finally:
            sys.setprofile(None)
            os.close(null)
    assert status == 0, f"pydock {' '.join(words)} ended with status {status}"
    return found


if __name__ == "__main__":
    result = trace(sys.argv[1:] or DEFAULT)
    print(f"{len(result.functions)} functions, {len(result.files)} files, {result.returns} returns")
    print(*result.files, sep="\n")
