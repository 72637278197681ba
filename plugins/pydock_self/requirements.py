"""What PyDock and its dependencies require: constraints for an installer, and what `self doctor` checks."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, distribution
from typing import TYPE_CHECKING, NamedTuple

from pydock_core.toolkit import is_met
from pydock_self.environment import OURSELVES, name_of
from pydock_self.listing import normalized

if TYPE_CHECKING:
    from collections.abc import Iterator


class Requirement(NamedTuple):
    """A distribution that another one needs: `specifiers` as `>=1.2,<2`, `marker` the environments that need it."""

    name: str
    specifiers: str
    marker: str

    def __str__(self) -> str:
        marker = f" ; {self.marker}" if self.marker else ""
        return self.name + self.specifiers + marker


def requirements() -> list[Requirement]:
    """What PyDock needs, directly or not, without what is for an extra; [] if PyDock is no installed distribution."""
    found: list[Requirement] = []
    names = [OURSELVES]
    for name in names:
        for requirement in _of_distribution(name):
            found.append(requirement)
            if normalized(requirement.name) not in names:
                names.append(normalized(requirement.name))
    return list(dict.fromkeys(found))


def constraints() -> str:
    """The content of a constraints file, as `pip install -c` reads it: PyDock as it is installed, and what it needs."""
    try:
        ours = f"{OURSELVES}=={distribution(OURSELVES).version}\n"
    except PackageNotFoundError:
        ours = ""
    return ours + "".join(f"{requirement}\n" for requirement in requirements() if requirement.specifiers)


def violated(requirement: Requirement) -> str:
    """Why the requirement does not hold; "" if it does, or if it has a marker or a specifier that is not understood."""
    if requirement.marker:
        return ""
    try:
        version = distribution(requirement.name).version
    except PackageNotFoundError:
        return f"it lacks {requirement.name}"
    try:
        met = is_met(requirement.specifiers, version)
    except ValueError:
        met = True
    return "" if met else f"it needs {requirement}, and {requirement.name} {version} is installed"


def _of_distribution(name: str) -> Iterator[Requirement]:
    try:
        lines = distribution(name).requires or ()
    except PackageNotFoundError:
        return
    for line in lines:
        text, _, marker = line.partition(";")
        if "extra" in marker:
            continue
        found = name_of(text.strip())
        rest = text.strip()[len(found) :].strip()
        specifiers = rest.rpartition("]")[2].strip().strip("()").replace(" ", "")
        yield Requirement(found, "" if "@" in rest else specifiers, marker.strip())
