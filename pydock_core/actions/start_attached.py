"""Starts a container with its streams attached, as `run` and `start --attach` do, and waits until it exits."""

from __future__ import annotations

from pydock_core.actions.attach import Attachment
from pydock_core.actions.container_errors import WaitFailed
from pydock_core.actions.terminal import RESIZE_SECONDS, RawTerminal, Resizing
from pydock_core.actions.wait import ExitWait
from pydock_core.errors import Interrupted, PyDockError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.actions.signal_proxy import SignalProxy
    from pydock_core.session import Session

_REMOVAL_SECONDS = 10.0


class AttachOptions:
    """The streams of a container to attach, and how; with `tty` the container's output is one raw stream.

    `detach_keys` is the result of `resolve_detach_keys`. `keep_stdin_open` is for a container whose stdin stays open at
    the end of a client's input (not StdinOnce): if the client closed its side, the engine would end the output too, and
    docker loses the rest of it.
    """

    __slots__ = ("detach_keys", "keep_stdin_open", "stderr", "stdin", "stdout", "tty")

    def __init__(
        self,
        *,
        stdin: bool,
        stdout: bool,
        stderr: bool,
        tty: bool,
        detach_keys: tuple[bytes, str],
        keep_stdin_open: bool = False,
    ) -> None:
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr
        self.tty = tty
        self.detach_keys = detach_keys
        self.keep_stdin_open = keep_stdin_open and not tty

    def attach(self, session: Session, container: str, *, proxy: SignalProxy | None) -> Attachment:
        """Attaches to a container, whose signals `proxy` forwards; raises EngineError if the engine refuses."""
        keys, text = self.detach_keys
        # At least one output is always attached: its end reports the container's exit.
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
            propagate_eof=not (self.stdin and self.keep_stdin_open),
            reports_broken_pipe=proxy is not None,
        )


def start_attached(
    session: Session,
    container: str,
    options: AttachOptions,
    *,
    start: Callable[[], None],
    removed: bool,
    proxy: SignalProxy | None,
) -> int:
    """Attaches, starts the container and copies its streams; returns the exit status, 0 after a detach.

    Instead of 0, the status is 1 if the engine has ended the streams before the container's exit.

    `start` sends the start request, and `proxy` is notified of it. With `removed` the engine removes the container
    after its exit; the removal is waited for, also after a failed start.
    """
    attachment = options.attach(session, container, proxy=proxy)
    wait = None
    try:
        with RawTerminal(session, wanted=options.stdin and options.tty) as terminal:
            wait = ExitWait(session, container, removed=removed)
            attachment.check()
            _start(wait, start=start, removed=removed, proxy=proxy)
            terminal.disable_signal_keys()
            with resizing(session, container, wanted=options.tty) as sizes:
                detached = attachment.run(sizes)
            terminal.restore()
        if detached:
            return 0
        incomplete = wait.report_early_end(attachment)
        return wait.status() or int(incomplete)
    finally:
        attachment.close()
        if wait is not None:
            wait.close()


def start_detached(
    session: Session, container: str, *, start: Callable[[], None], removed: bool, proxy: SignalProxy | None
) -> None:
    """Calls `start`; with `removed`, waits for the removal of a container that could not be started."""
    wait = ExitWait(session, container, removed=removed)
    try:
        _start(wait, start=start, removed=removed, proxy=proxy)
    finally:
        wait.close()


def _start(wait: ExitWait, *, start: Callable[[], None], removed: bool, proxy: SignalProxy | None) -> None:
    """Calls `start`; after a failure other than Ctrl-C, waits for the removal."""
    if proxy is not None:
        proxy.starting()
    try:
        start()
    except Interrupted:
        raise
    except PyDockError:
        if proxy is not None:
            proxy.failed()
        if removed and not wait.remove_unstarted():
            _await_removal(wait)
        raise
    if proxy is not None:
        proxy.started()


def resizing(session: Session, container: str, *, wanted: bool) -> Resizing:
    """Returns an object that keeps the container's terminal as large as PyDock's, if `wanted`."""

    def resize(height: int, width: int) -> None:
        session.engine.containers.resize(container, height=height, width=width, timeout_seconds=RESIZE_SECONDS)

    return Resizing(session, resize, wanted=wanted)


def _await_removal(wait: ExitWait) -> None:
    """Waits for the removal of a container that could not be started, at most 10 s; docker has no limit."""
    from threading import Thread  # most starts succeed

    def remove() -> None:
        try:
            wait.status()
        except WaitFailed:
            pass  # the failed start is the error to report

    removal = Thread(target=remove, daemon=True)
    removal.start()
    try:
        removal.join(_REMOVAL_SECONDS)
    except (Interrupted, KeyboardInterrupt):
        pass  # the failed start is the error to report
