"""`--cap-add`, `--cap-drop`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def normalize_capabilities(names: Iterable[str]) -> list[str] | None:
    """In upper case with `CAP_`, sorted, each once, `ALL` as it is; None, which docker sends as null, for none."""
    capabilities = {_normalize(name.upper()) for name in names}
    return sorted(capabilities) or None


def _normalize(name: str) -> str:
    return name if name == "ALL" or name.startswith("CAP_") else "CAP_" + name
