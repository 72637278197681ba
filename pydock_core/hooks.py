"""The typed form of `hookimpl`: one decorator per hook, named after the hook without `pydock_`.

    from pydock_core.plugin_api import hooks

    @hooks.create_container(flag="group")
    def pydock_create_container(session: Session, request: CreateRequest) -> None: ...

    @hooks.run_command(wrapper=True)
    def pydock_run_command(
        session: Session, command: CommandEntry, options: object
    ) -> Generator[None, int | None, int | None]: ...

A type checker compares the function with the hook: names and types of all arguments, and the result. A wrapper is a
generator that yields None, is sent the hook's result and returns the result that counts. The typed form wants every
argument of the hook; an implementation that names fewer arguments, or is a method, is marked with `hookimpl`.

At run time a decorator marks the function exactly as `hookimpl` does. It raises ValueError for a function of another
name than the hook's, unless `specname` names the hook.
"""

from __future__ import annotations

from pydock_core.declarations.commands import hookimpl

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
    from typing import Any, Literal, Protocol, TypeAlias, TypeVar, overload

    from pydock_core.actions.create import CreateRequest
    from pydock_core.declarations.commands import Command, Group
    from pydock_core.declarations.events import Event
    from pydock_core.engine.endpoint import Endpoint
    from pydock_core.engine.messages import Request, Response
    from pydock_core.engine.protocols import Send
    from pydock_core.host.index import CommandEntry
    from pydock_core.session import Session

    Initializer: TypeAlias = Callable[[list[str]], int | None]
    Completer: TypeAlias = Callable[[Session, str], Iterable[str]]
    Formatter: TypeAlias = Callable[[list[dict[str, Any]]], str]
    PullPolicyName: TypeAlias = Literal["always", "missing", "never"]

    class Initializers(Protocol):
        def __call__(self) -> Mapping[str, str | Initializer]: ...

    class Commands(Protocol):
        def __call__(self) -> Sequence[Command | Group]: ...

    class Flags(Protocol):
        # The constructors in `flags` have the type of the parsed value, so the elements can be of any type.
        def __call__(self) -> list[Any] | tuple[Any, ...]: ...

    class Completers(Protocol):
        def __call__(self) -> Mapping[str, str | Completer]: ...

    class Formatters(Protocol):
        def __call__(self) -> Mapping[str, str | Formatter]: ...

    class Configure(Protocol):
        def __call__(self, session: Session) -> None: ...

    class ConfigureWrapper(Protocol):
        def __call__(self, session: Session) -> Generator[None, list[Any], list[Any]]: ...

    class ResolveCommand(Protocol):
        def __call__(self, session: Session, words: tuple[str, ...]) -> Command | None: ...

    class ResolveCommandWrapper(Protocol):
        def __call__(
            self, session: Session, words: tuple[str, ...]
        ) -> Generator[None, Command | None, Command | None]: ...

    class RunCommand(Protocol):
        def __call__(self, session: Session, command: CommandEntry, options: Any) -> int | None: ...

    class RunCommandWrapper(Protocol):
        def __call__(
            self, session: Session, command: CommandEntry, options: Any
        ) -> Generator[None, int | None, int | None]: ...

    class CreateContainer(Protocol):
        def __call__(self, session: Session, request: CreateRequest) -> None: ...

    class CreateContainerWrapper(Protocol):
        def __call__(self, session: Session, request: CreateRequest) -> Generator[None, list[Any], list[Any]]: ...

    class PullPolicy(Protocol):
        def __call__(self, session: Session, reference: str) -> PullPolicyName | None: ...

    class PullPolicyWrapper(Protocol):
        def __call__(self, session: Session, reference: str) -> Generator[None, str | None, PullPolicyName | None]: ...

    class SendHook(Protocol):
        def __call__(self, session: Session, request: Request) -> Response | None: ...

    class SendWrapper(Protocol):
        def __call__(self, session: Session, request: Request) -> Generator[None, Response, Response]: ...

    class Transport(Protocol):
        def __call__(self, session: Session, endpoint: Endpoint) -> Send | None: ...

    class TransportWrapper(Protocol):
        def __call__(self, session: Session, endpoint: Endpoint) -> Generator[None, Send | None, Send | None]: ...

    class Credentials(Protocol):
        def __call__(self, session: Session, registry: str) -> Mapping[str, str] | None: ...

    class CredentialsWrapper(Protocol):
        def __call__(
            self, session: Session, registry: str
        ) -> Generator[None, Mapping[str, str] | None, Mapping[str, str] | None]: ...

    class EventHook(Protocol):
        def __call__(self, session: Session, event: Event) -> None: ...

    class EventWrapper(Protocol):
        def __call__(self, session: Session, event: Event) -> Generator[None, list[Any], list[Any]]: ...

    Plain = TypeVar("Plain")
    Wrapper = TypeVar("Wrapper")

    class DataHook(Protocol[Plain]):
        """Marks an implementation of a hook whose results are kept in the index."""

        @overload
        def __call__(self, function: Plain, /) -> Plain: ...
        @overload
        def __call__(
            self, *, tryfirst: bool = False, trylast: bool = False, specname: str | None = None
        ) -> Callable[[Plain], Plain]: ...

    class CalledHook(Protocol[Plain, Wrapper]):
        """Marks an implementation, or with `wrapper=True` a wrapper, of a hook that is called while a command runs."""

        @overload
        def __call__(self, function: Plain, /) -> Plain: ...
        @overload
        def __call__(
            self,
            *,
            wrapper: Literal[True],
            tryfirst: bool = False,
            trylast: bool = False,
            specname: str | None = None,
            flag: str | None = None,
        ) -> Callable[[Wrapper], Wrapper]: ...
        @overload
        def __call__(
            self,
            *,
            wrapper: Literal[False] = False,
            tryfirst: bool = False,
            trylast: bool = False,
            specname: str | None = None,
            flag: str | None = None,
        ) -> Callable[[Plain], Plain]: ...


def _decorator(hook: str) -> Any:
    def decorator(function: Any = None, *, specname: str | None = None, **options: Any) -> Any:
        def mark(implementation: Any) -> Any:
            if (specname or implementation.__name__) != hook:
                raise ValueError(
                    f"hooks.{decorator.__name__} marks a function named {implementation.__name__}: name the function "
                    f'{hook}, or pass specname="{hook}"'
                )
            return hookimpl(specname=specname, **options)(implementation)

        return mark if function is None else mark(function)

    decorator.__name__ = decorator.__qualname__ = hook.removeprefix("pydock_")
    decorator.__doc__ = f"Marks a function as an implementation of `{hook}`; takes the options of `hookimpl`."
    return decorator


initializers: DataHook[Initializers] = _decorator("pydock_initializers")
commands: DataHook[Commands] = _decorator("pydock_commands")
flags: DataHook[Flags] = _decorator("pydock_flags")
completers: DataHook[Completers] = _decorator("pydock_completers")
formatters: DataHook[Formatters] = _decorator("pydock_formatters")
configure: CalledHook[Configure, ConfigureWrapper] = _decorator("pydock_configure")
resolve_command: CalledHook[ResolveCommand, ResolveCommandWrapper] = _decorator("pydock_resolve_command")
run_command: CalledHook[RunCommand, RunCommandWrapper] = _decorator("pydock_run_command")
create_container: CalledHook[CreateContainer, CreateContainerWrapper] = _decorator("pydock_create_container")
pull_policy: CalledHook[PullPolicy, PullPolicyWrapper] = _decorator("pydock_pull_policy")
send: CalledHook[SendHook, SendWrapper] = _decorator("pydock_send")
transport: CalledHook[Transport, TransportWrapper] = _decorator("pydock_transport")
credentials: CalledHook[Credentials, CredentialsWrapper] = _decorator("pydock_credentials")
event: CalledHook[EventHook, EventWrapper] = _decorator("pydock_event")

__all__ = [
    "commands",
    "completers",
    "configure",
    "create_container",
    "credentials",
    "event",
    "flags",
    "formatters",
    "initializers",
    "pull_policy",
    "resolve_command",
    "run_command",
    "send",
    "transport",
]
