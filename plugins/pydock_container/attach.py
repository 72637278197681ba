"""`pydock attach`: attaches to the streams of a running container."""

from __future__ import annotations

from pydock_container.inspected import inspected
from pydock_core.plugin_api import EngineError, ExitStatus, PyDockError, Session, flags
from pydock_core.toolkit import (
    AttachOptions,
    RawTerminal,
    SignalProxy,
    check_terminal,
    report_early_end,
    resizing,
    resolve_detach_keys,
    wait_for_exit,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pydock_core.plugin_api import PendingWait
    from pydock_core.toolkit import EventWait

_NOT_ATTACHABLE = (
    ("Running", False, "You cannot attach to a stopped container, start it first"),
    ("Paused", True, "You cannot attach to a paused container, unpause it first"),
    ("Restarting", True, "You cannot attach to a restarting container, wait until it is running"),
)


class Options:
    detach_keys = flags.string("detach-keys", help="Keys that leave the container running")
    no_stdin = flags.boolean("no-stdin", help="Leave its input alone")
    sig_proxy = flags.boolean("sig-proxy", default=True, help="Pass signals on to the process")
    name = flags.arguments("CONTAINER", exactly=1, complete="unpaused-container")


def command(session: Session, options: Options) -> int:
    name = options.name[0]
    keys = resolve_detach_keys(session, options.detach_keys)
    pending = failure = None
    try:
        pending = wait_for_exit(session, name)
    except EngineError as error:
        failure = error
    try:
        config = _running(session, name)["Config"]
        if pending is None:
            raise failure or EngineError()
        check_terminal(session, stdin=not options.no_stdin, tty=bool(config.get("Tty")))
        attach_options = AttachOptions(
            stdin=not options.no_stdin and bool(config.get("OpenStdin")),
            stdout=True,
            stderr=True,
            tty=bool(config.get("Tty")),
            detach_keys=keys,
            keep_stdin_open=not config.get("StdinOnce"),
        )
        if options.sig_proxy and not attach_options.tty:
            with SignalProxy(session, name) as proxy:
                incomplete = _attach(session, name, attach_options, proxy, pending)
                return pending.result() or int(incomplete)
        incomplete = _attach(session, name, attach_options, None, pending)
        return pending.result() or int(incomplete)
    finally:
        if pending is not None:
            pending.close()


def _attach(
    session: Session, name: str, options: AttachOptions, proxy: SignalProxy | None, pending: PendingWait | EventWait
) -> bool:
    """Copies the container's streams; returns whether the engine has ended them before the container's exit."""
    attachment = options.attach(session, name, proxy=proxy)
    if proxy is not None:
        proxy.started()
    try:
        # Starts the attachment only if the container still runs: an exited container sends nothing.
        _running(session, name)
        with RawTerminal(session, wanted=options.stdin and options.tty) as terminal:
            terminal.disable_signal_keys()
            sizes = resizing(session, name, wanted=options.tty)
            sizes.force_redraw()
            with sizes:
                if attachment.run(sizes):
                    terminal.restore()
                    raise ExitStatus(1, "read escape sequence")
        return report_early_end(session, name, attachment, pending)
    finally:
        attachment.close()


def _running(session: Session, name: str) -> dict[str, Any]:
    """Returns the container, as inspected; raises PyDockError if it can't be attached to."""
    found = inspected(session, name)
    for member, state, words in _NOT_ATTACHABLE:
        if bool(found["State"].get(member)) is state:
            raise PyDockError(words)
    return found
