"""The commands that docker-buildx runs, by docker's rules, and docker's messages where docker-buildx is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import Command, CommandEntry, InvalidValue, PyDockError, Session
from pydock_core.toolkit import (
    current_context,
    find_docker_plugin,
    kinds,
    locate_docker_plugin,
    quote,
    run_docker_plugin,
)

if TYPE_CHECKING:
    from pydock_core.toolkit import DockerPlugin

_DEPRECATED = "DEPRECATED: The legacy builder is deprecated and will be removed in a future release.\n"
_INSTALL = """\
            Install the buildx component to build images with BuildKit:
            https://docs.docker.com/go/buildx/"""
MISSING_WARNING = _DEPRECATED + _INSTALL
DISABLED_WARNING = (
    _DEPRECATED
    + """\
            BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0
            environment-variable."""
)
MISSING_ERROR = """\
ERROR: BuildKit is enabled but the buildx component is missing or broken.
       Install the buildx component to build images with BuildKit:
       https://docs.docker.com/go/buildx/"""
BAKE_ERROR = """\
ERROR: docker bake requires the buildx component but it is missing or broken.
       Install the buildx component to use bake:
       https://docs.docker.com/go/buildx/"""


def command(session: Session, words: list[str]) -> int:
    """Runs docker-buildx for the typed command; `choose_builder`, `is_wanted` or `check_for_bake` has checked it.

    `image build` becomes `buildx build`, `builder ls` becomes `buildx ls`, and `builder` becomes `buildx`.
    """
    name = builder_name(session)
    plugin = locate_docker_plugin(session, name)
    if plugin is None:
        raise PyDockError(MISSING_ERROR)
    group, blank, verb = session.invoked_name.rpartition(" ")
    forwarded = [name, verb, *words] if blank or verb != "builder" else [name, *words]
    environ = {}
    if not _has_alias(session) and not _names_builder(session, words):
        # `docker build` creates the image in the engine, whatever builder docker-buildx uses otherwise.
        environ["BUILDX_BUILDER"] = current_context(session)
    path = [group] if blank else [verb] if verb == "builder" else []  # docker names the plugin's group only
    return run_docker_plugin(session, plugin, forwarded, environ=environ, path=path)


def choose_builder(session: Session, own: CommandEntry) -> CommandEntry:
    """Returns the command to run: docker-buildx's, or `own`, the classic builder's, after docker's warning.

    Raises PyDockError if docker-buildx is required, by DOCKER_BUILDKIT or an alias, and can't be used.
    """
    _check_aliases(session)
    enabled = _enabled(session)
    if enabled is None and not _has_alias(session) and _prefers_classic(session):
        return own
    if enabled is False:
        if _engine_os(session) != "windows":
            _warn(session, DISABLED_WARNING)
        return own
    plugin = find_docker_plugin(session, builder_name(session))
    if plugin is not None and not plugin.problem:
        return CommandEntry.from_command(Command((session.invoked_name,), __name__, raw=True))
    if enabled or _has_alias(session):
        raise PyDockError(_explained(plugin, MISSING_ERROR))
    _warn(session, _explained(plugin, MISSING_WARNING))
    return own


def is_wanted(session: Session) -> bool:
    """Returns whether docker-buildx runs `builder` and the commands that the classic builder lacks.

    Raises PyDockError if docker-buildx is required, by DOCKER_BUILDKIT or an alias, and can't be used.
    """
    _check_aliases(session)
    enabled = _enabled(session)
    if enabled is False:
        return False
    plugin = find_docker_plugin(session, builder_name(session))
    if plugin is not None and not plugin.problem:
        return True
    if enabled or _has_alias(session):
        raise PyDockError(_explained(plugin, MISSING_ERROR))
    return False


def check_for_bake(session: Session) -> None:
    """Raises PyDockError if docker-buildx, which `bake` needs whatever DOCKER_BUILDKIT is, can't be used."""
    _check_aliases(session)
    _enabled(session)
    plugin = find_docker_plugin(session, builder_name(session))
    if plugin is None or plugin.problem:
        raise PyDockError(_explained(plugin, BAKE_ERROR))


def builder_name(session: Session) -> str:
    """Returns config.json's alias for `builder`, which `docker buildx install` sets, else the name `buildx`."""
    return session.load_config().table("aliases").get("builder", "buildx")


def _has_alias(session: Session) -> bool:
    return "builder" in session.load_config().table("aliases")


def _check_aliases(session: Session) -> None:
    """Raises PyDockError for an alias in config.json that docker refuses: only `builder`, and no command of docker."""
    index = session.hooks.index
    for name, target in session.load_config().table("aliases").items():
        if name != "builder":
            raise PyDockError(
                f'not allowed to alias {quote(name)} (allowed: map[string]struct {{}}{{"builder":struct {{}}{{}}}})'
            )
        first = target.partition(" ")[0]
        if not target or index.command(first) is not None or index.group(first) is not None:
            raise PyDockError(f"not allowed to alias with builtin {quote(target)} as target")


def _enabled(session: Session) -> bool | None:
    """Returns the value of DOCKER_BUILDKIT, None if unset; raises InvalidValue for a value that is no boolean."""
    text = session.environ.get("DOCKER_BUILDKIT", "")
    if not text:
        return None
    try:
        return kinds.boolean(text)
    except InvalidValue as error:
        what = "DOCKER_BUILDKIT environment variable expects boolean value"
        raise InvalidValue(f"{what}: {error.message}") from error


def _prefers_classic(session: Session) -> bool:
    """Returns whether the engine builds for Windows and lacks BuildKit; False if the engine can't be reached."""
    try:
        negotiated = session.engine.negotiate()
        return negotiated.builder_version != "2" and negotiated.os_type == "windows"
    except PyDockError:
        return False


def _engine_os(session: Session) -> str:
    try:
        return session.engine.negotiate().os_type
    except PyDockError:
        return ""


def _warn(session: Session, text: str) -> None:
    session.stderr.write_control(f"{text}\n\n")
    session.stderr.flush()


def _explained(plugin: DockerPlugin | None, text: str) -> str:
    return f"{plugin.problem}\n\n{text}" if plugin is not None else text


def _names_builder(session: Session, words: list[str]) -> bool:
    """Returns whether BUILDX_BUILDER is set, or `--builder` is typed before any other flag."""
    if session.environ.get("BUILDX_BUILDER"):
        return True
    for position, word in enumerate(words):
        if word == "--builder":
            return words[position + 1 : position + 2] not in ([], [""])
        if word.startswith("--builder="):
            return word != "--builder="
        if word == "--" or (word.startswith("-") and len(word) > 1):
            return False
    return False
