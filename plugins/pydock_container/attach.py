"""`pydock attach`: joins the streams of a running container."""

from __future__ import annotations

from pydock_core.plugin_api import (
    EngineError,
    ExitStatus,
    ProtocolError,
    PyDockError,
    RawTerminal,
    Session,
    SignalProxy,
    Streams,
    check_terminal,
    flags,
    resizing,
    resolve_detach_keys,
)

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
        check_terminal(session, stdin=not options.no_stdin, tty=config["Tty"])
        streams = Streams(
            stdin=not options.no_stdin and config["OpenStdin"],
            stdout=True,
            stderr=True,
            tty=config["Tty"],
            detach_keys=keys,
        )
        if options.sig_proxy and not streams.tty:
            with SignalProxy(session, name) as proxy:
                proxy.started()
                _attach(session, name, streams)
                return waiting.result()
        _attach(session, name, streams)
        return waiting.result()
    finally:
        if waiting is not None:
            waiting.close()


def _attach(session: Session, name: str, streams: Streams) -> None:
    attachment = streams.attach(session, name)
    try:
        # It may have stopped meanwhile, and then nothing would ever come.
        _running(session, name)
        with RawTerminal(session, wanted=streams.stdin and streams.tty) as terminal:
            terminal.complete()
            sizes = resizing(session, name, wanted=streams.tty)
            sizes.shake()
            with sizes:
                if attachment.run(sizes):
                    terminal.restore()
                    raise ExitStatus(1, "read escape sequence")
    finally:
        attachment.close()


def _running(session: Session, name: str) -> dict[str, Any]:
    """The container, as inspected; PyDockError if nothing can be attached to."""
    found = session.engine.containers.inspect(name)
    state = found.get("State")
    if not isinstance(state, dict) or not isinstance(found.get("Config"), dict):
        raise ProtocolError(f"the engine's answer about the container {name} has no State or Config")
    for member, refused, words in _REFUSED:
        if bool(state.get(member)) is refused:
            raise PyDockError(words)
    return found
