"""The Python environment that PyDock runs in: the tool that made it, and the command that changes its packages."""

from __future__ import annotations

import os
import shlex
import site
import sys
import sysconfig
from importlib.util import find_spec
from typing import TYPE_CHECKING

import tomli

from pydock_core.plugin_api import PyDockError
from pydock_core.toolkit import find_program, read_regular
from pydock_self.listing import normalized

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, TypeAlias

    Command: TypeAlias = tuple[list[str], dict[str, str]]  # the words, and variables to add to the environment

OURSELVES = "pydock-cli"
UV_RECEIPT = "uv-receipt.toml"
PIPX_METADATA = "pipx_metadata.json"
CARRIED = {"requirements", "entrypoints", "python"}  # members of uv's receipt that a command line can repeat
# An isolated Python leaves out the user's site-packages, where pip itself and the plugins may be.
PIP_IN_USER_SITE = (
    "import runpy, site; site.ENABLE_USER_SITE = True; site.addsitedir(site.getusersitepackages()); "
    "runpy.run_module('pip', run_name='__main__', alter_sys=True)"
)
VERBS = {
    "install": (["install"], ["inject"]),
    "upgrade": (["install", "--upgrade"], ["inject", "--force", "--pip-args=--upgrade"]),
    "uninstall": (["uninstall"], ["uninject"]),
}


class Environment:
    """The Python environment that PyDock runs in.

    - `prefix`: the environment's folder.
    - `python`: its interpreter.
    - `marker`: the file that declares the environment as externally managed, "" for none.
    - `has_pip`: whether pip is installed there.
    - `search`: the PATH on which uv and pipx are looked for.
    - `user_site`: whether Python imports from the user's site-packages, where `pip install --user` puts distributions.
    """

    __slots__ = ("has_pip", "marker", "prefix", "python", "search", "user_site")

    def __init__(
        self, *, prefix: str, python: str, marker: str, has_pip: bool, search: str, user_site: bool = False
    ) -> None:
        self.prefix = prefix
        self.python = python
        self.marker = marker
        self.has_pip = has_pip
        self.search = search
        self.user_site = user_site

    @classmethod
    def of_this_process(cls, environ: Mapping[str, str]) -> Environment:
        """Returns the environment of this process."""
        marker = os.path.join(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")
        managed = sys.prefix == sys.base_prefix and os.path.exists(marker)
        return cls(
            prefix=sys.prefix,
            python=sys.executable,
            marker=marker if managed else "",
            has_pip=find_spec("pip") is not None,
            search=environ.get("PATH", ""),
            user_site=bool(site.ENABLE_USER_SITE),
        )

    @property
    def maker(self) -> str:
        """Returns the tool that manages the environment: "uv tool", "pipx", "system" (never changed), "" for others."""
        if os.path.exists(os.path.join(self.prefix, UV_RECEIPT)):
            return "uv tool"
        if os.path.exists(os.path.join(self.prefix, PIPX_METADATA)):
            return "pipx"
        return "system" if self.marker else ""

    def command(self, verb: str, names: Sequence[str], constraints: str = "") -> Command:
        """Returns the command for `verb`, one of `VERBS`, and these distributions; raises PyDockError with advice.

        `constraints` is a constraints file for the installer, "" for none; uv tool resolves PyDock's own requirements.
        """
        maker = self.maker
        if maker == "system":
            raise PyDockError(self._managed_message(names))
        if maker == "uv tool":
            return self._uv_tool(verb, names)
        if maker == "pipx":
            return self._pipx(verb, names, constraints)
        limits = ["-c", constraints] if constraints else []
        return [*self._pip(VERBS[verb][0], "--yes" if verb == "uninstall" else ""), *limits, *names], {}

    def _pip(self, words: list[str], yes: str) -> list[str]:
        if self.has_pip:
            # Isolated: a `pip.py` in the current folder must not run in place of pip.
            pip = ["-c", PIP_IN_USER_SITE] if self.user_site else ["-m", "pip"]
            return [self.python, "-I", *pip, "--disable-pip-version-check", *words, *filter(None, [yes])]
        uv = self._find("uv")
        if uv is None:
            raise PyDockError(
                f"neither pip nor uv is there to change {self.prefix}\nTo get pip: {self.python} -m ensurepip"
            )
        return [uv, "pip", *words[:1], "--python", self.python, *words[1:]]

    def _pipx(self, verb: str, names: Sequence[str], constraints: str) -> Command:
        home, folder = os.path.split(os.path.dirname(self.prefix))
        words = list(VERBS[verb][1])
        if constraints:
            given = words.pop().partition("=")[2] + " " if verb == "upgrade" else ""
            words.append(f"--pip-args={given}-c {shlex.quote(constraints)}")
        command = [self._find_required("pipx"), *words, os.path.basename(self.prefix), *names]
        return command, {"PIPX_HOME": home} if folder == "venvs" else {}

    def _uv_tool(self, verb: str, names: Sequence[str]) -> Command:
        """Returns uv's command; uv rebuilds the environment, so all requirements of the receipt are repeated."""
        receipt = self._receipt()
        changed = {normalized(name_of(name)) for name in names}
        known = {normalized(item["name"]): item for item in receipt["requirements"]}
        if verb == "uninstall" and not changed <= set(known):
            raise PyDockError(f"{', '.join(sorted(changed - set(known)))} came with another package, which needs it")
        kept = [item for name, item in known.items() if verb == "upgrade" or name not in changed]
        ours = known.get(OURSELVES, {"name": OURSELVES})
        words = [self._find_required("uv"), "tool", "install", *_requirement(ours, "--editable")]
        for item in kept:
            if item is not ours:
                plain = _requirement(item, "--with-editable")
                words += plain if plain[0] == "--with-editable" else ["--with", *plain]
        for name in names:
            if verb == "install" or (verb == "upgrade" and normalized(name) not in known):
                words += ["--with", name]
            if verb == "upgrade":
                words += ["--upgrade-package", name]
        if "python" in receipt:
            words += ["--python", receipt["python"]]
        return words, {"UV_TOOL_DIR": os.path.dirname(self.prefix), **_commands_folder(receipt)}

    def _receipt(self) -> dict[str, Any]:
        file = os.path.join(self.prefix, UV_RECEIPT)
        try:
            receipt: dict[str, Any] = tomli.loads(read_regular(file)[0].decode())["tool"]
            if all(isinstance(item["name"], str) for item in receipt["requirements"]):
                more = sorted(set(receipt) - CARRIED)
                if not more:
                    return receipt
                what = f"it was installed with {', '.join(more)}, which PyDock can't repeat"
        except (OSError, ValueError, LookupError, TypeError) as error:
            what = str(error)
        raise PyDockError(
            f"{file}: {what}\nInstall once more yourself: uv tool install {OURSELVES} --with PLUGIN, and all options"
        )

    def _find_required(self, program: str) -> str:
        path = self._find(program)
        if path is None:
            raise PyDockError(
                f"{program} made the environment {self.prefix}, and only it can change it: put it on PATH"
            )
        return path

    def _find(self, program: str) -> str | None:
        try:
            return find_program(program, {"PATH": self.search})
        except FileNotFoundError:
            return None
        except PermissionError as error:
            raise PyDockError(f"{program}: {error.strerror}") from error

    def _managed_message(self, names: Sequence[str]) -> str:
        plugins = shlex.join(names)
        return (
            f"PyDock runs in the system's own Python, which is not to be changed: {self.marker}\n"
            "Give it an environment of its own, with its plugins, by one of\n"
            f"  pipx install {OURSELVES} && pipx inject {OURSELVES} {plugins}\n"
            f"  uv tool install {OURSELVES} {shlex.join(word for name in names for word in ('--with', name))}\n"
            f"  python3 -m venv FOLDER && FOLDER/bin/pip install {OURSELVES} {plugins}"
        )


def name_of(requirement: str) -> str:
    """Returns the distribution's name in a requirement such as `budget[x]>=1`, or in the path of a wheel."""
    if requirement.endswith(".whl"):
        return os.path.basename(requirement).partition("-")[0]
    end = next(
        (index for index, character in enumerate(requirement) if not (character.isalnum() or character in "._-")),
        len(requirement),
    )
    return requirement[:end]


def _requirement(item: Mapping[str, Any], editable: str) -> list[str]:
    """Returns the words for one requirement of uv's receipt; `editable` is the flag for an editable folder."""
    if "editable" in item:
        return [editable, item["editable"]]
    name = item["name"] + (f"[{','.join(item['extras'])}]" if item.get("extras") else "")
    if "git" in item:
        url, _, query = item["git"].partition("?")
        revision = query.partition("=")[2].partition("&")[0]
        return [f"{name} @ git+{url}" + (f"@{revision}" if revision else "")]
    for source in ("directory", "path", "url"):
        if source in item:
            return [f"{name} @ {item[source]}" if source == "url" else f"{name} @ file://{item[source]}"]
    marker = f" ; {item['marker']}" if "marker" in item else ""
    return [name + item.get("specifier", "") + marker]


def _commands_folder(receipt: Mapping[str, Any]) -> dict[str, str]:
    """Returns the variable that keeps uv's folder for commands."""
    paths = [entry.get("install-path", "") for entry in receipt.get("entrypoints", ())]
    return {"UV_TOOL_BIN_DIR": os.path.dirname(paths[0])} if paths and paths[0] else {}
