"""`pydock run`: creates a container, starts it, and stays with it until it exits."""

from __future__ import annotations

from pydock_container.create_options import CreateOptions
from pydock_container.create_request import make, prepare
from pydock_container.failures import start_status, with_help
from pydock_core.plugin_api import EngineError, Interrupted, PyDockError, Session, flags
from pydock_core.toolkit import (
    AttachOptions,
    SignalProxy,
    check_terminal,
    resolve_detach_keys,
    start_attached,
    start_detached,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_REMOVAL_SECONDS = 5.0


class Options(CreateOptions):
    detach = flags.boolean("detach", "d", help="Run it in the background and show its id")
    detach_keys = flags.string("detach-keys", help="Keys that leave the container running")
    sig_proxy = flags.boolean("sig-proxy", default=True, help="Pass signals on to the process")


def command(session: Session, options: Options) -> int:
    creation = prepare(session, options, "run", change=lambda body: _check(session, options, body))
    body = creation.request.body
    keys = resolve_detach_keys(session, options.detach_keys)
    streams = AttachOptions(
        stdin=body["AttachStdin"],
        stdout=body["AttachStdout"],
        stderr=body["AttachStderr"],
        tty=body["Tty"],
        detach_keys=keys,
    )
    try:
        container = make(session, options, creation)
    except PyDockError as error:
        raise with_help(session, "run", error, status=start_status(error)) from error
    return _Run(session, options, container, streams).run()


class _Run:
    """The container from its creation to its end."""

    def __init__(self, session: Session, options: Options, container: str, streams: AttachOptions) -> None:
        self._session = session
        self._options = options
        self._container = container
        self._streams = streams
        self._started = False

    def run(self) -> int:
        try:
            if not self._options.sig_proxy:
                return self._go(None)
            with SignalProxy(self._session, self._container) as proxy:
                return self._go(proxy)
        except (Interrupted, KeyboardInterrupt):
            self._clean_up()
            raise

    def _go(self, proxy: SignalProxy | None) -> int:
        streams = self._streams
        if streams.stdin or streams.stdout or streams.stderr:
            return start_attached(
                self._session,
                self._container,
                streams,
                start=self._start,
                removed=self._options.rm,
                proxy=proxy,
            )
        self._session.stdout.write(f"{self._container}\n")
        self._session.stdout.flush()
        start_detached(self._session, self._container, start=self._start, removed=self._options.rm, proxy=proxy)
        return 0

    def _start(self) -> None:
        try:
            self._session.engine.containers.start(self._container)
        except EngineError as error:
            raise with_help(self._session, "run", error, status=start_status(error)) from error
        self._started = True

    def _clean_up(self) -> None:
        """Ctrl-C before the start was answered: with --rm nothing stays behind."""
        if self._started or not self._options.rm:
            return
        try:
            self._session.engine.containers.remove(
                self._container, force=True, volumes=True, timeout_seconds=_REMOVAL_SECONDS
            )
        except PyDockError as error:
            self._session.log("debug", f"error removing container: {error.message}")


def _check(session: Session, options: Options, body: dict[str, Any]) -> None:
    """What docker looks at before it creates; a detached container has no streams attached."""
    if not options.detach:
        check_terminal(session, stdin=body["AttachStdin"], tty=body["Tty"])
        return
    if options.attach:
        raise PyDockError("conflicting options: cannot specify both --attach and --detach")
    body.update(AttachStdin=False, AttachStdout=False, AttachStderr=False, StdinOnce=False)
