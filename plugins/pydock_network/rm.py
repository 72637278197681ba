"""`pydock network rm`: removes networks."""

from __future__ import annotations

from pydock_core.plugin_api import APIError, ExitStatus, PyDockError, Session, flags

INGRESS = (
    "WARNING! Before removing the routing-mesh network, make sure all the nodes in your swarm run the same docker "
    "engine version. Otherwise, removal may not be effective and functionality of newly create ingress networks will "
    "be impaired.\nAre you sure you want to continue?"
)


class Options:
    force = flags.boolean("force", "f", help="A network that does not exist is no error")
    names = flags.arguments("NETWORK [NETWORK...]", at_least=1, options=False, complete="network")


def command(session: Session, options: Options) -> None:
    failed = False
    for name in options.names:
        if _is_ingress(session, name) and not session.confirm(INGRESS):
            continue
        try:
            session.engine.networks.remove(name)
        except PyDockError as error:
            if not (options.force and isinstance(error, APIError) and error.status == 404):
                # docker reports each failure at once, and ends with a line of its own.
                session.stderr.write(f"{error.message}\n")
                session.stderr.flush()
                failed = True
            continue
        session.stdout.write(f"{name}\n")
        session.stdout.flush()
    if failed:
        raise ExitStatus(1, "exit status 1")


def _is_ingress(session: Session, name: str) -> bool:
    """Returns whether the network is the routing mesh of a swarm; a network that can't be inspected is none."""
    try:
        return bool(session.engine.networks.inspect(name).get("Ingress"))
    except PyDockError:
        return False
