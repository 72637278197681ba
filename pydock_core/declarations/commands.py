"""Commands and groups, as `pydock_commands` returns them, and `hookimpl`, which marks an implementation of a hook."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar, overload

    Implementation = TypeVar("Implementation", bound=Callable[..., Any])


class Command:
    """Declares a command for `pydock_commands`.

    - `names`: the canonical name (`container ls`), then its aliases (`ps`); each has one or two words.
    - `module`: the name of the module with `Options`, the flags and arguments, and `command(session, options)`, which
      returns the exit status, or None for 0. PyDock imports the module when the command is run.
    - `summary`: one line for help pages.
    - `heading`: the section of the help page that lists the command.
    - `hidden`: whether help pages and completion leave the command out.
    - `raw`: whether `command` gets the list of words after its name as `options`; the module has no `Options` then.
    - `delegate`: a `module:function` that chooses what runs, at each call and before the flags are read:
      `function(session, command)` returns the `CommandEntry` that it got, or another one.
    - `works_without_settings`: whether the command runs although config.toml can't be read; for built-ins only, since
      no other plugin is loaded then.
    - `since`: the lowest version of the Engine API that has the command ("1.42"); with an older engine, the command is
      refused, and the page of its group leaves it out.
    - `swarm`: the role in a swarm ("manager") without which the page of its group leaves the command out.

    PyDock sets `plugin`, `DISTRIBUTION:NAME`, for a command that `pydock_resolve_command` returned.
    """

    __slots__ = (
        "delegate",
        "heading",
        "hidden",
        "module",
        "names",
        "plugin",
        "raw",
        "since",
        "summary",
        "swarm",
        "works_without_settings",
    )

    def __init__(
        self,
        names: tuple[str, ...],
        module: str,
        summary: str = "",
        *,
        heading: str = "Commands",
        hidden: bool = False,
        raw: bool = False,
        delegate: str = "",
        works_without_settings: bool = False,
        since: str = "",
        swarm: str = "",
    ) -> None:
        self.names = names
        self.module = module
        self.summary = summary
        self.heading = heading
        self.hidden = hidden
        self.raw = raw
        self.delegate = delegate
        self.works_without_settings = works_without_settings
        self.since = since
        self.swarm = swarm
        self.plugin = ""


class Group:
    """Declares a first word that has commands below it (`network`), for `pydock_commands`.

    - `name`: the word.
    - `summary`: one line for help pages; a group without a declaration has a general one.
    - `heading`: the section of the help page that lists the group.
    - `hidden`: whether help pages and completion leave the group out.
    """

    __slots__ = ("heading", "hidden", "name", "summary")

    def __init__(
        self, name: str, summary: str = "", *, heading: str = "Management Commands", hidden: bool = False
    ) -> None:
        self.name = name
        self.summary = summary
        self.heading = heading
        self.hidden = hidden


if TYPE_CHECKING:

    @overload
    def hookimpl(function: Implementation) -> Implementation: ...
    @overload
    def hookimpl(
        *,
        tryfirst: bool = False,
        trylast: bool = False,
        wrapper: bool = False,
        hookwrapper: bool = False,
        optionalhook: bool = False,
        specname: str | None = None,
        flag: str | None = None,
    ) -> Callable[[Implementation], Implementation]: ...


def hookimpl(
    function: Any = None,
    *,
    tryfirst: bool = False,
    trylast: bool = False,
    wrapper: bool = False,
    hookwrapper: bool = False,
    optionalhook: bool = False,
    specname: str | None = None,
    flag: str | None = None,
) -> Any:
    """Marks a function as an implementation of a hook, without types; `hooks` has the typed form.

    - `function`: the function, where the decorator stands without parentheses. It may name fewer arguments than the
      hook has.
    - `tryfirst`, `trylast`: whether it is called before, or after, the implementations of other plugins.
    - `wrapper`: the function is a generator that yields None once, is sent the hook's result and returns the result
      that counts; an exception of the hook is raised at its `yield`.
    - `hookwrapper`: pluggy's older form of a wrapper, which is sent a `pluggy.Result` and changes that.
    - `optionalhook`: whether the hook may be one that this version of PyDock lacks.
    - `specname`: the name of the hook, where it is not the function's.
    - `flag`: a flag that the same plugin adds (`pydock_flags`), by its name in `session.plugin_options`. The function
      is called, and its plugin imported, only where that flag has a value other than None, False and []. Before a
      command's flags are parsed (in `pydock_resolve_command`, on help pages, in completion), only global flags have
      values.

    Returns the function, or without `function` a decorator.
    """

    def mark(implementation: Any) -> Any:
        implementation.pydock_impl = {
            "wrapper": wrapper,
            "hookwrapper": hookwrapper,
            "optionalhook": optionalhook,
            "tryfirst": tryfirst,
            "trylast": trylast,
            "specname": specname,
            "flag": flag,
        }
        return implementation

    return mark if function is None else mark(function)
