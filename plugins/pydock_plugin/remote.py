"""A plugin in a registry: the user's credentials for it, and the permissions that it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import PyDockError
from pydock_core.toolkit import check_content_trust, printable_cell, quote, registry_auth, with_login

if TYPE_CHECKING:
    from typing import Any

    from pydock_core.plugin_api import Reference, Session

    Privileges = list[dict[str, Any]] | None


def plugin_auth(session: Session, reference: Reference) -> str:
    """Returns the X-Registry-Auth for the registry of a plugin; reports a failing credential helper and goes on."""
    return registry_auth(session, reference.domain, on_failure=lambda message: session.stderr.write(f"{message}\n"))


def granted_privileges(
    session: Session, options: Any, typed: str, reference: Reference, *, doing: str
) -> tuple[Privileges, str]:
    """Returns (the privileges that the plugin asks for, the X-Registry-Auth), once the user has granted them.

    - `options`: those of the command, with `grant_all_permissions` and `disable_content_trust`.
    - `typed`: the plugin's name as the user knows it, for the question.
    - `doing`: docker's word for the purpose of a login.

    A registry that answers with 401 makes PyDock ask for a login; docker asks too, but then pulls with the old
    credentials. Raises PyDockError for privileges that the user does not grant.
    """
    if not reference.digest:
        check_content_trust(session, options)

    def ask(auth: str) -> tuple[Privileges, str]:
        return session.engine.plugins.privileges(str(reference), registry_auth=auth), auth

    privileges, auth = with_login(session, reference.domain, doing, plugin_auth(session, reference), ask)
    if privileges and not options.grant_all_permissions:
        session.stdout.write(f"Plugin {quote(typed)} is requesting the following privileges:\n")
        for privilege in privileges:
            # A plugin of a hostile registry can't hide one of its lines.
            name, values = privilege.get("Name") or "", " ".join(privilege.get("Value") or ())
            session.stdout.write(f" - {printable_cell(name)}: [{printable_cell(values)}]\n")
        if not session.confirm("Do you grant the above permissions?"):
            raise PyDockError(f"permission denied while installing plugin {reference}")
    return privileges, auth
