"""`pydock self new`: creates a plugin project, with tests, from PyDock's template."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

from pydock_core.plugin_api import PyDockError, Session, flags
from pydock_core.toolkit import installed_plugins
from pydock_self.environment import Environment

if TYPE_CHECKING:
    from typing import Any

PARTS = ("command", "flag", "hook", "completer", "formatter")
COPIER = "copier>=9"  # as the extra `author` has it


class Options:
    description = flags.string("description", help="What the plugin does, in one line")
    licence = flags.string("licence", help="Its licence, as an SPDX identifier")
    output = flags.string("output", "o", value="folder", complete="file", help="Where to put it", default_text="./NAME")
    part = flags.strings("part", complete=PARTS, help=f"What it is to have: {', '.join(PARTS)}")
    name = flags.arguments("NAME", exactly=1)


def command(session: Session, options: Options) -> None:
    name = options.name[0]
    _check_name(session, name)
    unknown = [part for part in options.part if part not in PARTS]
    if unknown:
        raise PyDockError(f"a plugin has no part {unknown[0]!r}: there are {', '.join(PARTS)}")
    folder = options.output or name
    if os.path.exists(folder) and (not os.path.isdir(folder) or os.listdir(folder)):
        raise PyDockError(f"{folder} is there already, and not empty")
    answers = {"name": name, "description": options.description, "licence": options.licence}
    given: dict[str, Any] = {key: text for key, text in answers.items() if text}
    if options.part:
        given["parts"] = options.part
    _render(session, folder, given)
    session.stdout.write(
        f"{folder} is ready. To try it:\n"
        f"  {session.program} self install {folder if os.sep in folder else os.path.join(os.curdir, folder)}\n"
        f"  {session.program} self plugins show {name}\n"
    )


def _check_name(session: Session, name: str) -> None:
    """Raises PyDockError for a name that no distribution or package can have, and for a name that is in use."""
    if not (name.isascii() and name[:1].isalpha() and name.replace("-", "").isalnum() and name == name.lower()):
        raise PyDockError(f"{name!r} can't be a plugin's name: it takes small letters, digits and dashes")
    for plugin in installed_plugins(session):
        words = {name.partition(" ")[0] for names, _ in plugin.commands for name in names}
        if plugin.builtin and name in (plugin.name, *words):
            raise PyDockError(f"{name!r} can't be a plugin's name: it is a part of PyDock")


def _render(session: Session, folder: str, answers: dict[str, Any]) -> None:
    try:
        import copier  # type: ignore[import-not-found,unused-ignore]  # of the extra `author`
        from copier.errors import CopierError  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        environment = Environment.of_this_process(session.environ)
        raise PyDockError(f"self new needs copier; to add it: {_how_to_add(environment)}") from None
    template = template_folder()
    if not os.path.isfile(os.path.join(template, "copier.yml")):
        raise PyDockError(f"this PyDock lacks its template of a plugin: {template}")
    try:
        os.makedirs(folder, exist_ok=True)
        copier.run_copy(template, folder, data=answers, defaults=True, quiet=True)
    except (CopierError, ValueError, OSError) as error:
        raise PyDockError(f"cannot make {folder}: {error}") from error


def template_folder() -> str:
    """Returns the template's folder: beside this module if PyDock is installed, at the top of a checkout."""
    here = os.path.dirname(os.path.abspath(__file__))
    installed = os.path.join(here, "template")
    if os.path.isdir(installed):
        return installed
    return os.path.join(os.path.dirname(os.path.dirname(here)), "plugin_template")


def _how_to_add(environment: Environment) -> str:
    if environment.maker in ("uv tool", "pipx"):
        return shlex.join(environment.command("install", [COPIER])[0])
    return shlex.join(environment.command("install", ["pydock-cli[author]"])[0])
