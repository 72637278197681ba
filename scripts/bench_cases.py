"""The command lines that the benchmark compares."""

from __future__ import annotations

from typing import NamedTuple

SLOW, VERY_SLOW = 0.25, 0.1


class Case(NamedTuple):
    """A command line to compare, and its parameters.

    `engine` is "real", "free" (an engine without work, so that only the client is measured) or "none". `goal` is a
    ratio of wall time, `memory_goal` a ratio of the memory to that of the same command with a small share of the bytes.
    `share` is the fraction of the runs that a slow case gets. In `words`, `{…}` stands for a file or image that
    `bench_stock.Stock` makes; the file `out` and the image `without` are removed before each run.
    """

    name: str
    title: str
    words: tuple[str, ...]
    engine: str = "real"
    goal: float | None = None
    share: float = 1
    memory_goal: float | None = None
    terminal: bool = False
    without: str = ""


def _transfer(name: str, title: str, alone: tuple[str, ...], real: tuple[str, ...]) -> tuple[Case, ...]:
    """Returns the cases of a command that transfers much data: the client alone, its memory, and with a real engine."""
    return (
        Case(name, f"{title}, client alone", alone, engine="free", goal=1.0, share=SLOW),
        Case(name, f"{title}, client alone", alone, engine="free", memory_goal=1.1, share=VERY_SLOW),
        Case(name, title, real, share=VERY_SLOW),
    )


QUICK_CASES = (
    Case("version", "`--version`", ("--version",), engine="none", goal=1.2),
    Case("help", "`--help`", ("--help",), engine="none"),
    Case("ps", "`ps`", ("ps",), goal=1.4),
    Case("images", "`images`", ("images",)),
    Case("inspect", "`inspect CONTAINER`", ("inspect", "one")),
    Case("info", "`info`", ("info",), goal=1.3),
    Case("network-ls", "`network ls`", ("network", "ls"), goal=1.3),
    Case("volume-ls", "`volume ls`", ("volume", "ls"), goal=1.3),
    Case("context-ls", "`context ls`", ("context", "ls"), engine="none", goal=1.3),
    Case("events", "`events`, 100,000 lines", ("events", "--until", "1"), engine="free", goal=0.6, share=SLOW),
    Case("df", "`system df -v`, 10,000 images", ("system", "df", "-v"), engine="free", goal=0.6, share=SLOW),
    Case("run", "`run --rm busybox true`", ("run", "--rm", "busybox", "true"), goal=1.1),
    Case("ps-10000", "`ps -a`, 10,000 containers", ("ps", "-a"), engine="free", goal=1.0, share=SLOW),
    Case("logs", "`logs`, a million lines", ("logs", "lines"), goal=1.0, share=SLOW),
)
TRANSFERS = (
    *_transfer("save", "`save >/dev/null`, {size}", ("save", "mib-{mib}"), ("save", "large")),
    *_transfer(
        "save-o", "`save -o FILE`, {size}", ("save", "-o", "{out}", "mib-{mib}"), ("save", "-o", "{out}", "large")
    ),
    *_transfer("load", "`load -i FILE`, {size}", ("load", "-i", "{file}"), ("load", "-i", "{saved}")),
    *_transfer("cp-in", "`cp FILE CONTAINER:`, {size}", ("cp", "{file}", "one:/"), ("cp", "{file}", "one:/")),
    *_transfer(
        "cp-out", "`cp CONTAINER:FILE .`, {size}", ("cp", "one:/mib-{mib}", "{out}"), ("cp", "large:/large", "{out}")
    ),
    *_transfer(
        "cp-in-files", "`cp FOLDER CONTAINER:`, {files} files", ("cp", "{folder}", "one:/"), ("cp", "{folder}", "one:/")
    ),
    *_transfer(
        "cp-out-files",
        "`cp CONTAINER:FOLDER .`, {files} files",
        ("cp", "one:/files-{count}", "{out}"),
        ("cp", "large:/files", "{out}"),
    ),
    *_transfer("build", "`build`, {context_files} files", ("build", "{context}"), ("build", "{context}")),
)
PULLS = (
    Case(
        "pull",
        "`pull`, 50 layers, on a terminal, client alone",
        ("pull", "layers-50"),
        engine="free",
        goal=1.0,
        terminal=True,
    ),
    Case(
        "pull",
        "`pull`, 50 layers, on a terminal",
        ("pull", "{layers}"),
        share=VERY_SLOW,
        terminal=True,
        without="{layers}",
    ),
)
CASES = (*QUICK_CASES, *TRANSFERS, *PULLS)
