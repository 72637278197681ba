"""Installed plugins: entry points of the group `pydock.plugins`, read from the metadata of the distributions."""

from __future__ import annotations

import os
from contextlib import suppress
from importlib.metadata import Distribution, EntryPoint, distributions
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from pydock_core.files.regular import open_regular
from pydock_core.host.import_paths import module_files
from pydock_core.host.index import BUILTIN
from pydock_core.host.plugin_errors import failure_reason, one_line
from pydock_core.host.plugin_filter import normalized
from pydock_core.host.requirements import of_distribution

if TYPE_CHECKING:
    from collections.abc import Collection

    from pydock_core.host.index_tables import DiagnosticData

GROUP = "pydock.plugins"


class FoundPlugin(TypedDict):
    """A valid entry point. `requires` are specifiers of PyDock's version, `modules` the files of `value`'s module."""

    id: str
    name: str
    builtin: bool
    value: str
    distribution: str
    version: str
    file: str
    requires: str
    modules: list[str]


class Discovery(NamedTuple):
    """The plugins (built-ins first, then by name), problems with metadata, and the files that were read."""

    plugins: list[FoundPlugin]
    diagnostics: list[DiagnosticData]
    files: list[str]


def find_plugins(path: list[str], recorded: Collection[str] | None = ()) -> Discovery:
    """The plugins of the distributions on `path`.

    Of two versions of one distribution, the first on the path counts, as for Python's imports. A distribution whose
    file of entry points can't be opened is reported if it is in `recorded`, the distributions that are known to have a
    deciding plugin (None: any may be one); any other such distribution counts as one without a plugin.
    """
    discovery = Discovery([], [], [])
    seen: set[str] = set()
    for distribution in distributions(path=path):
        folder = str(getattr(distribution, "_path", ""))
        file = os.path.join(folder, "entry_points.txt")
        problem = _problem(file)
        if not problem and not _has_group(distribution):
            continue
        name, version = _name_and_version(distribution, folder)
        if normalized(name) in seen or (problem and recorded is not None and normalized(name) not in recorded):
            continue
        seen.add(normalized(name))
        _add_distribution(discovery, distribution, name, version, file, problem)
    discovery.plugins.sort(key=lambda plugin: (not plugin["builtin"], plugin["name"], plugin["id"]))
    return discovery


def _problem(file: str) -> str:
    """Why a file that is there can't be read; `importlib.metadata` takes it for missing, or waits for a FIFO's end."""
    try:
        os.lstat(file)
        os.close(open_regular(file))
    except FileNotFoundError:
        return "it is a link to a missing file" if os.path.islink(file) else ""
    except NotADirectoryError:
        return ""  # in an archive
    except OSError as error:
        return error.strerror or type(error).__name__
    return ""


def _has_group(distribution: Distribution) -> bool:
    try:
        text = distribution.read_text("entry_points.txt")
    except UnicodeDecodeError as error:
        return GROUP.encode() in error.object
    except Exception:  # noqa: BLE001  an unreadable distribution has no plugin
        return False
    return bool(text) and GROUP in str(text)


def _add_distribution(
    discovery: Discovery, distribution: Distribution, name: str, version: str, file: str, problem: str
) -> None:
    discovery.files.append(file)
    distribution_id = normalized(name)

    def report(entry_name: str, shown_name: str, reason: str) -> None:
        discovery.diagnostics.append(
            {
                "plugin": f"{distribution_id}:{entry_name}",
                "name": shown_name,
                "distribution": name,
                "version": version,
                "hook": "metadata",
                "file": file,
                "reason": reason,
                "left_out": True,
            }
        )

    try:
        entries = [entry for entry in distribution.entry_points if entry.group == GROUP] if not problem else []
    except Exception as error:  # noqa: BLE001  the parser may raise anything for a malformed file
        problem = failure_reason(error)
    if problem:
        report("", "", f"its entry points can't be read: {problem}")
        return
    names = [entry.name for entry in entries]
    for entry in entries:
        if names.count(entry.name) > 1:
            report(entry.name, one_line(entry.name), "its distribution declares the name twice")
            continue
        if not is_valid(entry):
            words = one_line(f"{entry.name} = {entry.value}")
            report(entry.name, one_line(entry.name), f"no valid entry point: {words}")
            continue
        value = entry.value.replace(" ", "")
        discovery.plugins.append(
            {
                "id": f"{distribution_id}:{entry.name}",
                "name": entry.name,
                "builtin": distribution_id == BUILTIN,
                "value": value,
                "distribution": name,
                "version": version,
                "file": file,
                "requires": _required_pydock(distribution, os.path.dirname(file)),
                "modules": module_files(value),
            }
        )


def is_valid(entry: EntryPoint) -> bool:
    """Whether the name can be typed and printed, and the value is `module` or `module:object`."""
    plain = entry.name.replace("-", "").replace("_", "").replace(".", "")
    parts = entry.value.replace(" ", "").replace(":", ".", 1).split(".")
    return plain.isalnum() and entry.name[0].isalnum() and all(part.isidentifier() for part in parts)


def _name_and_version(distribution: Distribution, folder: str) -> tuple[str, str]:
    """Name and version of a distribution, from the folder's name if the metadata is broken."""
    name: str | None = None
    version: str | None = None
    with suppress(Exception):  # a missing METADATA is a TypeError on some versions of Python
        if _has_metadata(folder):
            name, version = distribution.metadata["Name"], distribution.metadata["Version"]
    stem = os.path.basename(folder).rpartition(".")[0].split("-")
    return one_line(name or stem[0] or "unknown"), one_line(version or (stem[1] if len(stem) > 1 else ""))


def _has_metadata(folder: str) -> bool:
    """Whether the metadata's files can be read, as far as they are there."""
    return not any(_problem(os.path.join(folder, name)) for name in ("METADATA", "PKG-INFO"))


def _required_pydock(distribution: Distribution, folder: str) -> str:
    """The specifiers of PyDock's version in `Requires-Dist`; "" if the metadata is broken."""
    with suppress(Exception):
        if not _has_metadata(folder):
            return ""
        return of_distribution(distribution.requires or (), BUILTIN)
    return ""
