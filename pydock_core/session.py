"""The session: the only interface through which a command reaches the process.

It holds what docker's `DockerCli` holds (configuration, streams, endpoint, TLS, the engine's client) and the
environment, the clock, the settings and the values of flags that plugins added. Expensive members are made on first
use.
"""

from __future__ import annotations

import os
import time

from pydock_core.output.streams import InputStream, OutputStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, Protocol, TypeVar

    from pydock_core.config.docker_config import DockerConfig
    from pydock_core.config.settings import Settings
    from pydock_core.declarations.events import Event
    from pydock_core.declarations.plugin_index import PluginIndex
    from pydock_core.engine.api.client import Channel, Client
    from pydock_core.engine.endpoint import Endpoint
    from pydock_core.engine.messages import Request, Response
    from pydock_core.engine.protocols import Send, Transport
    from pydock_core.output.log import Log

    T = TypeVar("T")

    class HookCaller(Protocol):
        """The host's interface for a session: the index of commands, receivers of events, calls of hooks by name."""

        events: Any
        incomplete: bool

        @property
        def index(self) -> PluginIndex: ...

        def implemented(self, hook: str) -> bool: ...
        def call_all(self, hook: str, **arguments: Any) -> list[Any]: ...
        def call_first(self, hook: str, **arguments: Any) -> Any: ...
        def wrap(self, hook: str, inner: Callable[[], T], **arguments: Any) -> T: ...
        def watch(self, command: str) -> Any: ...
        def close(self) -> None: ...


class Clock:
    """The clock of a session; tests replace it."""

    __slots__ = ()

    def time(self) -> float:
        """Returns the seconds since the epoch."""
        return time.time()

    def monotonic(self) -> float:
        """Returns seconds that never decrease."""
        return time.monotonic()

    def utc_offset(self) -> int:
        """Returns the seconds that local time is ahead of UTC now."""
        return time.localtime().tm_gmtoff

    def sleep(self, seconds: float) -> None:
        """Waits for a number of seconds."""
        time.sleep(seconds)


class ProcessContext:
    """The environment, streams and clock of a process, for a session.

    Tests pass a `send` in place of every transport, and `on_event`, which is called with each event before plugins are.
    """

    __slots__ = ("clock", "environ", "on_event", "send", "stderr", "stdin", "stdout")

    def __init__(
        self,
        *,
        environ: Mapping[str, str],
        stdin: InputStream,
        stdout: OutputStream,
        stderr: OutputStream,
        clock: Clock | None = None,
        send: Send | None = None,
        on_event: Callable[[Event], None] | None = None,
    ) -> None:
        self.environ = environ
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr
        self.clock = clock or Clock()
        self.send = send
        self.on_event = on_event

    @classmethod
    def of_this_process(cls) -> ProcessContext:
        """Returns the context of this process; opens closed standard descriptors, so that no socket becomes stdout."""
        for descriptor, mode in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_RDWR)):
            try:
                os.fstat(descriptor)
            except OSError:
                os.open(os.devnull, mode)  # a write to a closed stdout must fail
        return cls(
            environ=os.environ, stdin=InputStream(0), stdout=OutputStream(1, "stdout"), stderr=OutputStream(2, "stderr")
        )


class GlobalOptions:
    """The global flags as typed; an absent flag is None. `host` lists every `-H`.

    `plugin_options` are the values of typed global flags that plugins added, `typed` the flags as typed, `words` the
    words after them, `help` is "wanted" (`--help`), "deprecated" (`-h`) or "".
    """

    __slots__ = (
        "config",
        "context",
        "debug",
        "help",
        "host",
        "log_level",
        "no_plugin",
        "plugin_options",
        "tls",
        "tlscacert",
        "tlscert",
        "tlskey",
        "tlsverify",
        "typed",
        "version",
        "words",
    )

    def __init__(self) -> None:
        self.config: str | None = None
        self.context: str | None = None
        self.debug = False
        self.help = ""
        self.host: list[str] | None = None
        self.log_level: str | None = None
        self.no_plugin: list[str] = []
        self.plugin_options: dict[str, Any] = {}
        self.tls: bool | None = None
        self.tlscacert: str | None = None
        self.tlscert: str | None = None
        self.tlskey: str | None = None
        self.tlsverify: bool | None = None
        self.typed: list[str] = []
        self.version = False
        self.words: list[str] = []


class PluginOptions:
    """The values of the flags that plugins added: `session.plugin_options.budget`.

    None if absent or not on this command. The class has no public names of its own, so that no flag is hidden.
    """

    __slots__ = ("_values",)

    def __init__(self, values: dict[str, Any] | None = None) -> None:
        self._values = values or {}

    def __getattr__(self, name: str) -> Any:
        return self._values.get(name)

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        """Yields pairs of name and value."""
        return iter(self._values.items())


class Session:
    """The interface between a command and the process.

    `program` is the name of the executable (`pydock` or `docker`), for usage lines and messages; `invoked_name` is the
    command as typed, where a short name counts (`images`, not `image ls`); `interrupted` is set by Ctrl-C once a plugin
    has been called, to distinguish it from a KeyboardInterrupt that the plugin raises itself.
    """

    def __init__(
        self,
        *,
        program: str,
        process: ProcessContext,
        settings: Settings,
        global_options: GlobalOptions,
        plugin_options: PluginOptions,
        hooks: Callable[[Session], HookCaller],
        log_level: str = "info",
    ) -> None:
        self.program = program
        self.invoked_name = ""
        self.stdin = process.stdin
        self.stdout = process.stdout
        self.stderr = process.stderr
        self.environ = process.environ
        self.clock = process.clock
        self.settings = settings
        self.global_options = global_options
        self._log_level = log_level
        self._log: Log | None = None
        self.plugin_options = plugin_options
        self.interrupted = False
        self.on_event = process.on_event
        self._send = process.send
        self._config: DockerConfig | None = None
        self._endpoint: Endpoint | None = None
        self._engine: Client | None = None
        self._opened: Transport | None = None
        self.hooks = hooks(self)

    def enter_command(self, invoked_name: str, plugin_options: PluginOptions | None = None) -> None:
        """Switches from the global flags to a command: its name as typed, and the values of the flags on it."""
        self.invoked_name = invoked_name
        if plugin_options is not None:
            self.plugin_options = plugin_options

    @property
    def log(self) -> Log:
        """The log on stderr: `session.log("debug", "negotiated", version="1.41")`."""
        if self._log is None:
            from pydock_core.output.log import Log

            self._log = Log(self.stderr, self._log_level)
        return self._log

    @property
    def debugging(self) -> bool:
        """Whether debug lines are written; checked before `log` where the log would be imported for nothing else."""
        return self._log_level in ("debug", "trace")

    @property
    def version(self) -> str:
        """PyDock's own version."""
        from pydock_core import __version__

        return __version__

    def load_config(self) -> DockerConfig:
        """Returns docker's config.json; warns of an unreadable one, as docker does, and treats it as empty."""
        if self._config is None:
            from pydock_core.config.docker_config import DockerConfig
            from pydock_core.config.folders import docker_config_folder

            self._config = DockerConfig(docker_config_folder(self.environ, self.global_options.config))
            if self._config.warning:
                self.stderr.write(self._config.warning + "\n")
        return self._config

    def resolve_endpoint(self) -> Endpoint:
        """Returns the engine that this command line selects; raises `SettingsError`."""
        if self._endpoint is None:
            from pydock_core.config.endpoint import resolve_endpoint

            self._endpoint = resolve_endpoint(self.global_options, self.environ, self.load_config())
            if self.debugging:
                self.log("debug", "endpoint chosen", host=self._endpoint.redacted_url, source=self._endpoint.source)
        return self._endpoint

    @property
    def engine(self) -> Client:
        """The client of the engine that the command line selects; it connects on the first request.

        Its requests raise the errors of `resolve_endpoint`, too.
        """
        if self._engine is None:
            from pydock_core.engine.api.client import Client

            self._engine = Client(
                self._connect,
                user_agent=self.user_agent,
                api_version=self.environ.get("DOCKER_API_VERSION") or None,
                log=self._log_exchange if self.debugging else None,
                on_container_started=self._on_container_started,
            )
        return self._engine

    def confirm(self, question: str) -> bool:
        """Asks on stdout in docker's form (`… [y/N] `); returns True only for `y`, False at the end of input.

        SIGINT and SIGTERM end the command with status 0, as in docker.
        """
        from pydock_core.output.prompt import confirm

        return confirm(self.stdin, self.stdout, question + " [y/N] ")

    @property
    def has_event_listeners(self) -> bool:
        """Whether a plugin receives events; callers check it before they make one."""
        return self.hooks.events is not None

    def emit(self, event: Event) -> None:
        """Passes an event to the plugins that receive events (`pydock_event`); does not wait for them."""
        if self.hooks.events is not None:
            self.hooks.events.put(event)

    def warn(self, message: str) -> None:
        """Writes a warning of the engine to stderr as docker does, and emits it as an event."""
        self.stderr.write(f"WARNING: {message}\n")
        self.stderr.flush()
        if self.has_event_listeners:
            from pydock_core.declarations.events import EngineWarning

            self.emit(EngineWarning(message))

    def state_folder(self, name: str) -> str:
        """Returns a folder (created if missing) in which the plugin `name` may keep files."""
        from pydock_core.config.folders import plugin_state_folder

        return plugin_state_folder(name, self.environ)

    def close(self) -> None:
        """Closes the connections to the engine, and ends the ssh processes that carry them."""
        if self._opened is not None:
            self._opened.close()
        self.hooks.close()

    def _connect(self) -> Channel:
        from pydock_core.engine.api.client import Channel

        endpoint = self.resolve_endpoint()
        send = self._hooked(self._transport(endpoint))
        return Channel(endpoint, send, self.load_config().custom_headers(self.environ))

    def _on_container_started(self, container: str) -> None:
        if self.has_event_listeners:
            from pydock_core.declarations.events import ContainerStarted

            self.emit(ContainerStarted(container))

    def _log_exchange(self, event: str, fields: dict[str, object]) -> None:
        self.log("debug", event, **fields)

    def _transport(self, endpoint: Endpoint) -> Send:
        if self.hooks.implemented("pydock_transport"):
            found = self.hooks.call_first("pydock_transport", session=self, endpoint=endpoint)
            if found is not None:
                return found  # type: ignore[no-any-return]
        if self._send is not None:
            return self._send
        from pydock_core.engine.transport.schemes import open_transport

        self._opened = open_transport(endpoint, environ=self.environ)
        return self._opened

    def _hooked(self, send: Send) -> Send:
        if not self.hooks.implemented("pydock_send"):
            return send

        def through_hooks(request: Request) -> Response:
            return self.hooks.wrap("pydock_send", lambda: send(request), session=self, request=request)

        return through_hooks

    @property
    def user_agent(self) -> str:
        """The User-Agent: docker's, which engines and registries pass on, then PyDock's."""
        import sys

        from pydock_core import DOCKER_VERSION

        return f"Docker-Client/{DOCKER_VERSION} ({sys.platform}) PyDock/{self.version}"
