"""`pydock plugin upgrade`: replaces a disabled plugin by another version, and keeps its settings."""

from __future__ import annotations

from pydock_core.plugin_api import (
    EngineError,
    InvalidValue,
    PyDockError,
    Reference,
    Session,
    flags,
    parse_reference,
)
from pydock_core.toolkit import show_progress
from pydock_plugin.remote import granted_privileges

_IS_IMAGE = "target is image"


class Options:
    disable_content_trust = flags.boolean(
        "disable-content-trust", default=True, help="Verify no signature; content trust is not supported"
    )
    grant_all_permissions = flags.boolean("grant-all-permissions", help="Grant the permissions without a question")
    skip_remote_check = flags.boolean(
        "skip-remote-check", help="Don't ask whether another plugin may take the place of this one"
    )
    words = flags.arguments("PLUGIN [REMOTE]", at_least=1, at_most=2, complete="disabled-engine-plugin")


def command(session: Session, options: Options) -> None:
    plugins = session.engine.plugins
    try:
        plugin = plugins.inspect(options.words[0])
    except EngineError as error:
        raise PyDockError(f"error reading plugin data: {error.message}") from error
    if plugin.get("Enabled"):
        raise PyDockError("the plugin must be disabled before upgrading")
    name, current = plugin.get("Name") or "", plugin.get("PluginReference") or ""
    typed = "".join(options.words[1:]) or current
    remote = _parsed(typed, "error parsing remote upgrade image reference")
    new, old = remote.with_default_tag(), _parsed(current, "error parsing current image reference").with_default_tag()
    session.stdout.write(f"Upgrading plugin {name} from {old.familiar} to {new.familiar}\n")
    session.stdout.flush()
    is_checked = new != old and not options.skip_remote_check
    if is_checked and not session.confirm("Plugin images do not match, are you sure?"):
        return  # with status 0, as in docker
    try:
        privileges, auth = granted_privileges(session, options, typed, remote, doing="plugin upgrade")
        progress = plugins.upgrade(name, str(remote), privileges, registry_auth=auth)
    except EngineError as error:
        if _IS_IMAGE in error.message:
            raise PyDockError(f"{error.message} - Use `docker image pull`") from error
        raise
    show_progress(progress, session.stdout)
    session.stdout.write(f"Upgraded plugin {name} to {typed}\n")


def _parsed(text: str, failure: str) -> Reference:
    try:
        return parse_reference(text)
    except InvalidValue as error:
        raise InvalidValue(f"{failure}: {error.message}") from error
