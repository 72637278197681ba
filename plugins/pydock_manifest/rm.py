"""`pydock manifest rm`: deletes local manifest lists."""

from __future__ import annotations

from pydock_core.plugin_api import ExitStatus, PyDockError, Session, flags
from pydock_manifest.images import normalized
from pydock_manifest.store import Store


class Options:
    names = flags.arguments("MANIFEST_LIST [MANIFEST_LIST...]", at_least=1)


def command(session: Session, options: Options) -> None:
    store = Store(session)
    failures = []
    for name in options.names:
        try:
            reference = normalized(name)
            store.images(reference)
            store.remove(reference)
        except PyDockError as error:
            failures.append(error.message)
    if failures:
        raise ExitStatus(1, "\n".join(failures))
