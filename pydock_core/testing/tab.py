"""Completion in-process."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pydock_core.command.completion import Completion
from pydock_core.output.streams import InputStream, OutputStream
from pydock_core.session import ProcessContext

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydock_core.testing.fake_engine.engine import FakeEngine


def offered(line: str, *, engine: FakeEngine, environ: Mapping[str, str], plugins: Iterable[str] = ()) -> list[str]:
    """Returns the words that TAB offers at the end of `pydock LINE`, in order; none if it leaves them to the shell."""
    *words, prefix = line.split(" ")
    nowhere = os.open(os.devnull, os.O_RDWR)
    try:
        process = ProcessContext(
            environ={"PYDOCK_PLUGINS": ",".join(plugins) or "none", **environ},
            stdin=InputStream(nowhere),
            stdout=OutputStream(nowhere, "stdout"),
            stderr=OutputStream(nowhere, "stderr"),
            send=engine.send,
        )
        return list(Completion("pydock", process, [word for word in words if word]).candidates(prefix) or ())
    finally:
        os.close(nowhere)
