"""The capability names of `--cap-add` and `--cap-drop`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def normalize_capabilities(names: Iterable[str]) -> list[str] | None:
    """Returns the names in upper case with `CAP_`, sorted and unique, `ALL` unchanged.

    Without names, returns None, which docker sends as null.
    """
    capabilities = {_normalize(name.upper()) for name in names}
    return sorted(capabilities) or None


def _normalize(name: str) -> str:
    return name if name == "ALL" or name.startswith("CAP_") else "CAP_" + name
