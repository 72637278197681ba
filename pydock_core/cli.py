"""The entry point: one command line in steps, each a function of `invocation/` from one typed value to the next.

argv → global flags → session (settings, index of plugins) → resolved command → bound command → exit status; an error
on the way becomes a message and a status in `invocation/errors.py`. What `--version` does not need is imported late.
"""

from __future__ import annotations

import gc
import os
import sys

from pydock_core import start_up_file, version_line  # first: its finder finds the modules below
from pydock_core.invocation.global_flags import read_global_flags
from pydock_core.session import ProcessContext

TYPE_CHECKING = False
if TYPE_CHECKING:
    import signal as _signal
    from sys import UnraisableHookArgs
    from typing import NoReturn

    from pydock_core.session import GlobalOptions, Session
else:
    import _signal  # `signal` costs a quarter of a `docker ps`

PROGRAMS = ("pydock", "docker", "docker pydock")  # the last one as a CLI plugin of docker
GARBAGE_THRESHOLD = 50_000  # objects made and not freed before cycles are looked for; Python's own is 700 to 2,000


def entry() -> NoReturn:
    """Runs this process's command line and ends the process."""
    # A command makes little garbage; looking for it while modules are loaded costs a twentieth of `pydock ps`.
    gc.set_threshold(GARBAGE_THRESHOLD)
    sys.unraisablehook = _raise_ctrl_c_again
    _heed_ignored_signals()
    status = 130
    try:
        status = main(sys.argv, ProcessContext.of_this_process())
        start_up_file.remember()
    except KeyboardInterrupt:
        pass  # Ctrl-C while an error was reported: the status of Ctrl-C, or of the command that has ended
    leave(status)


def _heed_ignored_signals() -> None:
    """Makes SIGINT and SIGTERM end PyDock although a shell ignores them for a process in the background, as docker."""
    if _signal.getsignal(_signal.SIGINT) == _signal.SIG_IGN:
        _signal.signal(_signal.SIGINT, _signal.default_int_handler)
    if _signal.getsignal(_signal.SIGTERM) == _signal.SIG_IGN:
        _signal.signal(_signal.SIGTERM, _signal.SIG_DFL)


def _raise_ctrl_c_again(unraisable: UnraisableHookArgs) -> None:
    """Raises Ctrl-C again that Python would drop with a traceback, as in a callback of a weak reference."""
    if isinstance(unraisable.exc_value, KeyboardInterrupt):
        import _thread

        # By a thread, as Python would drop Ctrl-C inside this function, too.
        _thread.start_new_thread(_thread.interrupt_main, ())
    else:
        sys.__unraisablehook__(unraisable)


def main(argv: list[str], process: ProcessContext) -> int:
    """Runs a command line in `process`; returns its exit status. Raises KeyboardInterrupt only, in an error report."""
    name = os.path.basename(argv[0])
    program = name if name in PROGRAMS else "pydock"
    session: Session | None = None
    words: list[str] = []  # none of PyDock's own, until they are known not to be an initializer's
    try:
        status = None
        if name not in (*PROGRAMS, "__main__.py", "-c"):
            from pydock_core.invocation.initializer import run_initializer

            status = run_initializer(name, argv, process.environ)
        if status is None and "_ARGCOMPLETE" in process.environ:
            from pydock_core.command.shells import answer_shell

            return answer_shell(program, process)
        if status is None:
            words = argv[1:]
            options = read_global_flags(words, process.environ)
            if options.version and not options.help and not options.words:
                process.stdout.write(version_line(program))
                status = 0
            elif options.words and options.words[0] in ("__complete", "__completeNoDesc", "docker-cli-plugin-run"):
                from pydock_core.invocation.protocols import serve

                status = serve(program, process, options, main)
            else:
                from pydock_core.invocation.open_session import open_session

                session = open_session(program, process, options)
                status = run(session, options)
        process.stdout.flush()
        process.stderr.flush()
    except BaseException as error:  # noqa: BLE001  every failure becomes an exit status here
        try:
            from pydock_core.invocation.errors import report
        except (ImportError, OSError):
            return _report_without_imports(error, program)
        status = report(error, program, process, session, words)
    if session is not None:
        from pydock_core.invocation.execute import finish

        finish(session, status)
    return status


def run(session: Session, options: GlobalOptions) -> int:
    """The steps from an open session to the exit status of the command line."""
    from pydock_core.command.resolve import resolve

    settings_error = session.settings.error
    resolved = resolve(session, options.words) if settings_error is not None or not options.help else None
    if session.debugging or session.hooks.index.unknown_names:
        from pydock_core.host.diagnostics import report_plugins

        report_plugins(session)
    if settings_error is not None and not (resolved and resolved.entry.works_without_settings):
        raise settings_error
    if options.help or not options.words:
        from pydock_core.invocation.informational import show_help, show_usage

        if options.help:
            return show_help(session, options.words, options.help, warn=session.stderr)
        return show_usage(session, [])
    if resolved is None:
        from pydock_core.invocation.informational import run_without_command

        return run_without_command(session, options.words, version=options.version)
    from pydock_core.invocation.bind import bind
    from pydock_core.invocation.execute import execute

    command = failure = cause = None
    try:
        command = bind(session, resolved)
        if command.help:
            from pydock_core.invocation.informational import show_help

            return show_help(session, [command.path], command.help)
        status = execute(session, command)
    except BaseException as error:  # noqa: BLE001  raised again below
        from pydock_core.invocation.errors import attribute

        failure, cause = attribute(error, resolved.entry), error
    if session.stdout.is_terminal and session.load_config().plugins():
        from pydock_core.invocation.next_steps import show_next_steps

        show_next_steps(session, resolved, command, failure)
    if failure is None:
        return status
    if failure is cause:
        raise failure
    raise failure from cause


def _report_without_imports(error: BaseException, program: str) -> int:
    """Reports an error while no module can be loaded: no file descriptor is left. Returns the exit status."""
    text = (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__
    shown = text if text.isprintable() else ascii(text)[1:-1]  # an engine's text, without control characters
    try:
        os.write(2, f"{program}: {shown}\n".encode("utf-8", "backslashreplace"))
    except OSError:
        pass  # stderr is closed
    return 1


def leave(status: int) -> NoReturn:
    """Ends the process at once: a thread of a plugin that never ends can't hang the command."""
    atexit = sys.modules.get("atexit")
    if atexit is not None:
        atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()  # what a plugin printed without the session
        except Exception:  # noqa: BLE001, S112  a plugin may have replaced the stream, or its reader has gone
            continue
    # The system keeps eight bits; a failure must not become a 0 by that.
    os._exit(status & 0xFF or int(status != 0))
