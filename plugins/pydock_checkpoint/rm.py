"""`pydock checkpoint rm`: removes a checkpoint."""

from __future__ import annotations

from pydock_checkpoint.experimental import check
from pydock_core.plugin_api import Session, flags


class Options:
    checkpoint_dir = flags.string("checkpoint-dir", help="It is in this folder of the engine's")
    words = flags.arguments("CONTAINER CHECKPOINT", complete="container")


def command(session: Session, options: Options) -> None:
    container, checkpoint = check(session, options.words, 2)
    session.engine.checkpoints.remove(container, checkpoint, folder=options.checkpoint_dir)
