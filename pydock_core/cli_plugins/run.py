"""Runs docker's CLI plugins as docker does: command line, environment, signals and exit status."""

from __future__ import annotations

import signal
import subprocess
from typing import TYPE_CHECKING

from pydock_core.cli_plugins.ask import end_of_process, failed_to_run
from pydock_core.cli_plugins.cancel_socket import CancelSocket
from pydock_core.cli_plugins.environment import SOCKET, plugin_environment
from pydock_core.config.endpoint import context_name
from pydock_core.errors import PyDockError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import FrameType
    from typing import Any

    from pydock_core.cli_plugins.discovery import DockerPlugin
    from pydock_core.session import Session

_MOST_SIGNALS = 3
_FORCED = "got 3 SIGTERM/SIGINTs, forcefully exiting"
_KILLED = 255  # docker's status for a plugin that a signal ended


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
    child: subprocess.Popen[bytes] | None = None
    received = 0
    after: dict[int, Any] = {}

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal received
        received += 1
        if session.stdout.is_terminal:
            return
        cancel_socket.cancel()
        if received == _MOST_SIGNALS:
            after.update(dict.fromkeys(after, signal.SIG_IGN))  # more of them must not hide the message
            if child is not None:
                child.kill()
            raise PyDockError(_FORCED)

    with CancelSocket() as cancel_socket:
        variables = plugin_environment(session, [plugin.name] if path is None else path)
        if cancel_socket.address:
            variables[SOCKET] = cancel_socket.address
        variables.update(environ or {})
        # The handlers are set before the plugin starts: a caller may answer the plugin's first output with a signal.
        after.update({number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)})
        try:
            child = _start(session, plugin, words, variables)
            status = child.wait()
        finally:
            for number, handler in after.items():
                signal.signal(number, handler)
    if status == 0 and not received and session.stdout.is_terminal and session.load_config().plugins():
        from pydock_core.cli_plugins.next_steps import Finished, show_next_steps

        show_next_steps(session, Finished.of_docker_plugin(words))
    return status if status >= 0 else _KILLED


def run_docker_plugin_for_help(session: Session, plugin: DockerPlugin, words: Sequence[str]) -> None:
    """Runs the plugin for `docker help NAME`: without the socket; raises PyDockError for another status than 0."""
    child = _start(session, plugin, words, plugin_environment(session, [plugin.name]))
    problem = end_of_process(child.wait())
    if problem:
        raise PyDockError(problem)


def _start(
    session: Session, plugin: DockerPlugin, words: Sequence[str], variables: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    session.stdout.flush()
    session.stderr.flush()
    try:
        return subprocess.Popen(  # noqa: S603  a plugin that the user has installed
            [plugin.path, *_global_words(session), *words],
            env=dict(variables),
            stdin=session.stdin.fileno(),
            stdout=session.stdout.fileno(),
            stderr=session.stderr.fileno(),
        )
    except OSError as error:
        raise PyDockError(failed_to_run(plugin.path, error)) from error


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
