"""`pydock plugin install`: has the engine download a plugin, sets it up and enables it."""

from __future__ import annotations

from pydock_core.plugin_api import EngineError, InvalidValue, PyDockError, Session, flags, parse_reference
from pydock_core.toolkit import show_progress
from pydock_plugin.remote import granted_privileges

_IS_IMAGE = "(image) when fetching"


class Options:
    alias = flags.string("alias", help="Name of the plugin on the engine")
    disable = flags.boolean("disable", help="Leave the plugin disabled")
    disable_content_trust = flags.boolean(
        "disable-content-trust", default=True, help="Verify no signature; content trust is not supported"
    )
    grant_all_permissions = flags.boolean("grant-all-permissions", help="Grant the permissions without a question")
    words = flags.arguments("PLUGIN [KEY=VALUE...]", at_least=1)


def command(session: Session, options: Options) -> None:
    typed, *settings = options.words
    local_name = _local_name(options.alias) if options.alias else ""
    reference = parse_reference(typed)
    plugins = session.engine.plugins
    try:
        privileges, auth = granted_privileges(session, options, typed, reference, doing="plugin install")
        name, progress = plugins.pull(str(reference), privileges, name=local_name, registry_auth=auth)
    except EngineError as error:
        if _IS_IMAGE in error.message:
            raise PyDockError(f'{error.message} - Use "docker image pull"') from error
        raise
    show_progress(progress, session.stdout)
    if settings:
        plugins.set(name, settings)
    if not options.disable:
        plugins.enable(name)
    session.stdout.write(f"Installed plugin {typed}\n")


def _local_name(alias: str) -> str:
    reference = parse_reference(alias)
    if reference.digest:
        raise InvalidValue(f"invalid name: {alias}")
    return reference.with_default_tag().familiar
