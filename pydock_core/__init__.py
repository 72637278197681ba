"""PyDock: a client for container engines in which every command is a plugin."""

__version__ = "1.0.0"
DOCKER_VERSION = "28.2.2"  # the release of docker whose commands and output PyDock has
GIT_COMMIT = f"pydock-{__version__}"  # in the place of docker's commit


def version_line(program: str) -> str:
    """Returns the line that `--version` prints; under the name docker in docker's form, which programs parse."""
    if program == "docker":
        return f"Docker version {DOCKER_VERSION}, build {GIT_COMMIT}\n"
    return f"PyDock version {__version__} (docker {DOCKER_VERSION})\n"
