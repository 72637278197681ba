"""The types of the JSON data in the index file. Imported for type checking only."""

from __future__ import annotations

from typing import TypeAlias, TypedDict

from pydock_core.host.plugin_filter import PluginFilter

OptionalFilter: TypeAlias = PluginFilter | tuple[()]
Rows: TypeAlias = list[list[str]]  # word, summary, label of the third party's plugin ("" for a built-in)


class Claim(TypedDict):
    """What every declaration has: the identity of its plugin."""

    plugin: str


class CommandData(Claim, total=False):
    """A command; what equals `index_merge.COMMAND_DEFAULTS` is left out."""

    names: list[str]
    module: str
    summary: str
    heading: str
    hidden: bool
    raw: bool
    delegate: str
    works_without_settings: bool
    since: str
    swarm: str


class GroupData(Claim, total=False):
    """A group; what equals `index_merge.GROUP_DEFAULTS` is left out."""

    summary: str
    heading: str
    hidden: bool


class TargetData(Claim):
    """A function under a name."""

    target: str


class PluginData(TypedDict):
    """A plugin, by identity; see `PluginRecord`."""

    name: str
    distribution: str
    version: str
    builtin: bool
    value: str
    file: str
    label: str


class DiagnosticData(Claim):
    """A problem; see `Diagnostic`."""

    name: str
    distribution: str
    version: str
    hook: str
    file: str
    reason: str
    left_out: bool
