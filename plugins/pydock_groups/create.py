"""`pydock groups create`: creates a group of containers."""

from __future__ import annotations

from pydock_core.plugin_api import ProtocolError, PyDockError, Session, flags
from pydock_core.toolkit import check_label, to_map
from pydock_groups.groups import LABEL


class Options:
    driver = flags.string("driver", "d", default="bridge", help="Driver of the group's network")
    label = flags.strings("label", convert=check_label, help="Set metadata on the group")
    name = flags.arguments("NAME", exactly=1)


def command(session: Session, options: Options) -> None:
    name = options.name[0]
    if any(network.get("Name") == name for network in session.engine.networks.list(filters={"name": [name]})):
        raise PyDockError(f"a group or network named {name} exists already")
    labels = {**to_map(options.label), LABEL: name}
    # Before API 1.44, an engine creates two networks of the same name for two simultaneous requests.
    body = {"Name": name, "Driver": options.driver, "Labels": labels, "CheckDuplicate": True}
    answer = session.engine.networks.create(body)
    if not answer.get("Id"):
        raise ProtocolError(f"the engine does not say that it has made the network {name}")
    if answer.get("Warning"):
        session.stderr.write(f"WARNING: {answer['Warning']}\n")
    session.stdout.write(f"{name}\n")
