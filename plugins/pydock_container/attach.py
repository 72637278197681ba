"""`pydock attach`: joins the streams of a running container."""

from __future__ import annotations

from pydock_container.inspected import inspected
from pydock_core.plugin_api import EngineError, ExitStatus, PyDockError, Session, flags
from pydock_core.toolkit import AttachOptions, RawTerminal, SignalProxy, check_terminal, resizing, resolve_detach_keys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_REFUSED = (
    ("Running", False, "You cannot attach to a stopped container, start it first"),
    ("Paused", True, "You cannot attach to a paused container, unpause it first"),
    ("Restarting", True, "You cannot attach to a restarting container, wait until it is running"),
)


class Options:
    detach_keys = flags.string("detach-keys", help="Keys that leave the container running")
    no_stdin = flags.boolean("no-stdin", help="Leave its input alone")
    sig_proxy = flags.boolean("sig-proxy", default=True, help="Pass signals on to the process")
    name = flags.arguments("CONTAINER", exactly=1, complete="container")


def command(session: Session, options: Options) -> int:
    name = options.name[0]
    keys = resolve_detach_keys(session, options.detach_keys)
    waiting = failure = None
    try:
        waiting = session.engine.containers.wait(name)
    except EngineError as error:
        failure = error
    try:
        config = _running(session, name)["Config"]
        if waiting is None:
            raise failure or EngineError()
        check_terminal(session, stdin=not options.no_stdin, tty=bool(config.get("Tty")))
        streams = AttachOptions(
            stdin=not options.no_stdin and bool(config.get("OpenStdin")),
            stdout=True,
            stderr=True,
            tty=bool(config.get("Tty")),
            detach_keys=keys,
            keeps_input=not config.get("StdinOnce"),
        )
        if options.sig_proxy and not streams.tty:
            with SignalProxy(session, name) as proxy:
                _attach(session, name, streams, proxy)
                return waiting.result()
        _attach(session, name, streams, None)
        return waiting.result()
    finally:
        if waiting is not None:
            waiting.close()


def _attach(session: Session, name: str, streams: AttachOptions, proxy: SignalProxy | None) -> None:
    attachment = streams.attach(session, name)
    if proxy is not None:
        proxy.started()
    try:
        # It may have stopped meanwhile, and then nothing would ever come.
        _running(session, name)
        with RawTerminal(session, wanted=streams.stdin and streams.tty) as terminal:
            terminal.disable_signal_keys()
            sizes = resizing(session, name, wanted=streams.tty)
            sizes.force_redraw()
            with sizes:
                if attachment.run(sizes):
                    terminal.restore()
                    raise ExitStatus(1, "read escape sequence")
    finally:
        attachment.close()


def _running(session: Session, name: str) -> dict[str, Any]:
    """The container, as inspected; PyDockError if nothing can be attached to."""
    found = inspected(session, name)
    for member, refused, words in _REFUSED:
        if bool(found["State"].get(member)) is refused:
            raise PyDockError(words)
    return found
