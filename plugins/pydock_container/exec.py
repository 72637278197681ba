"""`pydock exec`: runs a command in a running container, and by default waits until it ends."""

from __future__ import annotations

from pydock_core.plugin_api import ConnectionFailed, EngineError, ProtocolError, PyDockError, Session, flags
from pydock_core.toolkit import (
    Attachment,
    ExecStatusUnknown,
    RawTerminal,
    Resizing,
    check_terminal,
    check_variable,
    parse_variable,
    read_variables,
    resolve_detach_keys,
    version_key,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_CONSOLE_SIZE_SINCE = [1, 42]
_RESIZE_SECONDS = 1.0
# The number and the interval of queries for the exit status, once the command's streams have ended.
# A command that still runs after _LAG_TRIES queries has lost its streams.
_TRIES, _TRY_SECONDS, _LAG_TRIES = 20, 0.05, 5


class Options:
    detach = flags.boolean("detach", "d", help="Leave it alone once it has been started")
    detach_keys = flags.string("detach-keys", help="Keys that leave the command running")
    env = flags.strings(
        "env", "e", convert=check_variable, since="1.25", complete="variable", help="Set environment variables"
    )
    env_file = flags.strings("env-file", since="1.25", complete="file", help="Read environment variables from a file")
    interactive = flags.boolean("interactive", "i", help="Keep standard input open")
    privileged = flags.boolean("privileged", help="Give the command extended privileges")
    tty = flags.boolean("tty", "t", help="Give it a pseudo-terminal")
    user = flags.string("user", "u", help="User name or id, and group (name|uid[:group|gid])")
    workdir = flags.string("workdir", "w", since="1.35", help="Working folder in the container")
    words = flags.arguments("CONTAINER COMMAND [ARG...]", at_least=2, interspersed=False, complete="unpaused-container")


def command(session: Session, options: Options) -> int:
    name = options.words[0]
    body = _body(session, options)
    # An exec instance can't be deleted, so faults of the container and the terminal are found before the create.
    session.engine.containers.inspect(name)
    if not options.detach:
        check_terminal(session, stdin=options.interactive, tty=options.tty)
    size = _console_size(session, tty=options.tty)
    if size is not None:
        body["ConsoleSize"] = list(size)
    exec_id = session.engine.exec.create(name, body)
    if not exec_id:
        raise ProtocolError("exec ID empty")
    if options.detach:
        session.engine.exec.start_detached(exec_id, tty=options.tty, console_size=size)
        return 0
    keys, _ = resolve_detach_keys(session, options.detach_keys)  # the engine has accepted them
    has_output = _attach(session, options, exec_id, keys, size)
    return _exit_code(session, exec_id, has_output=has_output)


def _body(session: Session, options: Options) -> dict[str, Any]:
    """Returns the body of the create, member for member as docker sends it."""
    typed = [parse_variable(text, session.environ) for text in options.env]
    return {
        "User": options.user or "",
        "Privileged": options.privileged,
        "Tty": options.tty,
        "AttachStdin": options.interactive and not options.detach,
        "AttachStderr": not options.detach,
        "AttachStdout": not options.detach,
        "Detach": options.detach,
        "DetachKeys": options.detach_keys or session.load_config().get("detachKeys") or "",
        "Env": read_variables(options.env_file, typed, session.environ) or None,
        "WorkingDir": options.workdir or "",
        "Cmd": options.words[1:],
    }


def _console_size(session: Session, *, tty: bool) -> tuple[int, int] | None:
    """Returns the initial (height, width) of the command's terminal; None for an engine that takes no size."""
    if not tty or version_key(session.engine.negotiate_version()) < _CONSOLE_SIZE_SINCE:
        return None
    columns, rows = session.stdout.size() or (0, 0)
    return rows, columns


def _attach(session: Session, options: Options, exec_id: str, detach_keys: bytes, size: tuple[int, int] | None) -> bool:
    """Starts the command and copies its streams until it has ended; returns whether there was output."""

    def resize(height: int, width: int) -> None:
        session.engine.exec.resize(exec_id, height=height, width=width, timeout_seconds=_RESIZE_SECONDS)

    connection = session.engine.exec.start(exec_id, tty=options.tty, console_size=size)
    attachment = Attachment(
        session,
        connection,
        stdin=options.interactive,
        stdout=True,
        stderr=True,
        tty=options.tty,
        detach_keys=detach_keys,
    )
    try:
        with RawTerminal(session, wanted=options.interactive and options.tty) as terminal:
            terminal.disable_signal_keys()
            with Resizing(session, resize, wanted=options.tty and session.stdin.is_terminal) as sizes:
                detached = attachment.run(sizes)
            terminal.restore()
    finally:
        attachment.close()
    if detached:
        raise PyDockError("read escape sequence")
    return attachment.received


def _exit_code(session: Session, exec_id: str, *, has_output: bool) -> int:
    """Returns the command's exit status, as the engine reports it, 126 and 127 included.

    A command that has lost its streams is no success. Raises EngineError if it still runs; reports output that may be
    incomplete, with status 1 instead of 0, if it has run for longer than an engine needs to note its end. Reports a
    command that the engine did not start (126, 127) if the engine's message is missing: it comes as the output.
    """
    queries = 0
    for queries in range(_TRIES):  # noqa: B007  counted
        try:
            found = session.engine.exec.inspect(exec_id)
        except ConnectionFailed as error:
            raise ExecStatusUnknown(f"how the command ended is not known: {error.message}") from error
        if not found.get("Running"):
            break
        session.clock.sleep(_TRY_SECONDS)
    else:
        raise EngineError("the engine ended the command's streams, but the command goes on")
    code = found.get("ExitCode")
    if not isinstance(code, int):
        raise ProtocolError("the engine doesn't say how the command ended")
    if queries > _LAG_TRIES:
        session.stderr.write(
            "the engine ended the command's streams before the command: the output may be incomplete\n"
        )
        return code or 1
    if code in (126, 127) and not has_output and not found.get("Pid"):
        session.stderr.write("the engine did not start the command, and its message is missing\n")
    return code
