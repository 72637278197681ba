"""The state of a running template."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# Results of a step that leave a loop, or continue with its next element.
BREAK, CONTINUE = object(), object()


class Run:
    """The output function, the variables in scope (outermost first, `$` at 0), and the templates to include."""

    __slots__ = ("bodies", "missing_key_fails", "variables", "write")

    def __init__(
        self,
        write: Callable[[str], object],
        bodies: dict[str, Callable[[Any, Run], object]],
        *,
        missing_key_fails: bool,
    ) -> None:
        self.write = write
        self.bodies = bodies
        self.missing_key_fails = missing_key_fails
        self.variables: list[Any] = []
