"""All that a plugin may import; each name is imported from its home on first use, so that asking for one costs one.

To add a name: a line in `_HOMES`, a line among the imports for type checkers, and its place in `__all__`; a test
compares the three.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.declarations import flags as flags
    from pydock_core.declarations.commands import Command as Command
    from pydock_core.declarations.commands import Group as Group
    from pydock_core.errors import APIError as APIError
    from pydock_core.errors import ArgumentCountError as ArgumentCountError
    from pydock_core.errors import ConnectionFailed as ConnectionFailed
    from pydock_core.errors import EngineError as EngineError
    from pydock_core.errors import ExitStatus as ExitStatus
    from pydock_core.errors import Interrupted as Interrupted
    from pydock_core.errors import InvalidValue as InvalidValue
    from pydock_core.errors import PluginError as PluginError
    from pydock_core.errors import ProtocolError as ProtocolError
    from pydock_core.errors import PyDockError as PyDockError
    from pydock_core.errors import SettingsError as SettingsError
    from pydock_core.errors import TemplateError as TemplateError
    from pydock_core.errors import UnknownCommand as UnknownCommand
    from pydock_core.errors import UsageError as UsageError
    from pydock_core.host.marker import hookimpl as hookimpl
    from pydock_core.output.format import Column as Column
    from pydock_core.output.format import Listing as Listing
    from pydock_core.output.format import fields_used as fields_used
    from pydock_core.output.format import render as render
    from pydock_core.output.human import human_duration as human_duration
    from pydock_core.output.human import human_size as human_size
    from pydock_core.output.human import local_time as local_time
    from pydock_core.output.text import ellipsis as ellipsis
    from pydock_core.output.text import truncate_id as truncate_id
    from pydock_core.session import Session as Session
    from pydock_core.values.filters import build_filters as build_filters
    from pydock_core.values.ports import format_ports as format_ports
    from pydock_core.values.quote import quote as quote
    from pydock_core.values.references import parse_reference as parse_reference

API_VERSION = "1.0"  # major: what could break a plugin; minor: what was added

__all__ = [
    "API_VERSION",
    "APIError",
    "ArgumentCountError",
    "Column",
    "Command",
    "ConnectionFailed",
    "EngineError",
    "ExitStatus",
    "Group",
    "Interrupted",
    "InvalidValue",
    "Listing",
    "PluginError",
    "ProtocolError",
    "PyDockError",
    "Session",
    "SettingsError",
    "TemplateError",
    "UnknownCommand",
    "UsageError",
    "build_filters",
    "ellipsis",
    "fields_used",
    "flags",
    "format_ports",
    "hookimpl",
    "human_duration",
    "human_size",
    "local_time",
    "parse_reference",
    "quote",
    "render",
    "truncate_id",
]

# A name's home: the module that has it, or the package whose module it is.
_HOMES = {
    "APIError": "pydock_core.errors",
    "ArgumentCountError": "pydock_core.errors",
    "Column": "pydock_core.output.format",
    "Command": "pydock_core.declarations.commands",
    "ConnectionFailed": "pydock_core.errors",
    "EngineError": "pydock_core.errors",
    "ExitStatus": "pydock_core.errors",
    "Group": "pydock_core.declarations.commands",
    "Interrupted": "pydock_core.errors",
    "InvalidValue": "pydock_core.errors",
    "Listing": "pydock_core.output.format",
    "PluginError": "pydock_core.errors",
    "ProtocolError": "pydock_core.errors",
    "PyDockError": "pydock_core.errors",
    "Session": "pydock_core.session",
    "SettingsError": "pydock_core.errors",
    "TemplateError": "pydock_core.errors",
    "UnknownCommand": "pydock_core.errors",
    "UsageError": "pydock_core.errors",
    "build_filters": "pydock_core.values.filters",
    "ellipsis": "pydock_core.output.text",
    "fields_used": "pydock_core.output.format",
    "flags": "pydock_core.declarations",
    "format_ports": "pydock_core.values.ports",
    "hookimpl": "pydock_core.host.marker",
    "human_duration": "pydock_core.output.human",
    "human_size": "pydock_core.output.human",
    "local_time": "pydock_core.output.human",
    "parse_reference": "pydock_core.values.references",
    "quote": "pydock_core.values.quote",
    "render": "pydock_core.output.format",
    "truncate_id": "pydock_core.output.text",
}

# Hidden from type checkers, which would otherwise believe that any name exists.
if not TYPE_CHECKING:

    def __getattr__(name):
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(__import__(home, None, None, [name]), name)
        return value

    def __dir__():
        return sorted(__all__)
