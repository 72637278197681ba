"""A command line of the fault tests, its exchanges with the engine, and the signs of its success and failure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.fault_injection import effects
    from tests.fault_injection.engines import Engine

# Kinds of responses: none, an object, an object with an Id, an exit status, a list, a stream of objects, frames of
# output, an upgraded connection, the engine's version, the status of a file, and a tar archive.
NOTHING, OBJECT, MADE, ENDED, LIST, STREAM, FRAMES, HIJACK, PING, STAT, ARCHIVE = range(11)
OPTIONAL = (PING, STAT)  # a command completes without an answer to these

# The line with which the engine refuses a client that has not negotiated the API version.
TOO_NEW = "client version 1.55 is too new"
NO_CONNECTION = "the docker daemon running|error during connect"


class Exchange:
    """A request, by method and shell pattern of its path, with the kind of its response.

    `after` is the number of requests that match and come before. `status` is PyDock's exit status after a wrong
    response, `broken` the one after a broken connection (`status` if None). `late` is set if the command prints its
    whole output in spite of a fault of this exchange.
    """

    def __init__(
        self,
        request: str,
        response_kind: int,
        *,
        after: int = 0,
        status: int = 1,
        broken: int | None = None,
        late: bool = False,
    ) -> None:
        self.method, _, self.path = request.partition(" ")
        self.response_kind = response_kind
        self.after = after
        self.status = status
        self.broken = status if broken is None else broken
        self.late = late

    def __str__(self) -> str:
        return f"{self.method} {self.path}" + (f" ({self.after + 1})" if self.after else "")


class Case:
    """A command line with its exchanges and the signs of its success and failure.

    Success:
    - `success_marker`: a text that the command prints only after complete success; a function returns the whole output
      from the state of the engine.
    - `effect`: returns whether the engine has changed as the command asks; for commands without an output.
    - `makes`: the path of a file that exists only after success.

    Failure:
    - `lines`: the largest number of lines on stderr, None after a progress on stderr.
    - `without_version`: a pattern of the error if the ping fails, "" if the command succeeds.
    - `with_oldest_version`: the error if the ping names no version, which stands for API version 1.24; "" if the
      command succeeds.

    `setup` lists the command lines that run before. The working directory has a folder `context` with a Dockerfile,
    the folder `plugin` of a plugin, and the archive `images.tar`.
    """

    def __init__(
        self,
        line: str,
        exchanges: tuple[Exchange, ...],
        *,
        success_marker: str | effects.Text = "",
        effect: effects.Effect | None = None,
        lines: int | None = 1,
        setup: tuple[str, ...] = (),
        makes: str = "",
        api_version: str = "1.41",
        without_version: str = TOO_NEW,
        with_oldest_version: str = "",
    ) -> None:
        self.line = line
        self.words = line.split()
        self.exchanges = (Exchange("HEAD /_ping", PING), *exchanges)
        self.success_marker = success_marker
        self.effect = effect
        self.lines = lines
        self.setup = setup
        self.makes = makes
        self.api_version = api_version
        self.without_version = without_version
        self.with_oldest_version = with_oldest_version

    def shows_success(self, stdout: str) -> bool:
        """Returns whether the output is, or contains, what the command prints after complete success.

        Commands whose success is an id or an effect print nothing else: any output counts.
        """
        if callable(self.success_marker) or self.effect is not None or not self.success_marker:
            return stdout != ""
        return self.success_marker in stdout

    def is_successful(self, engine: Engine, stdout: str) -> bool:
        """Returns whether the output is complete, the file exists, and the engine has changed as the command asks."""
        if callable(self.success_marker):
            expected = self.success_marker(engine)
            return expected != "" and stdout == expected
        has_effect = self.effect is None or self.effect(engine)
        return self.success_marker in stdout and has_effect and (not self.makes or Path(self.makes).exists())
