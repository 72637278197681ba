"""The context `default`, which flags and environment describe, as `context ls` and `context inspect` show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.config import hosts, tls_flags
from pydock_core.config.endpoint import is_tls_wanted
from pydock_core.errors import ConnectionFailed, InvalidValue, SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydock_core.config.endpoint import EndpointFlags
    from pydock_core.engine.endpoint import TLSMaterial


def describe(flags: EndpointFlags, environ: Mapping[str, str]) -> tuple[str, TLSMaterial | None]:
    """Returns the URL of the engine and its TLS material, which a socket has, too.

    `endpoint.default_endpoint` checks more: here a host that docker refuses only when it connects is shown as written.
    Raises SettingsError with docker's message for an invalid host and for a TLS file that can't be read.
    """
    named = flags.host or []
    if len(named) > 1:
        raise SettingsError("Specify only one -H")
    text = (named[0] if named else environ.get("DOCKER_HOST", "")).strip()
    wants_tls = is_tls_wanted(flags, environ)
    if text:
        try:
            url = hosts.parse_host(text).url
        except (InvalidValue, ConnectionFailed):
            url = text
    else:
        url = hosts.default_host(tls=wants_tls).url
    return url, tls_flags.material(flags, environ) if wants_tls else None
