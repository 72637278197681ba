"""The specifications of the hooks that plugins can implement: a function for each hook, and what PyDock does with it.

"Start-up" in a docstring is the cost of the first implementation. A data hook is called when the index is built, and
costs a command nothing. Any other hook that a command calls makes PyDock import pluggy and the plugin, which takes
about as long as a whole `docker ps`. A hook that no installed plugin implements costs nothing; neither does one that is
implemented for a flag of the plugin's own (`@hookimpl(flag="budget")`) on commands without that flag.

An implementation may name fewer arguments than its hook has. A `PyDockError` that it raises is a refusal: PyDock prints
the message and ends with its exit code. Any other exception is a failure of the plugin, which PyDock reports in one
message; the same holds for a result of a wrong type, a request that was changed into an invalid one, and a wrapper that
ends without `return (yield)`. PyDock restores the state of the process that the import of a plugin changes (see
`process_state`). It cannot guard against a function that ends the process (`os._exit`, a signal) or never returns; only
`pydock_event` has a time limit.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from pydock_core.declarations.commands import Command, Group
    from pydock_core.declarations.events import Event
    from pydock_core.declarations.flags import Flag
    from pydock_core.engine.endpoint import Endpoint
    from pydock_core.engine.messages import Request, Response
    from pydock_core.engine.protocols import Send
    from pydock_core.host.index import CommandEntry
    from pydock_core.session import Session


class Hook:
    """How PyDock calls a hook.

    `kind` is "data" (called when the index is built), "all" (every implementation is called), "first" (up to the first
    result other than None) or "wrapper" (around a function of PyDock). `lost` says what did not happen if an
    implementation fails. A failure in a `deciding` hook stops the command; any other failure is reported once, and the
    command goes on. `deprecated` says what to use instead; an implementation of the hook gets a warning when the index
    is built.
    """

    __slots__ = ("deciding", "deprecated", "kind", "lost")

    def __init__(self, kind: str, lost: str, *, deciding: bool = False, deprecated: str = "") -> None:
        self.kind = kind
        self.lost = lost
        self.deciding = deciding
        self.deprecated = deprecated


HOOKS = {
    "pydock_initializers": Hook("data", "The plugin was left out."),
    "pydock_commands": Hook("data", "The plugin was left out."),
    "pydock_flags": Hook("data", "The plugin was left out."),
    "pydock_completers": Hook("data", "The plugin was left out."),
    "pydock_formatters": Hook("data", "The plugin was left out."),
    "pydock_configure": Hook("all", "The plugin was not set up."),
    "pydock_resolve_command": Hook("first", "The plugin was not asked for commands."),
    "pydock_run_command": Hook("wrapper", "The command was not run.", deciding=True),
    "pydock_create_container": Hook("all", "The container was not created.", deciding=True),
    "pydock_pull_policy": Hook("first", "The image was not looked for.", deciding=True),
    "pydock_send": Hook("wrapper", "The request was not sent.", deciding=True),
    "pydock_transport": Hook("first", "The engine was not reached.", deciding=True),
    "pydock_credentials": Hook("first", "The registry was not asked.", deciding=True),
    "pydock_event": Hook("all", "The plugin missed an event."),
}


def pydock_initializers() -> Mapping[str, str | Callable[[list[str]], int | None]]:
    """Functions that take over the process when PyDock is called by another name (Docker's `reexec.Init`).

    When: the index is built; the function itself runs before any flag is parsed, if the base name of `argv[0]` is its
    key. Result: name → function of a module, or `"module:function"`; it gets argv, returns the exit status (None is 0).
    The names `pydock` and `docker` are reserved; a name that two plugins claim has no initializer.
    An exception here leaves the plugin out; one in the function ends the process with status 1 and a message.
    Start-up: none.
    """
    raise NotImplementedError


def pydock_commands() -> Sequence[Command | Group]:
    """The commands and groups of the plugin.

    When: the index is built. Result: a list of `Command` and `Group`; these name modules, which are not imported.
    An exception or a wrong result leaves the plugin out. A name that a built-in has is refused, and the rest stays.
    Start-up: none.
    """
    raise NotImplementedError


def pydock_flags() -> Sequence[Flag]:
    """Flags that the plugin adds to commands of other plugins, or (without `commands`) to the global flags.

    When: the index is built. Result: a list of `flags.…(name, commands=("run", "create"))`; its functions (`convert`,
    `complete`) must be defined at the top of a module. Hooks read the values as `session.plugin_options.NAME`.
    An exception or a wrong result leaves the plugin out. A flag or letter that the command has is refused, and the rest
    stays.
    Start-up: none.
    """
    raise NotImplementedError


def pydock_completers() -> Mapping[str, str | Callable[..., Any]]:
    """Completers: functions that return the values for TAB.

    When: the index is built; a completer itself runs when TAB needs its values. Result: name → function of a module, or
    `"module:function"`; flags and arguments refer to it by name (`complete="gpus"`). It gets the session and the word
    so far, and returns the values.
    An exception here leaves the plugin out; after one in a completer, TAB offers no values.
    Start-up: none.
    """
    raise NotImplementedError


def pydock_formatters() -> Mapping[str, str | Callable[..., Any]]:
    """Formats for `--format NAME`.

    When: the index is built; a formatter itself runs when its name is typed. Result: name → function of a module, or
    `"module:function"`. It gets the list of dicts that `--format json` would print, and returns the whole output.
    The names `json`, `raw` and `table` are reserved; a name that two plugins claim has no formatter.
    An exception here leaves the plugin out; one in a formatter stops the command.
    Start-up: none.
    """
    raise NotImplementedError


def pydock_configure(session: Session) -> None:
    """Start-up work.

    When: settings and endpoint are known, before the command runs. Result: none.
    A failure is reported once and the command goes on.
    Start-up: pluggy and the plugin, on every command.
    """


def pydock_resolve_command(session: Session, words: tuple[str, ...]) -> Command | None:
    """A command that is not declared: a generated one, or another program.

    When: the index has no command with this name; first with two words, then with one. Result: a `Command`, or None.
    A failure is reported once, and the next implementation is called.
    Start-up: pluggy and the plugin, on commands that no plugin declares.
    """


def pydock_run_command(session: Session, command: CommandEntry, options: Any) -> int | None:
    """Around every command: timing, audit, veto, replacement.

    When: flags are parsed and `pydock_configure` has run. Result: a wrapper yields once, receives the exit status from
    its `yield`, and returns an exit status. An implementation that is no wrapper and returns a status replaces the
    command.
    A failure before the `yield` stops the command; one after it is reported, and the status of the command stays.
    Start-up: pluggy and the plugin, on every command.
    """


def pydock_create_container(session: Session, request: Any) -> None:
    """Labels, limits, policy: changes a container before it is created, or refuses it.

    When: before the request is sent, once for each container (not again after the pull). `request` has `name`,
    `platform` and `body`; change them in place, or raise a `PyDockError`. Result: none.
    A failure stops the command, and nothing is created. This is a convenience, not a security boundary: `exec`,
    `update` and `service create` do not call it; a policy that must hold belongs in `pydock_send`, or in the engine.
    Start-up: pluggy and the plugin, on `run` and `create`.
    """


def pydock_pull_policy(session: Session, reference: str) -> str | None:
    """Whether an image is pulled: air-gapped, always-pull.

    When: an image is needed, before the request to the engine. Result: "always", "missing", "never", or None to leave
    the decision to other plugins and to `--pull`.
    A failure stops the command.
    Start-up: pluggy and the plugin, on `run` and `create`.
    """


def pydock_send(session: Session, request: Request) -> Response | None:
    """Around every exchange with the engine, hijacked and streamed ones included: headers, tracing, record and replay.

    When: the request is complete. Result: a wrapper yields once, receives the `Response` from its `yield`, and returns
    it; an implementation that is no wrapper and returns a `Response` answers in the engine's place.
    A failure before the `yield` stops the command; one after it is reported, and the response stays.
    Start-up: pluggy and the plugin, on every command that talks to the engine.
    """


def pydock_transport(session: Session, endpoint: Endpoint) -> Send | None:
    """Transports for engines that are not reached by unix, tcp or ssh.

    When: the first connection is needed. Result: a `send` (a function from `Request` to `Response`), or None.
    A failure stops the command.
    Start-up: pluggy and the plugin, on every command that talks to the engine.
    """


def pydock_credentials(session: Session, registry: str) -> Mapping[str, str] | None:
    """Credentials from other sources, such as cloud tokens.

    When: before PyDock authenticates to a registry and reads docker's config.json and credential helpers; `registry` is
    its host, `docker.io` for Docker Hub. Result: a dict with `username` and `password`, or `identitytoken`, or
    `registrytoken`; {} for anonymous access; None to leave it to other plugins and to docker's configuration.
    A failure stops the command.
    Start-up: pluggy and the plugin, on commands that talk to a registry.
    """


def pydock_event(session: Session, event: Event) -> None:
    """Progress and life cycle: notifications, annotations in CI.

    When: after each event, in order, on a thread of its own, while the command goes on. `event` is a `PullProgress`,
    `ContainerCreated`, `ContainerStarted`, `ContainerExited`, `EngineWarning` or `CommandFinished`. Result: none.
    A failure is reported once, and the command goes on. At the end of the command, PyDock waits 2 s for the events in
    the queue; then it names the plugin that blocks, and ends.
    Start-up: pluggy and the plugin, on every command.
    """
