"""`--format NAME`, where a plugin has a formatter of that name."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any


class NamedFormat(str):
    """The word after `--format`, and the function that makes the whole page of what `--format json` would show."""

    __slots__ = ("page",)

    page: Callable[[Sequence[dict[str, Any]]], str]

    @classmethod
    def of(cls, name: str, page: Callable[[Sequence[dict[str, Any]]], str]) -> NamedFormat:
        """The format of this name."""
        form = cls(name)
        form.page = page
        return form
