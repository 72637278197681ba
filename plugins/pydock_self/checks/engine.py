"""Checks of the engine in use."""

from __future__ import annotations

import grp
import os
from typing import TYPE_CHECKING

from pydock_core.plugin_api import EngineError, InvalidValue, PyDockError
from pydock_core.toolkit import loads
from pydock_self.checks import FAIL, OK, Check

if TYPE_CHECKING:
    from pydock_core.plugin_api import Session

TIMEOUT_SECONDS = 10.0


def context(session: Session) -> list[Check]:
    """Reports the context in use, and where it was chosen."""
    try:
        endpoint = session.resolve_endpoint()
    except PyDockError as error:
        advice = (
            "--context default uses none; see DOCKER_CONTEXT, DOCKER_HOST and currentContext in docker's config.json"
        )
        return [Check("context", FAIL, error.message, advice)]
    tls = ", with TLS" if endpoint.tls is not None else ""
    return [Check("context", OK, f"{endpoint.context}: {endpoint.redacted_url}{tls} ({endpoint.source})")]


def engine(session: Session) -> list[Check]:
    """Checks that the engine answers; reports its version and the API version in use."""
    try:
        session.resolve_endpoint()
    except PyDockError:
        return [Check("engine", FAIL, "not asked, as the context is wrong", "mend the context first")]
    try:
        # A stopped engine process accepts connections and never answers: hence the timeout.
        session.engine.request("GET", "/_ping", versioned=False, timeout_seconds=TIMEOUT_SECONDS).read()
        version = loads(session.engine.request("GET", "/version", timeout_seconds=TIMEOUT_SECONDS).read())
        name = (version.get("Platform") or {}).get("Name") or "engine"
        system = f"{version.get('Os', '')}/{version.get('Arch', '')}"
        spoken = f"API {session.engine.negotiate_version()} of {version.get('ApiVersion', '')}"
        return [Check("engine", OK, f"{name} {version.get('Version', '')}, {spoken}, {system}")]
    except EngineError as error:
        return [Check("engine", FAIL, error.message, _advice(session))]
    except (InvalidValue, AttributeError) as error:
        return [Check("engine", FAIL, f"its answer to GET /version makes no sense: {error}", _advice(session))]


def _advice(session: Session) -> str:
    if session.environ.get("DOCKER_API_VERSION"):
        return "unset DOCKER_API_VERSION, which the engine may not speak, or start the engine"
    endpoint = session.resolve_endpoint()
    if endpoint.scheme == "ssh":
        return f"try: ssh {endpoint.address} docker system dial-stdio"
    if endpoint.scheme == "tcp":
        return f"see that an engine listens at {endpoint.address}, and whether it wants TLS (--tlsverify)"
    if endpoint.scheme == "unix" and os.path.exists(endpoint.address):
        if not os.access(endpoint.address, os.R_OK | os.W_OK):
            return (
                f"become a member of the group {_group(endpoint.address)}, which may use the engine, and log in again"
            )
        return "restart the engine: its socket is there, but it does not answer"
    return "start the engine, or name another one: --host, DOCKER_HOST, --context"


def _group(path: str) -> str:
    try:
        return grp.getgrgid(os.stat(path).st_gid).gr_name
    except (OSError, KeyError):
        return "of the socket"
