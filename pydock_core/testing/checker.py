"""`assert_plugin_ok("name")`: checks the rules for every plugin, in one line of its tests."""

from __future__ import annotations

import ast
import os
import subprocess
import tempfile
import threading
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pydock_core.command import completers
from pydock_core.config.settings import Settings
from pydock_core.declarations.flags import FlagSet
from pydock_core.host import Hooks, load_index
from pydock_core.host.child_process import isolated_python
from pydock_core.host.import_paths import resolve
from pydock_core.host.index_file import search_path
from pydock_core.output.streams import InputStream, OutputStream
from pydock_core.session import GlobalOptions, PluginOptions, ProcessContext, Session
from pydock_core.testing.fake_engine.engine import FakeEngine
from pydock_core.testing.runner import run_pydock

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from typing import Any

    from pydock_core.host.index import CommandEntry

# Importing one of these takes as long as a whole `docker ps`: a plugin imports it in the function that needs it.
HEAVY = frozenset(
    "argcomplete argparse asyncio dataclasses email http.client importlib.metadata inspect logging multiprocessing "
    "pluggy pytest requests ssl subprocess tomli tomllib unittest urllib.request yaml".split()
)
# The modules of PyDock that a plugin may import; any version may change the others.
PUBLIC = ("pydock_core", "pydock_core.plugin_api", "pydock_core.testing", "pydock_core.toolkit")
IMPORT = """\
module = arguments[0]
import pydock_core.plugin_api
from pydock_core.plugin_api import Command, Group, flags, hookimpl, hooks
from time import perf_counter
before = set(sys.modules)
begun = perf_counter()
__import__(module)
seconds = perf_counter() - begun
sys.stderr.write("\\n" + repr(seconds) + "\\n" + " ".join(set(sys.modules) - before))
"""


def assert_plugin_ok(
    name: str, *, import_seconds: float = 0.1, completer_seconds: float = 1.0, allow: Collection[str] = ()
) -> None:
    """Checks the rules for plugins; raises AssertionError with every rule that the installed plugin breaks.

    - `name`: the name of its entry point.
    - `import_seconds`: the limit for importing its module, best of three. The import prints nothing.
    - `completer_seconds`: the limit for each completer, against a fake engine.
    - `allow`: modules that its import may load although they are slow to import.

    Hooks match their specifications; names of commands and flags are free; a command has a summary, `Options` and
    `command`; its help page renders; named functions exist; of PyDock, the plugin imports the plugin API, the toolkit
    and the testing kit only.
    """
    checker = Checker(name)
    problems = list(checker.declarations())
    if not problems:
        problems += [*checker.importing(import_seconds, allow), *checker.flags(), *checker.targets()]
        wrong_commands = list(checker.commands())
        problems += wrong_commands or checker.completers(completer_seconds)
    if problems:
        raise AssertionError("\n  - ".join([f"the plugin {name} is not ok:", *problems]))


class Checker:
    """Checks one plugin, by the index of the installed plugins; each method yields a text for each broken rule."""

    def __init__(self, name: str) -> None:
        with tempfile.TemporaryDirectory(prefix="pydock-check-") as home:
            self.index = load_index({**os.environ, "HOME": home, "XDG_CACHE_HOME": home, "PYDOCK_PLUGINS": ""})
        found = sorted(
            identity for identity in self.index.identities() if name in (identity, identity.partition(":")[2])
        )
        if not found:
            others = sorted({plugin.name for plugin in self.index.plugins() if not plugin.builtin})
            raise AssertionError(f"no plugin {name} is installed; there are: {', '.join(others) or 'none'}")
        self.identity = found[0]

    @property
    def entries(self) -> list[CommandEntry]:
        """Returns the plugin's commands that a user can type."""
        return [entry for entry in self.index.commands() if entry.owner == self.identity]

    def declarations(self) -> Iterator[str]:
        """Yields the errors of the index about the plugin: broken imports, wrong hooks, names of other plugins."""
        for problem in self.index.diagnostics():
            if problem.plugin == self.identity:
                yield f"{problem.hook}, {problem.file}: {problem.reason}"
        for command in self.index.declared_commands():
            for name in command.names if command.owner == self.identity else ():
                rivals = [rival for rival in self.index.conflicts(name) if rival != self.identity]
                if rivals:
                    yield f"the command {name} is claimed by {', '.join(rivals)}, too: neither has it"

    def importing(self, seconds: float, allow: Collection[str]) -> Iterator[str]:
        """Yields the errors of the plugin's import, in separate processes."""
        plugin = self.index.plugin(self.identity)
        assert plugin is not None, self.identity
        module = plugin.value.partition(":")[0]
        command = isolated_python(IMPORT, [module], search_path())
        runs = [subprocess.run(command, capture_output=True, text=True) for _ in range(3)]  # noqa: S603
        failed = next((run for run in runs if run.returncode), None)
        if failed is not None:
            yield f"importing {module} in a process of its own failed: {failed.stderr.strip().splitlines()[-1]}"
            return
        printed, _, _ = (runs[0].stdout + runs[0].stderr).rpartition("\n")[0].rpartition("\n")
        if printed.strip():
            yield f"importing {module} prints {printed.strip()!r}"
        best = min(float(run.stderr.rsplit("\n", 2)[1]) for run in runs)
        if best > seconds:
            yield f"importing {module} takes {best:.3f} s; at most {seconds:g} s are allowed"
        loaded = set(runs[0].stderr.rpartition("\n")[2].split())
        costly = sorted((loaded & HEAVY) - set(allow))
        if costly:
            yield f"importing {module} imports {', '.join(costly)}: import them in the function that needs them"
        inside = sorted(name for name in _named_by(module) if not name.startswith(PUBLIC[1:]) and name not in PUBLIC)
        if inside:
            yield f"{module} imports {', '.join(inside)}: plugins import plugin_api, toolkit and testing only"

    def commands(self) -> Iterator[str]:
        """Yields the errors of the commands and their help pages."""
        for entry in self.entries:
            try:
                module = entry.load()
                if not entry.raw:
                    FlagSet(module.Options)
            except Exception as error:  # noqa: BLE001  a plugin may raise anything
                yield f"the command {entry.name} can't be loaded: {error}"
                continue
            if not callable(module.command):
                yield f"the command {entry.name}: {entry.module}.command is no function"
            if not entry.summary.strip() or "\n" in entry.summary:
                yield f"the command {entry.name} needs a summary of one line"
            if not (module.__doc__ or "").strip():
                yield f"the command {entry.name}: {entry.module} has no docstring"
            if not entry.raw:
                yield from self._help(entry)

    def _help(self, entry: CommandEntry) -> Iterator[str]:
        ran = run_pydock([*entry.name.split(), "--help"], plugins=[self.identity])
        if ran.status or ran.stderr or not ran.stdout.startswith("Usage:"):
            yield f"the help of {entry.name} does not render: {ran.stderr.strip() or ran.stdout.strip()}"

    def flags(self) -> Iterator[str]:
        """Yields the flags without a help text."""
        for flag in self.index.declared_flags():
            if flag.plugin == self.identity and not flag.hidden and not flag.help:
                yield f"the flag --{flag.long}{f' of {flag.command}' if flag.command else ''} has no help"

    def targets(self) -> Iterator[str]:
        """Yields the completers, formatters and initializers whose function does not exist."""
        for table in ("completers", "formatters", "initializers"):
            for record in self.index.declared_targets(table):
                if record.plugin != self.identity:
                    continue
                try:
                    found = callable(resolve(record.target))
                except Exception:  # noqa: BLE001  the import may raise anything
                    found = False
                if not found:
                    yield f"{table.removesuffix('s')} {record.name}: there is no function {record.target}"

    def completers(self, seconds: float) -> Iterator[str]:
        """Yields the completers that fail, are slow, or offer unprintable words; against an engine with one image."""
        sources: dict[str, Any] = {}
        for record in self.index.declared_targets("completers"):
            if record.plugin == self.identity:
                sources[f"the completer {record.name}"] = record.name
        for entry in self.entries:
            if not entry.raw:
                table = FlagSet(entry.load().Options)
                for flag in table.flags:
                    sources[f"the completer of --{flag.long} of {entry.name}"] = flag.complete
                sources[f"the completer of {entry.name}'s arguments"] = table.arguments.complete
        with FakeEngine() as engine, tempfile.TemporaryDirectory(prefix="pydock-check-") as home:
            for what, source in sources.items():
                if callable(source) or isinstance(source, str):
                    problem = _completes(partial(self._values, source, engine, home), seconds)
                    if problem:
                        yield f"{what} {problem}"

    def _values(self, source: Any, engine: FakeEngine, home: str) -> dict[str, str]:
        devnull = os.open(os.devnull, os.O_RDWR)
        try:
            process = ProcessContext(
                environ={"HOME": home},
                stdin=InputStream(devnull),
                stdout=OutputStream(devnull, "stdout"),
                stderr=OutputStream(devnull, "stderr"),
                send=engine.send,
            )
            session = Session(
                program="pydock",
                process=process,
                settings=Settings([]),
                global_options=GlobalOptions(),
                plugin_options=PluginOptions(),
                hooks=lambda session: Hooks(self.index, session),
            )
            return completers.complete(session, source, "").values
        finally:
            os.close(devnull)


def _completes(complete: Callable[[], dict[str, str]], seconds: float) -> str:
    """Returns the error of a completer; "" for valid words within the time."""
    answer: list[str] = []

    def ask() -> None:
        try:
            values = complete()
            odd = [value for value in values if not isinstance(value, str) or not value.isprintable()]
            answer.append(f"offers {odd[0]!r}, which can't be typed" if odd else "")
        except BaseException as error:  # noqa: BLE001  a plugin may raise anything
            answer.append(f"raises {type(error).__name__}: {error}")

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    return answer[0] if answer else f"does not answer within {seconds:g} s"


def _named_by(module: str) -> set[str]:
    """Returns the modules of PyDock that the source of the plugin's package imports."""
    spec = find_spec(module.partition(".")[0])
    if spec is None or spec.origin is None:
        return set()
    folders = list(spec.submodule_search_locations or ())
    files = [file for folder in folders for file in Path(folder).rglob("*.py")] or [Path(spec.origin)]
    found: set[str] = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                found.add(node.module)
            elif isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
    return {name for name in found if name.partition(".")[0] == "pydock_core"}
