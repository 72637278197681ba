"""The plugin API: the names here keep their signatures and their meaning within a major version of PyDock.

A name is imported from its module on first use, so that each name costs one module. `toolkit` has more names, which
any release may change.
"""

from __future__ import annotations

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


def __getattr__(name):
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(__import__(home, None, None, [name]), name)
    return value


def __dir__():
    return sorted(__all__)
