"""`--format NAME` for a format that a plugin provides."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any


class NamedFormat(str):
    """The name after `--format`, and the function that makes the whole output from the rows of `--format json`."""

    __slots__ = ("page",)

    page: Callable[[Sequence[dict[str, Any]]], str]

    @classmethod
    def of(cls, name: str, page: Callable[[Sequence[dict[str, Any]]], str]) -> NamedFormat:
        """Returns the format with this name."""
        form = cls(name)
        form.page = page
        return form
