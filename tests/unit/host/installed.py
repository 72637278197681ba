"""Plugins as bare dist-info folders on a path of their own: installed in no time, real to Python."""

from __future__ import annotations

import shutil
import sys
from textwrap import dedent
from typing import TYPE_CHECKING, Any

from pydock_core.config.settings import Settings
from pydock_core.host import Hooks, index_file, load_index
from pydock_core.session import PluginOptions

if TYPE_CHECKING:
    from pathlib import Path

    from pydock_core.host.index import Index
    from pydock_core.host.index_file import IndexFile

BUILTIN = """
from pydock_core.plugin_api import Command, Group, hookimpl

@hookimpl
def pydock_commands():
    return [
        Group("container", "Manage containers"),
        Command(("container ls", "ps"), "builtin_ls", "List containers"),
        Command(("container run", "run"), "builtin_run", "Run a container", heading="Common Commands"),
    ]
"""

RUN = """
from pydock_core.plugin_api import flags

class Options:
    memory = flags.bytes("memory", "m")
    words = flags.arguments("IMAGE", interspersed=False)

def command(session, options):
    return 0
"""


class Installed:
    """A folder of plugins, first on the path; `pydock-cli` in it stands for PyDock's own distribution."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder = folder
        self.cache = cache
        self.environ = {"HOME": str(cache.parent), "XDG_CACHE_HOME": str(cache)}
        self.module("builtin_ls", RUN)
        self.module("builtin_run", RUN)
        self.plugin("builtin", BUILTIN, distribution="pydock-cli", version="0.1.0")

    def module(self, name: str, source: str) -> Path:
        """Writes a module on the path."""
        file = self.folder / f"{name}.py"
        file.write_text(dedent(source), encoding="utf-8")
        return file

    def plugin(
        self, name: str, source: str | None, *, distribution: str = "", version: str = "1.0", value: str = ""
    ) -> Path:
        """Installs a plugin; its module is called `plugin_NAME`, its distribution `dist-NAME`."""
        module = "plugin_" + name.replace("-", "_")
        file = self.module(module, source) if source is not None else self.folder / f"{module}.py"
        self.distribution(distribution or f"dist-{name}", version, {name: value or module})
        return file

    def distribution(self, name: str, version: str, entries: dict[str, str]) -> Path:
        """Writes the metadata alone."""
        info = self.folder / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir(exist_ok=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        lines = "".join(f"{entry} = {value}\n" for entry, value in entries.items())
        (info / "entry_points.txt").write_text(f"[pydock.plugins]\n{lines}")
        return info

    def remove(self, name: str) -> None:
        """Uninstalls a plugin."""
        (info,) = self.folder.glob(f"dist_{name.replace('-', '_')}-*.dist-info")
        shutil.rmtree(info)

    def index(self, *, off: bool = False, plugins: str = "", **blocks: Any) -> Index:
        """The index of what is installed now."""
        environ = dict(self.environ)
        if off:
            environ["PYDOCK_INDEX"] = "off"
        if plugins:
            environ["PYDOCK_PLUGINS"] = plugins
        return load_index(environ, **blocks)

    def index_file(self) -> IndexFile:
        """The index in the cache folder, which must be fresh."""
        path = index_file.search_path()
        found = index_file.read_fresh(index_file.index_path(self.environ, path), path)
        assert found is not None
        return found

    def hooks(self, session: Any) -> Hooks:
        """The hooks of what is installed now, asked in this process; forgets modules of earlier tests."""
        for name in [name for name in sys.modules if name.startswith(("plugin_", "builtin_"))]:
            del sys.modules[name]
        return Hooks(self.index(off=True), session)

    def files(self) -> list[str]:
        """What is in PyDock's cache folder."""
        folder = self.cache / "pydock"
        return sorted(file.name for file in folder.iterdir()) if folder.exists() else []


class Recorded:
    """A stream that keeps its text."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        pass


class FakeSession:
    """What the host asks of a session."""

    def __init__(self) -> None:
        self.stderr = Recorded()
        self.interrupted = False
        self.plugin_options = PluginOptions()
        self.environ: dict[str, str] = {}
        self.settings = Settings([])
        self.on_event = None
