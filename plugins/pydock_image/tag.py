"""`pydock tag`: gives an image another name."""

from __future__ import annotations

from pydock_core.plugin_api import InvalidValue, PyDockError, Session, flags, parse_reference
from pydock_core.toolkit import parse_any_reference, quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    T = TypeVar("T")


class Options:
    names = flags.arguments("SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]", exactly=2, interspersed=False, complete="image")


def command(session: Session, options: Options) -> None:
    source, target = options.names
    _parsed(parse_any_reference, source)
    reference = _parsed(parse_reference, target)
    if reference.digest:
        raise PyDockError("refusing to create a tag with a digest reference")
    session.engine.images.tag(source, name=reference.name, tag=reference.with_default_tag().tag)


def _parsed(parse: Callable[[str], T], text: str) -> T:
    try:
        return parse(text)
    except InvalidValue as error:
        raise InvalidValue(
            f"Error parsing reference: {quote(text)} is not a valid repository/tag: {error.message}"
        ) from error
