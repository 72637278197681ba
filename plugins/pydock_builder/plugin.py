"""Image builds: docker's classic builder, and docker-buildx where it is installed."""

from __future__ import annotations

from pydock_core.plugin_api import Command, Group, Session, hookimpl

BUILDX = "pydock_builder.buildx"
CHOOSE_BUILDER = f"{BUILDX}:choose_builder"


@hookimpl
def pydock_commands() -> list[Command | Group]:
    return [
        Group("builder", "Manage builds"),
        Command(
            ("image build", "build", "builder build"),
            "pydock_builder.build",
            "Build an image from a Dockerfile",
            delegate=CHOOSE_BUILDER,
        ),
        Command(
            ("builder prune",),
            "pydock_builder.prune",
            "Remove what builds have cached",
            delegate=CHOOSE_BUILDER,
            since="1.39",
        ),
        Command(("bake",), "pydock_builder.bake", "Build what a file describes", hidden=True, raw=True),
    ]


@hookimpl
def pydock_resolve_command(session: Session, words: tuple[str, ...]) -> Command | None:
    """Returns docker-buildx's command for `builder` and any word after it (`ls`, `du`, …), if it is installed."""
    if words[0] != "builder":
        return None
    from pydock_builder.buildx import is_wanted

    return Command((" ".join(words),), BUILDX, raw=True, hidden=True) if is_wanted(session) else None
