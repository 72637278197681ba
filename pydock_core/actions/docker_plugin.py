"""docker's CLI plugins, programs called `docker-NAME`: found in docker's folders and run with docker's conventions."""

from __future__ import annotations

import os

from pydock_core.actions.docker_shim import read_shim
from pydock_core.config.cli_plugins import cli_plugin_folders, is_plugin_name
from pydock_core.config.endpoint import context_name
from pydock_core.errors import InvalidValue, PyDockError
from pydock_core.values import json_codec

TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping, Sequence
    from types import FrameType
    from typing import Any

    from pydock_core.session import Session

PREFIX = "docker-"
_METADATA = "docker-cli-plugin-metadata"
_SCHEMA = "0.1.0"
_TEXTS = ("SchemaVersion", "Vendor", "Version", "ShortDescription", "URL")
_ORIGINAL = "DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND"


class DockerPlugin:
    """A program `docker-NAME`.

    `problem` is docker's message why the program can't be used, "" if it can be used. `metadata` is the object that the
    program describes itself with (`Vendor`, `Version`, `ShortDescription`, …). `shadowed` are the paths of programs of
    the same name in later folders, which `list_docker_plugins` finds.
    """

    __slots__ = ("metadata", "name", "path", "problem", "shadowed")

    def __init__(self, name: str, path: str) -> None:
        self.name = name
        self.path = path
        self.problem = ""
        self.metadata: dict[str, Any] = {}
        self.shadowed: list[str] = []


def find_docker_plugin(session: Session, name: str) -> DockerPlugin | None:
    """Returns the first program of this name in docker's folders, with its metadata checked; None without one.

    A shim that PyDock wrote is none: it would run PyDock again.
    """
    path = docker_plugin_path(session, name)
    return None if path is None or read_shim(path) is not None else describe_docker_plugin(session, name, path)


def docker_plugin_path(session: Session, name: str) -> str | None:
    """Returns the path of the first program of this name in docker's folders; None without one."""
    for folder in cli_plugin_folders(session.load_config()):
        path = os.path.join(folder, PREFIX + name)
        if os.path.isfile(path):
            return path
    return None


def describe_docker_plugin(session: Session, name: str, path: str) -> DockerPlugin:
    """Returns the plugin `name`, the program at `path`, with its metadata checked."""
    plugin = DockerPlugin(name, path)
    if _has_valid_name(plugin):
        _read_metadata(plugin, _ask(session, plugin))
    return plugin


def list_docker_plugins(session: Session) -> list[DockerPlugin]:
    """Returns all programs `docker-NAME` in docker's folders but PyDock's shims, in the natural order of their names.

    The programs describe themselves at the same time. A program with the name of one of PyDock's commands has a
    problem, as in docker.
    """
    found: dict[str, DockerPlugin] = {}
    for folder in cli_plugin_folders(session.load_config()):
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            if not entry.name.startswith(PREFIX) or not (entry.is_symlink() or entry.is_file()):
                continue
            name, path = entry.name[len(PREFIX) :], os.path.join(folder, entry.name)
            if read_shim(path) is not None:
                continue
            if name in found:
                found[name].shadowed.append(path)
            else:
                found[name] = DockerPlugin(name, path)
    if not found:
        return []
    from pydock_core.values.natural_order import natural_order

    index = session.hooks.index
    asked: list[tuple[DockerPlugin, subprocess.Popen[bytes] | None]] = []
    for plugin in found.values():
        if not _has_valid_name(plugin):
            continue
        if index.command(plugin.name) is not None or index.group(plugin.name) is not None:
            plugin.problem = f'plugin "{plugin.name}" duplicates builtin command'
        else:
            asked.append((plugin, _ask(session, plugin)))
    for plugin, process in asked:
        _read_metadata(plugin, process)
    return sorted(found.values(), key=lambda plugin: natural_order(plugin.name))


def run_docker_plugin(
    session: Session, plugin: DockerPlugin, words: Sequence[str], *, environ: Mapping[str, str] | None = None
) -> int:
    """Runs the plugin with the typed global flags of docker and `words`; returns the exit status.

    The plugin inherits the streams, and the environment of the session with `environ` added. SIGINT and SIGTERM are
    forwarded to the plugin until it ends.
    """
    import signal
    import subprocess
    import sys

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


def _has_valid_name(plugin: DockerPlugin) -> bool:
    if is_plugin_name(plugin.name):
        return True
    plugin.problem = f'plugin candidate "{plugin.name}" did not match "^[a-z][a-z0-9]*$"'
    return False


def _ask(session: Session, plugin: DockerPlugin) -> subprocess.Popen[bytes] | None:
    """Starts the program so that it prints its metadata; sets `plugin.problem` and returns None if that fails."""
    import subprocess

    try:
        return subprocess.Popen(  # noqa: S603  a plugin that the user has installed
            [plugin.path, _METADATA],
            env=dict(session.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        plugin.problem = f"failed to fetch metadata: {_failed_to_run(plugin.path, error)}"
        return None


def _read_metadata(plugin: DockerPlugin, process: subprocess.Popen[bytes] | None) -> None:
    """Reads what the program prints into `plugin.metadata`; sets `plugin.problem` if that is not valid."""
    if process is None:
        return
    printed, _ = process.communicate()
    status = process.returncode
    if status:
        how = f"exit status {status}" if status > 0 else f"signal: {-status}"
        plugin.problem = f"failed to fetch metadata: {how}"
        return
    try:
        metadata = json_codec.loads(printed)
    except InvalidValue as error:
        plugin.problem = f"invalid metadata: {error.message}"
        return
    if not isinstance(metadata, dict):
        plugin.problem = "invalid metadata: it is no JSON object"
        return
    wrong = next((name for name in _TEXTS if not isinstance(metadata.get(name) or "", str)), "")
    if wrong:
        plugin.problem = f"invalid metadata: {wrong} is no text"
        return
    plugin.metadata = {name: metadata[name] for name in _TEXTS if metadata.get(name)}
    version = plugin.metadata.get("SchemaVersion", "")
    if version != _SCHEMA:
        plugin.problem = f'plugin SchemaVersion "{version}" is not valid, must be {_SCHEMA}'
    elif "Vendor" not in plugin.metadata:
        plugin.problem = "plugin metadata does not define a vendor"


def _failed_to_run(path: str, error: OSError) -> str:
    from pydock_core.values.os_errors import os_error_text

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
