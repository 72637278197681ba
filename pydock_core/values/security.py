"""`--security-opt`."""

from __future__ import annotations

from pydock_core.errors import InvalidValue
from pydock_core.values.files import read_file
from pydock_core.values.json_codec import compact
from pydock_core.values.quote import quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_BUILT_IN_PROFILES = ("builtin", "unconfined")
_UNCONFINED_PATHS = "systempaths=unconfined"


def parse_security_options(
    texts: Iterable[str], read: Callable[[str], bytes] = read_file
) -> tuple[list[str] | None, list[str] | None, list[str] | None]:
    """Returns `SecurityOpt`, `MaskedPaths` and `ReadonlyPaths` of a create request; None leaves the engine's default.

    The file's JSON replaces `seccomp=FILE`. `systempaths=unconfined` empties both lists of paths, and is not sent
    itself.
    """
    given = list(texts)
    options = [_parse(text, read) for text in given]
    kept = [option for option in options if option != _UNCONFINED_PATHS]
    unconfined = len(kept) < len(options)
    return (kept if given else None), ([] if unconfined else None), ([] if unconfined else None)


def _parse(text: str, read: Callable[[str], bytes]) -> str:
    key, separator, value = text.partition("=")
    if not separator and key != "no-new-privileges":
        key, separator, value = text.partition(":")
    if not value and key != "no-new-privileges":
        raise InvalidValue(f"Invalid --security-opt: {quote(text)}")
    if key != "seccomp" or value in _BUILT_IN_PROFILES:
        return text
    try:
        content = read(value)
    except InvalidValue as error:
        raise InvalidValue(f"opening seccomp profile ({value}) failed: {error}") from None
    try:
        return "seccomp=" + compact(content.decode("utf-8", "replace"))
    except InvalidValue as error:
        raise InvalidValue(f"compacting json for seccomp profile ({value}) failed: {error}") from None
