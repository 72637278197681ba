"""The plugins that are installed: entry points of the group `pydock.plugins`, read from the distributions' metadata."""

from __future__ import annotations

import os
from contextlib import suppress
from importlib.metadata import Distribution, EntryPoint, distributions
from typing import Any

from pydock_core.host.index import BUILTIN
from pydock_core.host.plugin_errors import one_line, reason
from pydock_core.host.plugin_filter import normalized
from pydock_core.host.requirements import of_distribution

GROUP = "pydock.plugins"


def find(path: list[str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[str]]:
    """(plugins, errors, metadata files) of the distributions on `path`: built-ins first, then by name.

    Of two versions of one distribution, the first on the path counts, as for Python's imports.
    """
    plugins: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    files: list[str] = []
    seen: set[str] = set()
    for distribution in distributions(path=path):
        try:
            text = distribution.read_text("entry_points.txt")
            if not text or GROUP not in text:
                continue
        except UnicodeDecodeError as error:
            if GROUP.encode() not in error.object:
                continue
        except Exception:  # noqa: BLE001, S112  a distribution that can't be read is nobody's plugin
            continue
        folder = str(getattr(distribution, "_path", ""))
        name, version = _identity(distribution, folder)
        if normalized(name) in seen:
            continue
        seen.add(normalized(name))
        file = os.path.join(folder, "entry_points.txt")
        files.append(file)
        about = {"distribution": name, "version": version, "file": file}
        try:
            entries = [entry for entry in distribution.entry_points if entry.group == GROUP]
        except Exception as error:  # noqa: BLE001  whatever a malformed file makes the parser raise
            errors.append(_error(normalized(name) + ":", "", about, "its entry points can't be read: " + reason(error)))
            continue
        for entry in entries:
            identity = f"{normalized(name)}:{entry.name}"
            if not valid(entry):
                words = f"{entry.name} = {entry.value}"
                errors.append(_error(identity, one_line(entry.name), about, f"no valid entry point: {one_line(words)}"))
            else:
                builtin = normalized(name) == BUILTIN
                value = entry.value.replace(" ", "")
                plugin = {"id": identity, "name": entry.name, "builtin": builtin, "value": value, **about}
                plugins.append({**plugin, "requires": _requires(distribution)})
    plugins.sort(key=lambda plugin: (not plugin["builtin"], plugin["name"], plugin["id"]))
    return plugins, errors, files


def valid(entry: EntryPoint) -> bool:
    """Whether name and value can be used: a name that can be typed and printed, a value `module` or `module:object`."""
    plain = entry.name.replace("-", "").replace("_", "").replace(".", "")
    parts = entry.value.replace(" ", "").replace(":", ".", 1).split(".")
    return plain.isalnum() and entry.name[0].isalnum() and all(part.isidentifier() for part in parts)


def _identity(distribution: Distribution, folder: str) -> tuple[str, str]:
    """Name and version; from the folder's name where the metadata is broken."""
    name: str | None = None
    version: str | None = None
    with suppress(Exception):  # a missing METADATA is a TypeError on some Pythons
        name, version = distribution.metadata["Name"], distribution.metadata["Version"]
    stem = os.path.basename(folder).rpartition(".")[0].split("-")
    return one_line(name or stem[0] or "unknown"), one_line(version or (stem[1] if len(stem) > 1 else ""))


def _requires(distribution: Distribution) -> str:
    """The specifiers of PyDock's version that the distribution needs."""
    with suppress(Exception):  # broken metadata says nothing
        return of_distribution(distribution.requires or (), BUILTIN)
    return ""


def _error(identity: str, name: str, about: dict[str, str], text: str) -> dict[str, Any]:
    return {"plugin": identity, "name": name, "hook": "metadata", "reason": text, "left_out": True, **about}
