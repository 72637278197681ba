"""`pydock wait`: waits for containers to stop and shows their exit statuses."""

from __future__ import annotations

from pydock_core.plugin_api import ContainerExited, EngineError, PyDockError, Session, flags


class Options:
    names = flags.arguments("CONTAINER [CONTAINER...]", at_least=1, complete="running-container")


def command(session: Session, options: Options) -> None:
    failures = []
    for name in options.names:
        try:
            status = session.engine.containers.wait(name).status_code()
        except EngineError as error:
            failures.append(error.message)
        else:
            session.stdout.write(f"{status}\n")
            session.stdout.flush()
            session.emit(ContainerExited(name, status))
    if failures:
        raise PyDockError("\n".join(failures))
