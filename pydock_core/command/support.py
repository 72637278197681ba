"""Flags that need a newer engine or another system: refused when typed, hidden on help pages, as in docker."""

from __future__ import annotations

from pydock_core.errors import EngineError, PyDockError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.declarations.flags import Flag, FlagSet
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


def supported(session: Session, flags: list[Flag]) -> list[Flag]:
    """Returns the flags that a help page shows; without an engine, all except the experimental ones."""
    if not any(flag.since or flag.os or flag.experimental for flag in flags):
        return flags
    try:
        negotiated = session.engine.negotiate()
        version, system = version_tuple(negotiated.api_version), negotiated.os_type
        experimental = negotiated.experimental
    except (EngineError, PyDockError):
        return [flag for flag in flags if not flag.experimental]
    return [
        flag
        for flag in flags
        if not (flag.since and version_tuple(flag.since) > version)
        and not (flag.os and system and flag.os != system)
        and (experimental or not flag.experimental)
    ]
