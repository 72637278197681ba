"""Flags and commands that need a newer engine, another system or a swarm: refused, or left out of help pages."""

from __future__ import annotations

from pydock_core.errors import EngineError, PyDockError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.declarations.flags import Flag, FlagSet
    from pydock_core.declarations.plugin_index import IndexedCommand
    from pydock_core.engine.api.client import Negotiation
    from pydock_core.session import Session


def version_tuple(version: str) -> tuple[int, ...]:
    """Returns the version `1.43` as (1, 43), for comparisons."""
    return tuple(int(part) for part in version.split("."))


def check(session: Session, table: FlagSet, given: frozenset[str]) -> None:
    """Raises PyDockError for typed flags that the engine lacks; asks the engine only if such a flag was typed."""
    problems = []
    for flag in table.flags:
        if flag.attribute not in given:
            continue
        if flag.since:
            version = session.engine.negotiate_version()
            if version_tuple(flag.since) > version_tuple(version):
                problems.append(
                    f'"--{flag.long}" requires API version {flag.since}, but the Docker daemon API version is {version}'
                )
        system = session.engine.negotiate().os_type if flag.os else None
        if system and flag.os != system:
            problems.append(
                f'"--{flag.long}" is only supported on a Docker daemon running on {flag.os}, '
                f"but the Docker daemon is running on {system}"
            )
        elif flag.experimental and not session.engine.negotiate().experimental:
            problems.append(f'"--{flag.long}" is only supported on a Docker daemon with experimental features enabled')
    if problems:
        raise PyDockError("\n".join(problems))


def command_refusal(session: Session, entry: IndexedCommand, path: str) -> str:
    """Returns docker's message about a command that the engine is too old for, "" for any other command.

    Asks the engine only if the command declares a version; without an engine, no command is too new.
    """
    if not entry.since:
        return ""
    version = session.engine.negotiate_version()
    if version_tuple(entry.since) <= version_tuple(version):
        return ""
    return (
        f"{session.program} {path} requires API version {entry.since}, but the Docker daemon API version is {version}"
    )


def group_refusal(session: Session, entries: list[IndexedCommand], group: str) -> str:
    """Returns the same message about a group, if the engine is too old for each of its commands; "" for any other."""
    if not entries or not all(entry.since for entry in entries):
        return ""
    return command_refusal(session, min(entries, key=lambda entry: version_tuple(entry.since)), group)


def supported(session: Session, flags: list[Flag]) -> list[Flag]:
    """Returns the flags that a help page shows; without an engine, all except the experimental ones."""
    if not any(flag.since or flag.os or flag.swarm or flag.experimental for flag in flags):
        return flags
    try:
        negotiated = session.engine.negotiate()
    except (EngineError, PyDockError):
        return [flag for flag in flags if not flag.experimental]
    system, experimental = negotiated.os_type, negotiated.experimental
    return [
        flag
        for flag in flags
        if _has(negotiated, flag.since, flag.swarm)
        and not (flag.os and system and flag.os != system)
        and (experimental or not flag.experimental)
    ]


def supported_commands(session: Session, entries: list[IndexedCommand]) -> list[IndexedCommand]:
    """Returns the commands that the page of a group shows; without an engine, all."""
    if not any(entry.since or entry.swarm for entry in entries):
        return entries
    try:
        negotiated = session.engine.negotiate()
    except (EngineError, PyDockError):
        return entries
    return [entry for entry in entries if _has(negotiated, entry.since, entry.swarm)]


def _has(negotiated: Negotiation, since: str, swarm: str) -> bool:
    """Returns whether the engine has that API version, and may have that role in a swarm: old engines don't say."""
    if since and version_tuple(since) > version_tuple(negotiated.api_version):
        return False
    return not swarm or not negotiated.swarm or negotiated.swarm.partition("/")[2] == swarm
