"""`hookimpl`, which marks an implementation of a hook as pluggy's own marker does, without importing pluggy."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar, overload

    Implementation = TypeVar("Implementation", bound=Callable[..., Any])

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
) -> Any:
    """Marks a function as the implementation of the hook of its name (or of `specname`).

    `tryfirst` and `trylast` order it among the others; a `wrapper` is a generator that yields once, is sent the result
    and returns it, or another one; `optionalhook` allows a hook that this version of PyDock lacks.
    """

    def mark(implementation: Any) -> Any:
        implementation.pydock_impl = {
            "wrapper": wrapper,
            "hookwrapper": hookwrapper,
            "optionalhook": optionalhook,
            "tryfirst": tryfirst,
            "trylast": trylast,
            "specname": specname,
        }
        return implementation

    return mark if function is None else mark(function)
