"""`pydock run`: creates a container, starts it, and by default waits until it exits."""

from __future__ import annotations

from pydock_container.create_body import build_create_request
from pydock_container.create_options import CreateOptions
from pydock_container.help_hint import raise_with_help_hint
from pydock_core.plugin_api import APIError, EngineError, Interrupted, PyDockError, Session, flags
from pydock_core.toolkit import (
    AttachOptions,
    CreateRefused,
    RunRefused,
    SignalProxy,
    check_terminal,
    create_container,
    resolve_detach_keys,
    start_attached,
    start_detached,
    start_error_class,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.plugin_api import CreateRequest

_REMOVAL_SECONDS = 1.0


class Options(CreateOptions):
    detach = flags.boolean("detach", "d", help="Run it in the background and show its id")
    detach_keys = flags.string(
        "detach-keys", complete="pydock_container.completers:detach_keys", help="Keys that leave the container running"
    )
    sig_proxy = flags.boolean("sig-proxy", default=True, help="Pass signals on to the process")


def command(session: Session, options: Options) -> int:
    request = build_create_request(session, options, "run", detached=options.detach)
    if not options.detach:
        check_terminal(session, stdin=request.body["AttachStdin"], tty=request.body["Tty"])
    elif options.attach:
        raise PyDockError("conflicting options: cannot specify both --attach and --detach")
    keys = resolve_detach_keys(session, options.detach_keys)
    container = _create(session, options, request)
    body = request.body  # plugins may have changed it
    attach = AttachOptions(
        stdin=body["AttachStdin"],
        stdout=body["AttachStdout"],
        stderr=body["AttachStderr"],
        tty=body["Tty"],
        detach_keys=keys,
    )
    return _Run(session, options, container, attach).run()


def _create(session: Session, options: Options, request: CreateRequest) -> str:
    """Creates the container and returns its id; raises RunRefused for a plugin's refusal, else ContainerNotStarted."""
    try:
        return create_container(
            session,
            request,
            pull=options.pull,
            quiet=options.quiet,
            cidfile=options.cidfile,
            api_socket=options.use_api_socket,
        )
    except CreateRefused as error:
        raise RunRefused(error.message) from error.__cause__
    except PyDockError as error:
        raise_with_help_hint(session, "run", error, start_error_class(error.message))


class _Run:
    """The container from its start to its exit; Ctrl-C before the start removes it if `--rm` was given."""

    def __init__(self, session: Session, options: Options, container: str, attach: AttachOptions) -> None:
        self._session = session
        self._options = options
        self._container = container
        self._attach = attach
        self._started = False

    def run(self) -> int:
        try:
            if not self._options.sig_proxy:
                return self._start_and_wait(None)
            with SignalProxy(self._session, self._container) as proxy:
                return self._start_and_wait(proxy)
        except (Interrupted, KeyboardInterrupt):
            self._remove_unstarted()
            raise

    def _start_and_wait(self, proxy: SignalProxy | None) -> int:
        attach = self._attach
        if attach.stdin or attach.stdout or attach.stderr:
            return start_attached(
                self._session,
                self._container,
                attach,
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
            raise_with_help_hint(self._session, "run", error, start_error_class(error.message))
        self._started = True

    def _remove_unstarted(self) -> None:
        """Removes the container if it has not started and `--rm` was given."""
        if self._started or not self._options.rm:
            return
        from pydock_core.toolkit import answer_within  # seldom needed

        def remove() -> None:
            self._session.engine.containers.remove(
                self._container, force=True, volumes=True, timeout_seconds=_REMOVAL_SECONDS
            )

        try:
            answer_within(_REMOVAL_SECONDS, remove)
        except APIError as error:
            self._session.log("debug", f"error removing container: {error.message}")
        except PyDockError:
            self._session.stderr.write(f"the engine does not answer: container {self._container} may not be removed\n")
