"""The client's half of `version` and `info`: what PyDock says of itself, in the members of docker's client."""

from __future__ import annotations

import os
import sys
import time

from pydock_core.plugin_api import Session
from pydock_core.toolkit import DOCKER_VERSION, GIT_COMMIT, MAX_API_VERSION, calendar_time, parse_platform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def client_version(session: Session, *, api_version: str | None) -> dict[str, Any]:
    """Returns the client's members in docker's order; `api_version` is the negotiated version, None to leave it out.

    `Version` is the release of docker that PyDock follows, which programs compare; `Platform` names PyDock. `GoVersion`
    is Python's version, `GitCommit` PyDock's release, `BuildTime` the time of PyDock's installation: programs that
    parse docker's client expect a text in each of them.
    """
    platform = parse_platform(sys.platform)
    python = ".".join(map(str, sys.version_info[:3]))
    members = {
        "Platform": {"Name": f"PyDock {session.version}"},
        "Version": DOCKER_VERSION,
        "ApiVersion": api_version,
        "DefaultAPIVersion": MAX_API_VERSION,
        "GitCommit": GIT_COMMIT,
        "GoVersion": f"python{python}",
        "PythonVersion": python,
        "Os": platform["os"],
        "Arch": platform["architecture"],
        "BuildTime": _installed_at(),
        "Context": session.resolve_endpoint().context,
    }
    if api_version is None:
        del members["ApiVersion"]
    return members


def _installed_at() -> str:
    """Returns when the package of this module was installed, as docker prints its build time."""
    return calendar_time(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(os.stat(__file__).st_mtime)))
