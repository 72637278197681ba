"""`pydock checkpoint create`: freezes a running container into a checkpoint."""

from __future__ import annotations

from pydock_checkpoint.experimental import check
from pydock_core.plugin_api import Session, flags


class Options:
    checkpoint_dir = flags.string("checkpoint-dir", help="Keep it in this folder of the engine's")
    leave_running = flags.boolean("leave-running", help="Let the container go on")
    words = flags.arguments("CONTAINER CHECKPOINT", complete="running-container")


def command(session: Session, options: Options) -> None:
    container, checkpoint = check(session, options.words, 2)
    session.engine.checkpoints.create(
        container, checkpoint, folder=options.checkpoint_dir, leave_running=options.leave_running
    )
    session.stdout.write(checkpoint + "\n")
