"""`pydock plugin push`: has the engine upload a plugin to its registry."""

from __future__ import annotations

from pydock_core.plugin_api import InvalidValue, Session, flags, parse_reference
from pydock_core.toolkit import check_content_trust, show_progress
from pydock_plugin.remote import plugin_auth


class Options:
    disable_content_trust = flags.boolean(
        "disable-content-trust", default=True, help="Leave the plugin unsigned; signing is not supported"
    )
    name = flags.arguments("PLUGIN[:TAG]", exactly=1, complete="engine-plugin")


def command(session: Session, options: Options) -> None:
    name = options.name[0]
    reference = parse_reference(name)
    if reference.digest:
        raise InvalidValue(f"invalid name: {name}")
    check_content_trust(session, options)
    auth = plugin_auth(session, reference)
    show_progress(
        session.engine.plugins.push(reference.with_default_tag().familiar, registry_auth=auth), session.stdout
    )
