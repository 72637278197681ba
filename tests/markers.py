"""Gives each test its markers, from the fixtures that it uses, the module that it is in, and `slow_tests.txt`.

A marker says what a test needs beyond Python and a temporary folder. The quick loop (`scripts/test --quick`) deselects
all of them. What each marker means stands in pyproject.toml; docs/contributing.md explains how they are applied.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

SLOW_TESTS = Path(__file__).parent / "slow_tests.txt"

# pytest names the whole closure of a test's fixtures. A parameter that has a fixture's name counts like that fixture.
OF_FIXTURE = {
    "engine": ("engine",),
    "oldest_pluggy": ("slow",),  # downloads a package
    "private_registry": ("registry",),
    "real_parts": ("engine",),  # root, and a network namespace of the test's own
    "registry": ("registry",),
    "sshd": ("ssh",),
    "swarm": ("swarm",),
    "tls_registry": ("registry",),
    "token_registry": ("registry",),
    "wheelhouse": ("slow",),  # downloads packages
}
OF_MODULE = {
    "pexpect": ("terminal",),
    "pty": ("terminal",),
    "pyte": ("terminal",),
    "tests.e2e.terminals": ("terminal",),
    "tests.parity.clients": ("clients",),
}


def names(item: pytest.Item) -> Iterator[str]:
    """The markers of a test; a name may come more than once."""
    parameters = getattr(getattr(item, "callspec", None), "params", {}).values()
    for fixture in (*getattr(item, "fixturenames", ()), *(value for value in parameters if isinstance(value, str))):
        yield from OF_FIXTURE.get(fixture, ())
    yield from _of_module(getattr(item, "module", None))
    if is_slow(item.nodeid):
        yield "slow"


def is_slow(node: str) -> bool:
    """Whether a line of `slow_tests.txt` names this test, its function, its file or a folder that it is in."""
    file, _, function = node.partition("[")[0].partition("::")
    return node in slow_tests() or f"{file}::{function}" in slow_tests() or _is_slow_file(file)


@cache
def slow_tests() -> frozenset[str]:
    """The lines of `slow_tests.txt` that are no comments."""
    return frozenset(line for line in SLOW_TESTS.read_text().splitlines() if line and not line.startswith("#"))


@cache
def _is_slow_file(file: str) -> bool:
    return any(str(path) in slow_tests() for path in (Path(file), *Path(file).parents))


@cache
def _of_module(module: ModuleType | None) -> frozenset[str]:
    """What the modules that a test's module imports stand for; `from pexpect import spawn` counts like `import`."""
    found: set[str] = set()
    for value in vars(module).values() if module is not None else ():
        name = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
        if isinstance(name, str):
            found.update(OF_MODULE.get(name, ()))
    return frozenset(found)
