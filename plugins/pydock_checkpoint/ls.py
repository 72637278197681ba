"""`pydock checkpoint ls`: lists the checkpoints of a container."""

from __future__ import annotations

from pydock_checkpoint.experimental import check
from pydock_core.plugin_api import ProtocolError, Session, flags


class Options:
    checkpoint_dir = flags.string("checkpoint-dir", help="Look into this folder of the engine's")
    words = flags.arguments("CONTAINER", complete="running-container")


def command(session: Session, options: Options) -> None:
    (container,) = check(session, options.words, 1)
    found = session.engine.checkpoints.list(container, folder=options.checkpoint_dir)
    names = [checkpoint.get("Name") for checkpoint in found]
    if not all(isinstance(name, str) for name in names):
        raise ProtocolError("the engine's list of checkpoints has one without a name")
    session.stdout.write("".join(f"{name}\n" for name in ("CHECKPOINT NAME", *names)))
