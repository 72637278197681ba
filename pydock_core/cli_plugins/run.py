"""Runs docker's CLI plugins as docker does: command line, environment, signals and exit status.

Without `subprocess`, whose import costs half a `docker ps`.
"""

from __future__ import annotations

import os

from pydock_core.cli_plugins.cancel_socket import CancelSocket
from pydock_core.cli_plugins.environment import SOCKET, plugin_environment
from pydock_core.config.endpoint import context_name
from pydock_core.errors import PyDockError
from pydock_core.output import signals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydock_core.cli_plugins.discovery import DockerPlugin
    from pydock_core.session import Session

_MOST_SIGNALS = 3
_FORCED = "got 3 SIGTERM/SIGINTs, forcefully exiting"
_KILLED = 255  # docker's status for a plugin that a signal ended
_IGNORED_BY_PYTHON = ("PIPE", "XFSZ")  # signals that a plugin gets with their default action


def run_docker_plugin(
    session: Session,
    plugin: DockerPlugin,
    words: Sequence[str],
    *,
    environ: Mapping[str, str] | None = None,
    path: Sequence[str] | None = None,
) -> int:
    """Runs the plugin with docker's global flags as typed and `words`; returns the exit status, 255 after a signal.

    The plugin inherits the streams, and the environment of the session with docker's variables and `environ` added.
    `path` are the words by which telemetry names the command, the plugin's name if None.

    SIGINT and SIGTERM are not passed on: a terminal sends Ctrl-C to the plugin, too. Where stdout is no terminal, they
    end the connections of the socket, which asks the plugin to stop; the third one kills the plugin and raises
    PyDockError. After success on a terminal, docker's hooks are called.
    """
    child = received = 0

    def stop(_number: int) -> None:
        nonlocal received
        received += 1
        if session.stdout.is_terminal:
            return
        cancel_socket.cancel()
        if received == _MOST_SIGNALS:
            if child:
                os.kill(child, signals.KILL)
            raise PyDockError(_FORCED)

    with CancelSocket() as cancel_socket:
        variables = plugin_environment(session, [plugin.name] if path is None else path)
        if cancel_socket.address:
            variables[SOCKET] = cancel_socket.address
        variables.update(environ or {})
        # The handlers are set before the plugin starts: a caller may answer the plugin's first output with a signal.
        before = signals.catch((signals.INT, signals.TERM), stop)
        try:
            child = _start(session, plugin, words, variables)
            status = _wait(child)
        finally:
            if received < _MOST_SIGNALS or session.stdout.is_terminal:  # else one more would hide the message
                signals.give_back(before)
    if status == 0 and not received and session.stdout.is_terminal and session.load_config().plugins():
        from pydock_core.cli_plugins.next_steps import Finished, show_next_steps

        show_next_steps(session, Finished.of_docker_plugin(words))
    return status if status >= 0 else _KILLED


def run_docker_plugin_for_help(session: Session, plugin: DockerPlugin, words: Sequence[str]) -> None:
    """Runs the plugin for `docker help NAME`: without the socket; raises PyDockError for another status than 0."""
    status = _wait(_start(session, plugin, words, plugin_environment(session, [plugin.name])))
    if status:
        from pydock_core.cli_plugins.ask import end_of_process

        raise PyDockError(end_of_process(status))


def _start(session: Session, plugin: DockerPlugin, words: Sequence[str], variables: Mapping[str, str]) -> int:
    """Returns the id of the started process."""
    session.stdout.flush()
    session.stderr.flush()
    streams = (session.stdin.fileno(), session.stdout.fileno(), session.stderr.fileno())
    try:
        return os.posix_spawn(  # a plugin that the user has installed
            plugin.path,
            [plugin.path, *_global_words(session), *words],
            variables,
            file_actions=[(os.POSIX_SPAWN_DUP2, here, there) for there, here in enumerate(streams) if here != there],
            setsigdef=signals.numbers(_IGNORED_BY_PYTHON),
        )
    except OSError as error:
        from pydock_core.cli_plugins.ask import failed_to_run

        raise PyDockError(failed_to_run(plugin.path, error)) from error


def _wait(child: int) -> int:
    """Returns the exit status, the negative number of the signal for a process that a signal ended."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def current_context(session: Session) -> str:
    """Returns the name of the context in use; `default` if none is set."""
    return context_name(session.global_options, session.environ, session.load_config())


def _global_words(session: Session) -> list[str]:
    """Returns the words before the command as typed, as docker passes them; without flags that docker lacks.

    Where PyDock's own flags are among the words, docker's flags are written anew from their values.
    """
    typed = session.global_options
    if not typed.no_plugin and not typed.plugin_options:
        return typed.typed
    words: list[str] = []
    for name in ("config", "context", "log_level", "tlscacert", "tlscert", "tlskey"):
        value = getattr(typed, name)
        if value is not None:
            words += [f"--{name.replace('_', '-')}", value]
    for host in typed.host or ():
        words += ["--host", host]
    for name in ("debug", "version", "help"):
        if getattr(typed, name):
            words.append(f"--{name}")
    for name in ("tls", "tlsverify"):
        value = getattr(typed, name)
        if value is not None:
            words.append(f"--{name}" if value else f"--{name}=false")
    return words
