"""Programs `pydock-NAME`, in any language, each of which is the command NAME: where they are, which ones are blocked.

docker's folders for CLI plugins are searched in docker's order, then the absolute folders of PATH. For the setting
`plugins.blocked`, `--no-plugin` and `PYDOCK_PLUGINS`, a program is a plugin with the identity `pydock-NAME:NAME`.
"""

from __future__ import annotations

import os

from pydock_core.config.cli_plugin_folders import is_plugin_name, searched_folders

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydock_core.session import Session

PREFIX = "pydock-"


def identity(name: str) -> str:
    """Returns the identity of the program `pydock-NAME` as a plugin."""
    return f"{PREFIX}{name}:{name}"


def program_path(session: Session, name: str) -> str | None:
    """Returns the path of the program `pydock-NAME`; None without one, and for a name that docker refuses."""
    return _first(session, name) if is_plugin_name(name) else None


def _first(session: Session, name: str) -> str | None:
    for folder, on_path in _folders(session):
        path = os.path.join(folder, PREFIX + name)
        if _is_program(path, on_path=on_path):
            return path
    return None


def program_paths(session: Session) -> dict[str, str]:
    """Returns NAME → path of each program `pydock-NAME`, those with a name that docker refuses included, by name."""
    found: dict[str, str] = {}
    for folder, on_path in _folders(session):
        try:
            names = sorted(name for name in os.listdir(folder) if name.startswith(PREFIX))
        except OSError:
            continue
        for file in names:
            path = os.path.join(folder, file)
            if _is_program(path, on_path=on_path):
                found.setdefault(file[len(PREFIX) :], path)
    return dict(sorted(found.items()))


def blocked_program(session: Session, name: str) -> str:
    """Returns the identity of the program `pydock-NAME` if it is there and blocked; "" otherwise."""
    found = identity(name)
    return found if session.hooks.index.is_blocked(found) and program_path(session, name) is not None else ""


def is_program(session: Session, plugin: str) -> bool:
    """Returns whether `plugin`, NAME or `pydock-NAME:NAME` as the user types it, stands for a program."""
    name = plugin.rpartition(":")[2].strip()
    return plugin.strip() in (name, identity(name)) and "/" not in name and _first(session, name) is not None


def _folders(session: Session) -> Iterator[tuple[str, bool]]:
    """Yields the folders, and whether each is PATH's; a relative entry of PATH stands for the current folder."""
    for folder in searched_folders(session.load_config()):
        yield folder, False
    for folder in session.environ.get("PATH", "").split(os.pathsep):
        if os.path.isabs(folder):
            yield folder, True


def _is_program(path: str, *, on_path: bool) -> bool:
    """Returns whether a plugin is at `path`; on PATH, a file that can't be executed is none, as for a shell."""
    return os.path.isfile(path) and (not on_path or os.access(path, os.X_OK))
