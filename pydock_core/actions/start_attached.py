"""Starting a container with its streams attached, as `run` and `start --attach` do, until it has exited."""

from __future__ import annotations

from pydock_core.actions.attach import Attachment
from pydock_core.actions.terminal import RawTerminal, Resizing
from pydock_core.actions.wait import ExitWait
from pydock_core.errors import Interrupted, PyDockError, WaitFailed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.actions.signal_proxy import SignalProxy
    from pydock_core.session import Session

_REMOVAL_SECONDS = 10.0


class AttachOptions:
    """Which streams of a container are attached, and how: with `tty` its output is one stream of bytes.

    `detach_keys` is what `resolve_detach_keys` gives. `keeps_input` is for a container whose input stays open when a
    client's ends (not StdinOnce): the engine takes that end for the output's, too, and docker loses what comes after.
    """

    __slots__ = ("detach_keys", "keeps_input", "stderr", "stdin", "stdout", "tty")

    def __init__(
        self,
        *,
        stdin: bool,
        stdout: bool,
        stderr: bool,
        tty: bool,
        detach_keys: tuple[bytes, str],
        keeps_input: bool = False,
    ) -> None:
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr
        self.tty = tty
        self.detach_keys = detach_keys
        self.keeps_input = keeps_input and not tty

    def attach(self, session: Session, container: str) -> Attachment:
        """The attachment to a container; EngineError if the engine refuses."""
        keys, text = self.detach_keys
        # Some output is always asked for: by its end the engine tells that the container has ended.
        connection = session.engine.containers.attach(
            container,
            stdin=self.stdin,
            stdout=self.stdout or not self.stderr,
            stderr=self.stderr,
            detach_keys=text,
        )
        return Attachment(
            session,
            connection,
            stdin=self.stdin,
            stdout=self.stdout,
            stderr=self.stderr,
            tty=self.tty,
            detach_keys=keys,
            tells_end=not (self.stdin and self.keeps_input),
        )


def start_attached(
    session: Session,
    container: str,
    streams: AttachOptions,
    *,
    start: Callable[[], None],
    removed: bool,
    proxy: SignalProxy | None,
) -> int:
    """Attaches, arms the wait, calls `start`, shows the output to its end; the exit status, 0 if detached.

    `removed` says that the engine removes it at its end: then that is waited for, after a failed start, too. `proxy` is
    told how far things are.
    """
    attachment = streams.attach(session, container)
    wait = None
    try:
        with RawTerminal(session, wanted=streams.stdin and streams.tty) as terminal:
            wait = ExitWait(session, container, removed=removed)
            attachment.check()
            _started(wait, start=start, removed=removed, proxy=proxy)
            terminal.disable_signal_keys()
            with resizing(session, container, wanted=streams.tty) as sizes:
                detached = attachment.run(sizes)
            terminal.restore()
        return 0 if detached else wait.status()
    finally:
        attachment.close()
        if wait is not None:
            wait.close()


def start_detached(
    session: Session, container: str, *, start: Callable[[], None], removed: bool, proxy: SignalProxy | None
) -> None:
    """Calls `start`; where the engine removes what could not be started, that is waited for."""
    wait = ExitWait(session, container, removed=removed)
    try:
        _started(wait, start=start, removed=removed, proxy=proxy)
    finally:
        wait.close()


def _started(wait: ExitWait, *, start: Callable[[], None], removed: bool, proxy: SignalProxy | None) -> None:
    """The start, and what a failed one asks for; Ctrl-C meanwhile is raised at once."""
    if proxy is not None:
        proxy.starting()
    try:
        start()
    except Interrupted:
        raise
    except PyDockError:
        if proxy is not None:
            proxy.failed()
        if removed:
            _await_removal(wait)
        raise
    if proxy is not None:
        proxy.started()


def resizing(session: Session, container: str, *, wanted: bool) -> Resizing:
    """Keeps the size of a container's terminal, where it has one."""

    def resize(height: int, width: int) -> None:
        session.engine.containers.resize(container, height=height, width=width, timeout_seconds=5.0)

    return Resizing(session, resize, wanted=wanted)


def _await_removal(wait: ExitWait) -> None:
    """The removal of what could not be started; docker waits for it without end, whoever refused the start."""
    from threading import Thread

    def remove() -> None:
        try:
            wait.status()
        except WaitFailed:
            pass  # why the start failed is what counts

    removal = Thread(target=remove, daemon=True)
    removal.start()
    try:
        removal.join(_REMOVAL_SECONDS)
    except (Interrupted, KeyboardInterrupt):
        pass  # the start's failure says enough
