"""The names of `plugin_api` for type checkers, each with its home; `plugin_api.py` imports a name on first use.

A file of its own, as compiled imports would cost each command that loads `plugin_api` more than the names that it uses.
"""

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

API_VERSION: str

_HOMES: dict[str, str]
__all__: list[str]
