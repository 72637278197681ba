"""Implements `scripts/bench`: installs PyDock, starts an engine, measures, prints a table."""

from __future__ import annotations

import argparse
import os
import platform
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from scripts import bench_cli_plugins, bench_installs
from scripts.bench_cases import CASES, PULLS, SLOW, TRANSFERS, VERY_SLOW, Case
from scripts.bench_engine import FreeEngine
from scripts.bench_installs import Environment
from scripts.bench_pairs import Command, FailedError, Ratios, compare
from scripts.bench_stock import FULL, QUICK, SMALL, Stock
from tests.engines import images, namespaces
from tests.engines.dockerd import Dockerd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scripts.bench_stock import Size

RUNS, QUICK_RUNS = 40, 8
PLUGINS, QUICK_PLUGINS = (0, 10, 100, 200, 500), (200,)
LINES = 1_000_000


EVERY_PYTHON = ("version", "ps")  # measured with each interpreter; other cases only with the first
BARE, PLUGIN, HOOK, CLI_PLUGIN = "bare", "plugins", "hook", "cli-plugins"
MARKS = ("<!-- measured by scripts/bench -->", "<!-- end of what scripts/bench measured -->")


class Row(NamedTuple):
    """One line of the table; `found` is the ratios, or the reason why there are none.

    With `memory_goal`, `goal` does not count.
    """

    title: str
    against: str
    found: Ratios | str
    goal: float | None = None
    memory_goal: float | None = None

    @property
    def missed(self) -> bool:
        """Whether the case missed its goal, or was not measured."""
        if isinstance(self.found, str):
            return True
        if self.memory_goal is not None:
            return self.found.memory.median > self.memory_goal
        return self.goal is not None and self.found.wall.median > self.goal


class Bench:
    """All measurements, one after the other, on one engine."""

    def __init__(self, options: argparse.Namespace, folder: Path, things: ExitStack) -> None:
        self._only: list[str] = options.only
        self._cli_plugins: Path | None = options.cli_plugins
        self._skipped: list[str] = options.skip
        self._quick: bool = options.quick
        self._runs: int = options.runs or (QUICK_RUNS if options.quick else RUNS)
        self._folder = folder
        self._docker = bench_installs.docker_client()
        wheel = bench_installs.build_wheel(folder)
        pythons = [sys.executable, *(options.python or ([] if options.quick else bench_installs.interpreters()))]
        self._installed = [Environment(python, wheel, folder / f"python{n}") for n, python in enumerate(pythons)]
        self._crowded = Environment(sys.executable, wheel, folder / "crowded") if self._wants(PLUGIN, HOOK) else None
        self._no_engine = namespaces.missing()
        self._engine: Dockerd | None = None
        if self._no_engine is None:
            namespaces.enter()  # after the installations, which need the internet
            self._engine = things.enter_context(Dockerd(images=(images.busybox(), images.furnished())))
            self._make_containers(self._engine)
        self._free = things.enter_context(FreeEngine(folder))
        self._stock = Stock(folder, self._engine, things)
        self._size = QUICK if self._quick else FULL

    def environment_lines(self) -> Iterator[str]:
        """Yields the facts about the machine that the numbers depend on."""
        yield f"processor: {_processor()}, {os.cpu_count()} of them; {platform.system()} {platform.release()}"
        yield "Python: " + ", ".join(installed.version for installed in self._installed)
        if self._docker is None:
            yield "docker: no client of Docker's own on PATH, so the ratios are to a bare `python -c pass`"
        else:
            yield f"docker: the client {self._docker[1]}"
        if self._engine is None:
            yield f"engine: none ({self._no_engine}); cases that need one are left out"
        else:
            yield f"engine: dockerd {self._engine.request('GET', '/version').json()['Version']}"
        yield f"runs: {self._runs} pairs, slow cases {self._share(SLOW)}, very slow ones {self._share(VERY_SLOW)}"
        place = "memory" if self._stock.is_in_memory else "a folder on the disk"
        yield f"files of the cases that measure the client alone: in {place}"

    def rows(self) -> Iterator[Row]:
        """Yields each line as soon as it is measured."""
        for number, installed in enumerate(self._installed):
            if self._wants(BARE) and self._docker is not None:
                yield self._bare(installed)
            for case in CASES:
                if self._quick and case.engine == "real" and case in (*TRANSFERS, *PULLS):
                    continue
                if self._wants(case.name) and (number == 0 or case.name in EVERY_PYTHON):
                    yield self._case(case, installed)
        if self._crowded is not None:
            yield from self._with_plugins(self._installed[0], self._crowded)
        if self._wants(CLI_PLUGIN) and self._engine is not None:
            yield from self._with_cli_plugins(self._installed[0].pydock)

    def _wants(self, *names: str) -> bool:
        return any(name not in self._skipped and (not self._only or name in self._only) for name in names)

    def _share(self, share: float) -> int:
        """Returns the number of pairs of runs for a case."""
        return max(1, round(self._runs * share))

    def _case(self, case: Case, installed: Environment) -> Row:
        if case.engine == "real" and self._engine is None:
            return Row(case.title, "", self._no_engine or "")
        title = f"{case.title.format(**self._size.words())}, Python {installed.version}"
        try:
            return self._compared(case, title, installed)
        except (OSError, RuntimeError) as error:
            return Row(title, "", f"not measured: {error}", case.goal, case.memory_goal)

    def _compared(self, case: Case, title: str, installed: Environment) -> Row:
        runs = self._share(case.share)
        ours = self._case_command(case, installed.pydock, self._size)
        if case.memory_goal is not None:
            small = self._case_command(case, installed.pydock, SMALL)
            against = (
                "{size}" if "{size}" in case.title else "{context_files}" if "context" in case.title else "{files}"
            )
            return self._row(title, against.format(**SMALL.words()), ours, small, runs, memory_goal=case.memory_goal)
        if self._docker is None:
            return self._row(title, "bare python", ours, self._bare_python(installed), runs)
        theirs = self._case_command(case, self._docker[0], self._size)
        return self._row(title, "docker", ours, theirs, runs, case.goal)

    def _case_command(self, case: Case, program: str, size: Size) -> Command:
        """Returns the command line of a case, after making the files that it needs."""
        if "large" in case.words or any(word.startswith("large:") for word in case.words):
            self._stock.furnish(size)
        words = [self._stock.fill(word, size, engine=case.engine) for word in case.words]
        without = self._stock.fill(case.without, size, engine=case.engine)

        def before() -> None:
            self._stock.clear()
            if without:
                self._stock.remove_image(without)

        command = self._command(program, *words, engine=case.engine)
        return command._replace(before=before, terminal=case.terminal)

    def _bare(self, installed: Environment) -> Row:
        """Measures a bare Python, the lower limit of every Python program."""
        assert self._docker is not None
        docker = self._command(self._docker[0], "--version", engine="none")
        title = f"bare `python -c pass`, Python {installed.version}"
        return self._row(title, "docker --version", self._bare_python(installed), docker, self._runs)

    def _with_plugins(self, plain: Environment, crowded: Environment) -> Iterator[Row]:
        if self._wants(PLUGIN):
            for count in QUICK_PLUGINS if self._quick else PLUGINS:
                crowded.add_command_plugins(count)
                goal = 1.2 if count > 200 else 1.1
                for title, make in self._plugin_commands():
                    title = f"{title}, {count} plugins"
                    yield self._row(title, "without", make(crowded), make(plain), self._runs, goal)
        if self._wants(HOOK):
            crowded.add_hook_plugin()
            ours, without = (self._command(each.pydock, "ps", engine="real") for each in (crowded, plain))
            yield self._row("`ps`, 1 plugin with a hook on every command", "without", ours, without, self._runs)

    def _with_cli_plugins(self, pydock: str) -> Iterator[Row]:
        """Measures `ps` beside ten CLI plugins of docker, and compose and buildx where they are installed."""
        plain = self._command(pydock, "ps", engine="real")
        crowded = self._with_home(plain, bench_cli_plugins.crowded_home(self._folder))
        yield self._row("`ps`, 10 CLI plugins of docker", "without", crowded, plain, self._runs, 1.02)
        if self._docker is None:
            return
        home, names = bench_cli_plugins.real_home(self._folder, self._cli_plugins)
        for name in names:
            words: tuple[str, ...] = bench_cli_plugins.COMMANDS[name]
            if name == "compose":
                words = ("compose", "-f", str(home / "compose.yaml"), *words[1:])
            ours, theirs = (
                self._with_home(self._command(program, *words, engine="real"), home)
                for program in (pydock, self._docker[0])
            )
            yield self._row(f"`{' '.join(bench_cli_plugins.COMMANDS[name])}`", "docker", ours, theirs, self._runs, 1.1)

    @staticmethod
    def _with_home(command: Command, home: Path) -> Command:
        return command._replace(environment={**command.environment, "HOME": str(home)})

    def _plugin_commands(self) -> Iterable[tuple[str, Callable[[Environment], Command]]]:
        if self._engine is not None:
            yield "`ps`", lambda installed: self._command(installed.pydock, "ps", engine="real")
        yield "`--help`", lambda installed: self._command(installed.pydock, "--help", engine="none")
        yield "TAB of a command", self._tab

    def _tab(self, installed: Environment) -> Command:
        """Returns the command that the shell runs for TAB after `pydock lo`."""
        line = "pydock lo"
        plain = self._command(installed.pydock, engine="none")
        offered = str(self._folder / "offered")
        variables = {"_ARGCOMPLETE": "1", "_ARGCOMPLETE_IFS": "\n", "_ARGCOMPLETE_STDOUT_FILENAME": offered}
        variables |= {"COMP_LINE": line, "COMP_POINT": str(len(line))}
        return plain._replace(environment={**plain.environment, **variables})

    def _row(
        self,
        title: str,
        against: str,
        a: Command,
        b: Command,
        runs: int,
        goal: float | None = None,
        memory_goal: float | None = None,
    ) -> Row:
        try:
            return Row(title, against, compare(a, b, runs), goal, memory_goal)
        except FailedError as failed:
            return Row(title, against, f"not measured: {failed}", goal, memory_goal)

    def _bare_python(self, installed: Environment) -> Command:
        return self._command(installed.python, "-c", "pass", engine="none")

    def _command(self, program: str, *words: str, engine: str) -> Command:
        """Returns a command with an environment of its own: no settings, no caches, no PYTHON… variables."""
        environment = {"HOME": str(self._folder), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        environment["DOCKER_BUILDKIT"] = "0"  # the classic builder, which both clients have
        if engine == "free":
            environment["DOCKER_HOST"] = self._free.host
        elif engine == "real" and self._engine is not None:
            environment["DOCKER_HOST"] = self._engine.host
        return Command((program, *words), environment)

    def _make_containers(self, engine: Dockerd) -> None:
        """Makes two running containers, and one with a million lines of output."""
        for name, command in (("one", "sleep 86400"), ("two", "sleep 86400"), ("lines", f"seq {LINES}")):
            body = {"Image": "busybox", "Cmd": command.split()}
            engine.request("POST", f"/containers/create?name={name}", body)
            engine.request("POST", f"/containers/{name}/start")
        engine.request("POST", "/containers/lines/wait")


def main(words: list[str]) -> int:
    """Runs the benchmark; returns status 1 if a case couldn't be measured or missed its goal."""
    names = [*dict.fromkeys(case.name for case in CASES), BARE, PLUGIN, HOOK, CLI_PLUGIN]
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measures PyDock against docker, paired.")
    chosen = f"again for more; of {', '.join(names)}"
    parser.add_argument(
        "--only", metavar="NAME", action="append", default=[], choices=names, help=f"one case, {chosen}"
    )
    parser.add_argument(
        "--skip", metavar="NAME", action="append", default=[], choices=names, help="all but one, likewise"
    )
    parser.add_argument("--python", metavar="PATH", action="append", help="measure with this interpreter too")
    parser.add_argument(
        "--cli-plugins",
        metavar="FOLDER",
        type=Path,
        help="where docker-compose and docker-buildx are; docker's folders",
    )
    parser.add_argument("--runs", metavar="N", type=int, help=f"pairs of runs of each case (default: {RUNS})")
    parser.add_argument("--quick", action="store_true", help="fewer runs, less to move, one Python")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    parser.add_argument("--update", metavar="FILE", type=Path, help="put the table into FILE, between its two marks")
    options = parser.parse_args(words)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="pydock-bench-") as folder, ExitStack() as things:
        bench = Bench(options, Path(folder), things)
        show = markdown if options.markdown or options.update else plain
        head = "  \n".join(bench.environment_lines())
        missed = False
        page = [head, *show(None)]
        print(*page, sep="\n", flush=True)
        for row in bench.rows():
            lines = list(show(row))
            print(*lines, sep="\n", flush=True)
            page += lines
            missed |= row.missed
    if options.update:
        before, _, rest = options.update.read_text(encoding="utf-8").partition(MARKS[0])
        _, _, after = rest.partition(MARKS[1])
        page = [before + MARKS[0], *page, MARKS[1] + after]
        options.update.write_text("\n".join(page), encoding="utf-8")
    return int(missed)


def plain(row: Row | None) -> Iterator[str]:
    """Yields a line for the terminal, with the middle half of the ratios; the heading for None."""
    if row is None:
        yield f"\n{'':66} {'against':17} {'wall (middle half)':22} {'processor':22} memory"
    elif isinstance(row.found, str):
        yield f"{row.title:66} {row.against:17} {row.found}"
    else:
        found = row.found
        times = [f"{each.median:.2f} ({each.low:.2f} to {each.high:.2f})" for each in (found.wall, found.processor)]
        if row.memory_goal is not None:
            times = ["", ""]
        goal = f"   goal {_goal(row)}" if _goal(row) else ""
        yield f"{row.title:66} {row.against:17} {times[0]:22} {times[1]:22} {found.memory.median:.2f}{goal}"


def markdown(row: Row | None) -> Iterator[str]:
    """Yields a line of a Markdown table; the heading for None."""
    if row is None:
        yield from ("", "| what | against | wall | processor | memory | goal (wall) |", "|---|---|---|---|---|---|")
    elif isinstance(row.found, str):
        yield f"| {row.title} | {row.against} | {row.found} | | | {_goal(row)} |"
    elif row.memory_goal is not None:
        yield f"| {row.title} | {row.against} | | | {row.found.memory.median:.2f} | {_goal(row)} |"
    else:
        wall, processor, memory = (each.median for each in row.found)
        yield f"| {row.title} | {row.against} | {wall:.2f} | {processor:.2f} | {memory:.2f} | {_goal(row)} |"


def _goal(row: Row) -> str:
    if row.memory_goal is not None:
        return f"memory {row.memory_goal}"
    return "" if row.goal is None else str(row.goal)


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
