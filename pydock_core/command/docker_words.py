"""First words of docker that PyDock lacks: CLI plugins that are not installed, and commands."""

from __future__ import annotations

from pydock_core.errors import UnknownCommand

_DESKTOP = "https://docs.docker.com/desktop/"
# CLI plugins that Docker publishes, and where each can be had.
_PLUGINS = {
    "buildx": "https://docs.docker.com/go/buildx/",
    "compose": "https://docs.docker.com/compose/install/",
    "model": "https://docs.docker.com/ai/model-runner/",
    "scout": "https://docs.docker.com/scout/install/",
    **dict.fromkeys(
        "ai cloud debug desktop dev extension init mcp offload pass sandbox sbom".split(),
        _DESKTOP,
    ),
}
_SWARM = "PyDock has no commands for swarms: use docker's own client, https://docs.docker.com/engine/install/binaries/"
_COMMANDS = {
    "trust": "PyDock has no content trust: use cosign, https://docs.sigstore.dev, to sign and verify images",
    **dict.fromkeys(("config", "node", "secret", "service", "stack", "swarm"), _SWARM),
}


def missing_docker_word(program: str, word: str) -> UnknownCommand | None:
    """Returns the error for a word of docker that PyDock lacks, in one line: what it is, and where it can be had.

    Returns None for any other word.
    """
    if word in _PLUGINS:
        return UnknownCommand(
            f"{program}: unknown command: {program} {word}: "
            f"the CLI plugin docker-{word} is not installed, see {_PLUGINS[word]}"
        )
    if word in _COMMANDS:
        return UnknownCommand(f"{program}: unknown command: {program} {word}: {_COMMANDS[word]}")
    return None
