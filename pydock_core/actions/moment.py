"""Times that a user types, relative to the clock of the session."""

from __future__ import annotations

from pydock_core.errors import InvalidValue
from pydock_core.values.timestamps import parse_timestamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.session import Session


def parse_moment(session: Session, text: str | None, flag: str = "") -> str | None:
    """Returns a time (`2013-01-02T13:23:37Z`, `42m`) as the Unix time of the API; None for None and "".

    Raises InvalidValue; with `flag`, the message names that flag, as docker's `logs` does.
    """
    if not text:
        return None
    now = int(session.clock.time() * 1_000_000_000)
    try:
        return parse_timestamp(text, now=now, utc_offset=session.clock.utc_offset())
    except InvalidValue as error:
        if not flag:
            raise
        raise InvalidValue(f'invalid value for "{flag}": {error.message}') from error
