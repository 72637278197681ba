"""The hooks that plugins can implement: one function each, with its arguments, and what PyDock needs to know about it.

"Start-up" in a docstring is the price of the first implementation: a data hook is asked once, when the index is
built, and costs a command nothing; any other hook that is called on this command makes PyDock import pluggy and the
plugin, about what a whole `docker ps` takes. A hook that no installed plugin implements costs nothing; nor does one
that is implemented for a flag of the plugin's own (`@hookimpl(flag="budget")`) on commands without that flag.

An implementation may name fewer arguments than its hook has. A `PyDockError` that it raises is a refusal on purpose:
the message is printed, its exit code used. Any other exception is the plugin's failure and is told as such; so is a
result of another type than the hook's, a request that was changed into what can't be sent, and a wrapper that ends
without `return (yield)`. What the import of a plugin changes in the process is put back (see `restored`); a function
that ends the process itself (`os._exit`, a signal) or never returns can't be guarded, but for `pydock_event`.
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
    """`kind` is "data", "all", "first" or "wrapper"; `lost` says what did not happen when an implementation failed.

    A failure in a `deciding` hook stops the command; in any other it is reported once and the command goes on.
    `deprecated` says what to use instead; whoever implements the hook is warned when the index is built.
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
    Nobody can claim `pydock` and `docker`; a name that two plugins claim is neither's.
    An exception here leaves the plugin out; one in the function ends the process with status 1 and a message.
    Start-up: none.
    """
    raise NotImplementedError


def pydock_commands() -> Sequence[Command | Group]:
    """The commands and groups that the plugin has.

    When: the index is built. Result: a list of `Command` and `Group`; modules are named, not imported.
    An exception or a wrong result leaves the plugin out; a name that is owned is refused and the rest stays.
    Start-up: none.
    """
    raise NotImplementedError


def pydock_flags() -> Sequence[Flag]:
    """Flags on commands of somebody else, or (without `commands`) global ones.

    When: the index is built. Result: a list of `flags.…(name, commands=("run", "create"))`; functions in it (`convert`,
    `complete`) must stand at the top of a module. The values reach hooks as `session.plugin_options.NAME`.
    An exception or a wrong result leaves the plugin out; a flag or letter that is taken is refused and the rest stays.
    Start-up: none.
    """
    raise NotImplementedError


def pydock_completers() -> Mapping[str, str | Callable[..., Any]]:
    """Values for TAB.

    When: the index is built; a completer itself runs when TAB asks for it. Result: name → function of a module, or
    `"module:function"`; flags and arguments refer to it by name (`complete="gpus"`). It gets the session and the word
    so far, and returns the values.
    An exception here leaves the plugin out; one in a completer means that there are no values.
    Start-up: none.
    """
    raise NotImplementedError


def pydock_formatters() -> Mapping[str, str | Callable[..., Any]]:
    """Formats for `--format NAME`.

    When: the index is built; a formatter itself runs when its name is typed. Result: name → function of a module, or
    `"module:function"`. It gets a list of what `--format json` would show (dicts), and returns the whole page.
    Nobody can claim `json`, `raw` and `table`; a name that two plugins claim is neither's.
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
    """A command that is not declared: generated ones, other programs.

    When: the index has no command of these words; two words are asked for, then one. Result: a `Command`, or None.
    A failure is reported once, and others are asked.
    Start-up: pluggy and the plugin, on commands that no plugin declares.
    """


def pydock_run_command(session: Session, command: CommandEntry, options: Any) -> int | None:
    """Around every command: timing, audit, veto, replacement.

    When: flags are parsed and `pydock_configure` has run. Result: a wrapper yields once; what it is sent and returns is
    the exit status. An implementation that is no wrapper and returns a status replaces the command.
    A failure before the `yield` stops the command; after it, it is reported and what happened stands.
    Start-up: pluggy and the plugin, on every command.
    """


def pydock_create_container(session: Session, request: Any) -> None:
    """Labels, limits, policy: changes what is about to be created, or refuses it.

    When: before a create is posted, once for each logical create (not again after the pull). `request` has `name`,
    `platform` and `body`; change them in place, or raise a `PyDockError`. Result: none.
    A failure stops the command, and nothing is created. This is a convenience, not a border: `exec`, `update` and
    `service create` pass by; a policy that must hold belongs in `pydock_send`, or in the engine.
    Start-up: pluggy and the plugin, on `run` and `create`.
    """


def pydock_pull_policy(session: Session, reference: str) -> str | None:
    """Whether an image is pulled: air-gapped, always-pull.

    When: an image is needed, before the engine is asked for it. Result: "always", "missing", "never", or None to leave
    it to others and to `--pull`.
    A failure stops the command.
    Start-up: pluggy and the plugin, on `run` and `create`.
    """


def pydock_send(session: Session, request: Request) -> Response | None:
    """Around every exchange with the engine, hijacked and streamed ones included: headers, tracing, record and replay.

    When: the request is complete. Result: a wrapper yields once, is sent the `Response` and returns it; an
    implementation that is no wrapper and returns a `Response` answers in the engine's place.
    A failure before the `yield` stops the command; after it, it is reported and the response stands.
    Start-up: pluggy and the plugin, on every command that talks to the engine.
    """


def pydock_transport(session: Session, endpoint: Endpoint) -> Send | None:
    """Other schemes than unix, tcp and ssh.

    When: the first connection is needed. Result: a `send` (a function from `Request` to `Response`), or None.
    A failure stops the command.
    Start-up: pluggy and the plugin, on every command that talks to the engine.
    """


def pydock_credentials(session: Session, registry: str) -> Mapping[str, str] | None:
    """Credentials from elsewhere: cloud tokens.

    When: a registry is about to be authenticated to, before docker's config.json and credential helpers; `registry` is
    its host, `docker.io` for Docker Hub. Result: a dict with `username` and `password`, or `identitytoken`, or
    `registrytoken`; {} to come as nobody; None to leave it to others and to docker's configuration.
    A failure stops the command.
    Start-up: pluggy and the plugin, on commands that talk to a registry.
    """


def pydock_event(session: Session, event: Event) -> None:
    """Progress and life cycle: notifications, annotations in CI.

    When: something happened; events come in order, on one thread of their own, while the command goes on. `event` is
    a `PullProgress`, `ContainerCreated`, `ContainerStarted`, `ContainerExited`, `EngineWarning` or `CommandFinished`.
    Result: none.
    A failure is reported once, and what happened stands. When the command has ended, events that are still waiting get
    2 s; then PyDock names the plugin that blocks, and ends.
    Start-up: pluggy and the plugin, on every command.
    """
