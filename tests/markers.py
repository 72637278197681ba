"""Derives the markers of a test from its fixtures, the imports of its module, and `slow_tests.txt`.

A marker names a requirement beyond Python and a temporary folder. The quick loop (`scripts/test --quick`) deselects all
marked tests. pyproject.toml describes each marker; docs/contributing.md explains the rules.
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

# pytest lists the closure of a test's fixtures. A parameter with the name of a fixture counts like that fixture.
OF_FIXTURE = {
    "compare": ("clients",),
    "engine": ("engine",),
    "oldest_pluggy": ("slow",),  # downloads a package
    "private_registry": ("registry",),
    "real_parts": ("engine",),  # root, and a network namespace
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
    "tests.e2e.same_screen": ("terminal",),
    "tests.e2e.terminals": ("terminal",),
    "tests.parity.clients": ("clients",),
}


def names(item: pytest.Item) -> Iterator[str]:
    """Yields the markers of a test, some repeatedly."""
    parameters = getattr(getattr(item, "callspec", None), "params", {}).values()
    for fixture in (*getattr(item, "fixturenames", ()), *(value for value in parameters if isinstance(value, str))):
        yield from OF_FIXTURE.get(fixture, ())
    yield from _of_module(getattr(item, "module", None))
    if is_slow(item.nodeid):
        yield "slow"


def is_slow(node: str) -> bool:
    """Returns whether a line of `slow_tests.txt` names the test, its function, its file or a parent folder."""
    file, _, function = node.partition("[")[0].partition("::")
    return node in slow_tests() or f"{file}::{function}" in slow_tests() or _is_slow_file(file)


@cache
def slow_tests() -> frozenset[str]:
    """Returns the lines of `slow_tests.txt` without comments."""
    return frozenset(line for line in SLOW_TESTS.read_text().splitlines() if line and not line.startswith("#"))


@cache
def _is_slow_file(file: str) -> bool:
    return any(str(path) in slow_tests() for path in (Path(file), *Path(file).parents))


@cache
def _of_module(module: ModuleType | None) -> frozenset[str]:
    """Returns the markers of the modules that a test's module imports; `from pexpect import spawn` counts, too."""
    found: set[str] = set()
    for value in vars(module).values() if module is not None else ():
        name = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
        if isinstance(name, str):
            found.update(OF_MODULE.get(name, ()))
    return frozenset(found)
