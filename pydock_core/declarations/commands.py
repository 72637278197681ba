"""Commands and groups, as `pydock_commands` returns them, and `hookimpl`, which marks an implementation of a hook."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar, overload

    Implementation = TypeVar("Implementation", bound=Callable[..., Any])


class Command:
    """A command: its names, the module that holds `Options` and `command`, and one line for the help pages.

    The first name is the canonical one (`container ls`), the others are its aliases (`ps`); each is one or two words.
    `heading` is the section of the help page that lists it; `raw` hands the command its words unparsed (no `Options`).

    `delegate` is a `module:function` that chooses what runs, at each call and before the flags are read:
    `function(session, command)` returns the `CommandEntry` given or another one. `works_without_settings` has the
    command run although config.toml can't be read (built-ins only: no other plugin is loaded then).

    `plugin` is set by PyDock: `DISTRIBUTION:NAME` of the plugin that resolved the command (`pydock_resolve_command`).
    """

    __slots__ = (
        "delegate",
        "heading",
        "hidden",
        "module",
        "names",
        "plugin",
        "raw",
        "summary",
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
    ) -> None:
        self.names = names
        self.module = module
        self.summary = summary
        self.heading = heading
        self.hidden = hidden
        self.raw = raw
        self.delegate = delegate
        self.works_without_settings = works_without_settings
        self.plugin = ""


class Group:
    """A first word that has commands below it (`network`); a group that no plugin declares gets a plain summary."""

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
    """Marks a function as the implementation of the hook of its name (or of `specname`).

    `tryfirst` and `trylast` order it among the others; a `wrapper` is a generator that yields once, is sent the result
    and returns it, or another one; `optionalhook` allows a hook that this version of PyDock lacks.

    `flag` is a flag that the plugin itself adds (`pydock_flags`), by its name in `session.plugin_options`: the
    implementation is there for that flag alone. Where it has no value (None, False, []), the implementation isn't
    called, and the plugin not even imported for it. What is called before a command's flags are read
    (`pydock_resolve_command`, and anything on a help page or at TAB) knows global flags only.
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
