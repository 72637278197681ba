"""`pydock context use`: chooses the context that commands without --context use."""

from __future__ import annotations

from pydock_core.plugin_api import PyDockError, Session, flags
from pydock_core.toolkit import Contexts, validate_name


class Options:
    # Counted by the command: docker's message differs from that of its other commands.
    name = flags.arguments("CONTEXT", options=False, complete="context", complete_next="pydock_context.use:no_more")


def command(session: Session, options: Options) -> None:
    if len(options.name) != 1:
        raise PyDockError(f"accepts 1 arg(s), received {len(options.name)}")
    name = options.name[0]
    contexts = Contexts(session)
    if name != "default":
        validate_name(name)
        contexts.get(name)
    contexts.use(name)
    session.stdout.write(f"{name}\n")
    session.stderr.write(f'Current context is now "{name}"\n')
    if name != "default" and session.environ.get("DOCKER_HOST"):
        session.stderr.write(
            "Warning: DOCKER_HOST environment variable overrides the active context. "
            f'To use "{name}", either set the global --context flag, or unset DOCKER_HOST environment variable.\n'
        )


def no_more(session: Session, prefix: str, before: list[str]) -> list[str]:
    """Returns no values: the command takes one context."""
    return []
