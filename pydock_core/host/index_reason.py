"""Why an index is built anew: looked into only when it is, so that finding out costs nothing otherwise."""

from __future__ import annotations

import os

from pydock_core.host.index import IndexFile, content, index_file, what_changed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydock_core.host.index import Blocked


def why(environ: Mapping[str, str], path: list[str], block: Blocked) -> str:
    """The reason in words, such as `/…/site-packages changed`."""
    if environ.get("PYDOCK_INDEX") == "off":
        return "PYDOCK_INDEX=off"
    file = index_file(environ, path)
    data = content(file)
    if data is None:
        return "it can't be read, or isn't this user's alone" if os.path.lexists(file) else "there was none"
    try:
        document = IndexFile(data)
        changed = what_changed(document, path)
        if changed:
            return changed
        wanted = [document["plugins"][plugin]["label"] for plugin in document["skipped"] if plugin not in block]
    except (ValueError, LookupError, TypeError, AttributeError):
        return "it was damaged"
    return f"{', '.join(wanted)} was blocked when it was made" if wanted else "another command was making it"
