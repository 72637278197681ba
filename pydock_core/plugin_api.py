"""The plugin API: the names here keep their signatures and their meaning within a major version of PyDock.

A name is imported from its module on first use, so that each name costs one module. `toolkit` has more names, which
any release may change.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core import hooks as hooks
    from pydock_core.actions.create import CreateRequest as CreateRequest
    from pydock_core.actions.for_each_name import for_each_name as for_each_name
    from pydock_core.config.settings import Settings as Settings
    from pydock_core.declarations import flags as flags
    from pydock_core.declarations.commands import Command as Command
    from pydock_core.declarations.commands import Group as Group
    from pydock_core.declarations.commands import hookimpl as hookimpl
    from pydock_core.declarations.events import CommandFinished as CommandFinished
    from pydock_core.declarations.events import ContainerCreated as ContainerCreated
    from pydock_core.declarations.events import ContainerExited as ContainerExited
    from pydock_core.declarations.events import ContainerStarted as ContainerStarted
    from pydock_core.declarations.events import EngineWarning as EngineWarning
    from pydock_core.declarations.events import Event as Event
    from pydock_core.declarations.events import PullProgress as PullProgress
    from pydock_core.engine.api.checkpoints import Checkpoints as Checkpoints
    from pydock_core.engine.api.client import Client as Client
    from pydock_core.engine.api.client import Negotiation as Negotiation
    from pydock_core.engine.api.containers import Containers as Containers
    from pydock_core.engine.api.exec import Exec as Exec
    from pydock_core.engine.api.images import Images as Images
    from pydock_core.engine.api.networks import Networks as Networks
    from pydock_core.engine.api.pending_wait import PendingWait as PendingWait
    from pydock_core.engine.api.system import System as System
    from pydock_core.engine.api.volumes import Volumes as Volumes
    from pydock_core.engine.endpoint import Endpoint as Endpoint
    from pydock_core.engine.messages import BytesBody as BytesBody
    from pydock_core.engine.messages import Request as Request
    from pydock_core.engine.messages import Response as Response
    from pydock_core.engine.protocols import Body as Body
    from pydock_core.engine.protocols import Connection as Connection
    from pydock_core.engine.protocols import Send as Send
    from pydock_core.engine.transport.schemes import socket_transport as socket_transport
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
    from pydock_core.errors import RegistryError as RegistryError
    from pydock_core.errors import SettingsError as SettingsError
    from pydock_core.errors import TemplateError as TemplateError
    from pydock_core.errors import UnknownCommand as UnknownCommand
    from pydock_core.errors import UsageError as UsageError
    from pydock_core.host.index import CommandEntry as CommandEntry
    from pydock_core.output.format import Column as Column
    from pydock_core.output.format import Listing as Listing
    from pydock_core.output.format import render as render
    from pydock_core.output.streams import InputStream as InputStream
    from pydock_core.output.streams import OutputStream as OutputStream
    from pydock_core.session import Clock as Clock
    from pydock_core.session import PluginOptions as PluginOptions
    from pydock_core.session import Session as Session
    from pydock_core.values.references import Reference as Reference
    from pydock_core.values.references import parse_reference as parse_reference

API_VERSION = "1.0"  # the major number changes when a name changes or goes, the minor number when one comes

# Module → its names, or package → its modules; each is imported on first use.
_NAMES = {
    "pydock_core": "hooks",
    "pydock_core.actions.create": "CreateRequest",
    "pydock_core.actions.for_each_name": "for_each_name",
    "pydock_core.config.settings": "Settings",
    "pydock_core.declarations": "flags",
    "pydock_core.declarations.commands": "Command Group hookimpl",
    "pydock_core.declarations.events": (
        "CommandFinished ContainerCreated ContainerExited ContainerStarted EngineWarning Event PullProgress"
    ),
    "pydock_core.engine.api.checkpoints": "Checkpoints",
    "pydock_core.engine.api.client": "Client Negotiation",
    "pydock_core.engine.api.containers": "Containers",
    "pydock_core.engine.api.exec": "Exec",
    "pydock_core.engine.api.images": "Images",
    "pydock_core.engine.api.networks": "Networks",
    "pydock_core.engine.api.pending_wait": "PendingWait",
    "pydock_core.engine.api.system": "System",
    "pydock_core.engine.api.volumes": "Volumes",
    "pydock_core.engine.endpoint": "Endpoint",
    "pydock_core.engine.messages": "BytesBody Request Response",
    "pydock_core.engine.protocols": "Body Connection Send",
    "pydock_core.engine.transport.schemes": "socket_transport",
    "pydock_core.errors": (
        "APIError ArgumentCountError ConnectionFailed EngineError ExitStatus Interrupted InvalidValue "
        "PluginError ProtocolError PyDockError RegistryError SettingsError TemplateError UnknownCommand "
        "UsageError"
    ),
    "pydock_core.host.index": "CommandEntry",
    "pydock_core.output.format": "Column Listing render",
    "pydock_core.output.streams": "InputStream OutputStream",
    "pydock_core.session": "Clock PluginOptions Session",
    "pydock_core.values.references": "Reference parse_reference",
}
_HOMES = {name: home for home, names in _NAMES.items() for name in names.split()}

__all__ = ["API_VERSION", *_HOMES]

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
