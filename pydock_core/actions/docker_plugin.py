"""docker's CLI plugins, programs called `docker-NAME`: found in docker's folders and run with docker's conventions."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from pydock_core.config.endpoint import context_name
from pydock_core.errors import InvalidValue, PyDockError
from pydock_core.values import json_codec
from pydock_core.values.os_errors import os_error_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import FrameType

    from pydock_core.session import Session

PREFIX = "docker-"
SYSTEM_FOLDERS = tuple(
    f"{folder}/docker/cli-plugins" for folder in ("/usr/local/lib", "/usr/local/libexec", "/usr/lib", "/usr/libexec")
)
_METADATA = "docker-cli-plugin-metadata"
_SCHEMA = "0.1.0"
_ORIGINAL = "DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND"


class DockerPlugin:
    """A program `docker-NAME`; `problem` is docker's message why the program can't be used, "" if it can be used."""

    __slots__ = ("name", "path", "problem")

    def __init__(self, name: str, path: str, problem: str) -> None:
        self.name = name
        self.path = path
        self.problem = problem


def find_docker_plugin(session: Session, name: str) -> DockerPlugin | None:
    """Returns the first program of this name in docker's folders, with its metadata checked; None without one."""
    for folder in _folders(session):
        path = os.path.join(folder, PREFIX + name)
        if os.path.isfile(path):
            return DockerPlugin(name, path, _problem(session, name, path))
    return None


def run_docker_plugin(
    session: Session, plugin: DockerPlugin, words: Sequence[str], *, environ: Mapping[str, str] | None = None
) -> int:
    """Runs the plugin with the typed global flags of docker and `words`; returns the exit status.

    The plugin inherits the streams, and the environment of the session with `environ` added. SIGINT and SIGTERM are
    forwarded to the plugin until it ends.
    """
    session.stdout.flush()
    session.stderr.flush()
    command = [plugin.path, *_global_words(session), *words]
    variables = {**session.environ, _ORIGINAL: sys.argv[0], **(environ or {})}
    child: subprocess.Popen[bytes] | None = None
    early: list[int] = []

    def pass_on(number: int, _frame: FrameType | None) -> None:
        if child is None:
            early.append(number)
        # Ctrl-C at a terminal reaches the plugin without PyDock: both are in the foreground process group.
        elif number != signal.SIGINT or not session.stdout.is_terminal:
            child.send_signal(number)

    # The handlers are set before the plugin starts: a caller may answer the plugin's first output with a signal.
    before = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        child = subprocess.Popen(  # noqa: S603  a plugin that the user has installed
            command,
            env=variables,
            stdin=session.stdin.fileno(),
            stdout=session.stdout.fileno(),
            stderr=session.stderr.fileno(),
        )
        for number in early:
            child.send_signal(number)
        status = child.wait()
    except OSError as error:
        raise PyDockError(_failed_to_run(plugin.path, error)) from error
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return status if status >= 0 else 128 - status


def current_context(session: Session) -> str:
    """Returns the name of the context in use; `default` if none is set."""
    return context_name(session.global_options, session.environ, session.load_config())


def _folders(session: Session) -> Iterator[str]:
    # Not a folder below the current one, whose programs may be another user's.
    yield from filter(os.path.isabs, session.load_config().list("cliPluginsExtraDirs"))
    yield os.path.join(session.load_config().folder, "cli-plugins")
    yield from SYSTEM_FOLDERS


def _problem(session: Session, name: str, path: str) -> str:
    if not (name.isascii() and name.isalnum() and name == name.lower() and name[0].isalpha()):
        return f'plugin candidate "{name}" did not match "^[a-z][a-z0-9]*$"'
    try:
        asked = subprocess.run(  # noqa: S603  a plugin that the user has installed
            [path, _METADATA],
            env=dict(session.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except OSError as error:
        return f"failed to fetch metadata: {_failed_to_run(path, error)}"
    if asked.returncode:
        how = f"exit status {asked.returncode}" if asked.returncode > 0 else f"signal: {-asked.returncode}"
        return f"failed to fetch metadata: {how}"
    try:
        metadata = json_codec.loads(asked.stdout)
    except InvalidValue as error:
        return f"invalid metadata: {error.message}"
    if not isinstance(metadata, dict):
        return "invalid metadata: it is no JSON object"
    version = metadata.get("SchemaVersion") or ""
    if version != _SCHEMA:
        return f'plugin SchemaVersion "{version}" is not valid, must be {_SCHEMA}'
    return "" if metadata.get("Vendor") else "plugin metadata does not define a vendor"


def _failed_to_run(path: str, error: OSError) -> str:
    return f"fork/exec {path}: {os_error_text(error)}"


def _global_words(session: Session) -> list[str]:
    """Returns docker's typed global flags for the plugin's command line, without PyDock's own flags."""
    typed = session.global_options
    words: list[str] = []
    for name in ("config", "context", "log_level", "tlscacert", "tlscert", "tlskey"):
        value = getattr(typed, name)
        if value is not None:
            words += [f"--{name.replace('_', '-')}", value]
    for host in typed.host or ():
        words += ["--host", host]
    if typed.debug:
        words.append("--debug")
    for name in ("tls", "tlsverify"):
        value = getattr(typed, name)
        if value is not None:
            words.append(f"--{name}" if value else f"--{name}=false")
    return words
