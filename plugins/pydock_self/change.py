"""Installs, upgrades and uninstalls plugins: runs the environment's command and reports what it changed."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from pydock_core.plugin_api import PyDockError
from pydock_core.toolkit import installed_plugins, program_inventory, write_atomically
from pydock_self.environment import OURSELVES, Environment, name_of
from pydock_self.listing import is_of, normalized
from pydock_self.requirements import constraints

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from pydock_core.plugin_api import Session
    from pydock_core.toolkit import InstalledPlugin

    Known = dict[tuple[str, str], dict[str, Any]]  # (distribution, plugin) → its fields, as `self plugins` has them


def change(session: Session, verb: str, names: Sequence[str], *, dry_run: bool) -> int:
    """Does `verb` to the distributions; returns the exit status of what did it, 1 where a broken plugin arrived."""
    for name in names:
        if not name or name.startswith("-"):
            # The installer would read it as a flag.
            raise PyDockError(f"{name!r} is no name of a plugin")
    limits = _constraints_file(session) if verb != "uninstall" else ""
    words, variables = Environment.of_this_process(session.environ).command(verb, names, limits)
    if dry_run:
        session.stdout.write(shlex.join([*(f"{name}={value}" for name, value in variables.items()), *words]) + "\n")
        return 0
    before = {
        (plugin.distribution, plugin.label): {"Version": plugin.version, "State": plugin.state}
        for plugin in installed_plugins(session)
    }
    status = _run(session, words, variables)
    if status != 0:
        return status
    after = _asked_anew(session)
    broken = _tell(session, before, after, names if verb != "uninstall" else ())
    return 1 if broken else 0


def installed_names(session: Session, names: Sequence[str]) -> list[str]:
    """The distributions that `names` (theirs, or their plugins') stand for; raises PyDockError for no plugin."""
    plugins = installed_plugins(session)
    found: list[str] = []
    for name in names:
        if normalized(name) == OURSELVES:
            maker = Environment.of_this_process(session.environ).maker or "pip"
            raise PyDockError(f"{name} is PyDock itself, no plugin: use {maker} for it")
        matching = [plugin for plugin in plugins if _is_called(plugin, name)]
        if not matching:
            programs = program_inventory.installed_programs(session)
            program = next((program for program in programs if _is_called(program, name)), None)
            if program is not None:
                raise PyDockError(f"{name} is the program {program.file}: remove this file to uninstall it")
            raise PyDockError(
                f"{name} is no plugin that is installed\n\nRun '{session.program} self plugins' to see those that are"
            )
        if all(plugin.builtin for plugin in matching):
            raise PyDockError(f"the plugin {name} is a part of PyDock: --no-plugin {name} leaves it out")
        distributions = {plugin.distribution for plugin in matching if not plugin.builtin}
        if len(distributions) > 1:
            raise PyDockError(f"{name} stands for plugins of {', '.join(sorted(distributions))}: name one of these")
        found += distributions
    return list(dict.fromkeys(found))


def _is_called(plugin: InstalledPlugin, name: str) -> bool:
    return name in (plugin.name, plugin.identity) or is_of(plugin, name)


def _run(session: Session, words: list[str], variables: dict[str, str]) -> int:
    session.stdout.flush()
    session.stderr.flush()
    try:
        return subprocess.run(  # noqa: S603  the environment's own installer; names can't be flags
            words,
            stdin=session.stdin.fileno(),
            stdout=session.stdout.fileno(),
            stderr=session.stderr.fileno(),
            env={**session.environ, **variables},
            check=False,
        ).returncode
    except OSError as error:
        raise PyDockError(f"cannot run {words[0]}: {error.strerror}") from error


def _asked_anew(session: Session) -> Known:
    """The plugins as a new PyDock sees them: this process doesn't know of folders that an installer has just added."""
    words = [sys.executable, "-m", "pydock_core", "self", "plugins", "--format", "json"]
    # From the root, so that no folder here is taken for PyDock's.
    ran = subprocess.run(  # noqa: S603  ourselves
        words, cwd=os.sep, env=dict(session.environ), stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if ran.returncode != 0:
        raise PyDockError("PyDock doesn't start any more: " + ran.stderr.decode("utf-8", "replace").strip())
    plugins = [json.loads(line) for line in ran.stdout.splitlines()]
    return {(plugin["Distribution"], plugin["Name"]): plugin for plugin in plugins}


def _tell(session: Session, before: Known, after: Known, names: Sequence[str]) -> bool:
    """Prints what changed; returns whether a plugin is broken that arrived, or that `names` mean."""
    broken = False
    lines = [f"Gone: plugin {name} ({distribution})" for distribution, name in sorted(before.keys() - after.keys())]
    for key in sorted(after):
        now, then = after[key], before.get(key)
        same = then is not None and then["Version"] == now["Version"] and then["State"] == now["State"]
        if same and not (now["State"] == "broken" and _is_meant(key[0], names)):
            continue
        who = f"plugin {key[1]} ({key[0]} {now['Version']})"
        if now["State"] == "broken":
            broken = True
            lines.append(f"Broken: {who}: {'; '.join(now['Reasons'])}")
        else:
            lines.append(f"{'New' if then is None else 'Now'}: {who}{_adds(now)}")
            lines += [f"  {reason}" for reason in now["Reasons"]]
    session.stdout.write("".join(line + "\n" for line in lines) or "No plugin was added, removed or changed\n")
    return broken


def _is_meant(name: str, names: Sequence[str]) -> bool:
    """Whether one of `names`, requirements or paths, means the distribution."""
    if normalized(name) in {normalized(name_of(os.path.basename(requirement))) for requirement in names}:
        return True
    try:
        origin = json.loads(distribution(name).read_text("direct_url.json") or "{}").get("url", "")
    except (PackageNotFoundError, ValueError, AttributeError):
        return False
    path = os.path.realpath(unquote(urlsplit(origin).path)) if origin.startswith("file:") else ""
    return any(os.path.realpath(requirement) == path for requirement in names)


def _constraints_file(session: Session) -> str:
    """A file with PyDock's own requirements: no plugin may have them replaced by versions that PyDock can't use."""
    file = os.path.join(session.state_folder("self"), "constraints.txt")
    try:
        write_atomically(file, constraints().encode())
    except OSError as error:
        raise PyDockError(f"cannot write {file}: {error.strerror}") from error
    return file


def _adds(plugin: dict[str, Any]) -> str:
    """`: commands a b, a c; flags --x (run)`; "" for a plugin that adds nothing to see."""
    parts = [f"{field.lower()} {', '.join(plugin[field])}" for field in ("Commands", "Flags", "Hooks") if plugin[field]]
    return ": " + "; ".join(parts) if parts else ""
