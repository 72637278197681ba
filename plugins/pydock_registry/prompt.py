"""Asking for a name and a password, the password unseen."""

from __future__ import annotations

from pydock_core.plugin_api import HiddenInput, PyDockError, Session, ask, credentials, note

REGISTER = (
    "Log in with your Docker ID or email address to push and pull images from Docker Hub. "
    "If you don't have a Docker ID, head over to https://hub.docker.com/ to create one.\n"
)
TOKENS = (
    "You can log in with your password or a Personal Access Token (PAT). Using a limited-scope PAT grants better "
    "security and is required for organizations using SSO. Learn more at https://docs.docker.com/go/access-tokens/\n\n"
)
INSTEAD = (
    "A Personal Access Token (PAT) can be used instead.\n"
    "To create a PAT, visit \x1b[4mhttps://app.docker.com/settings\x1b[0m\n\n"
)
_FALSE = ("0", "f", "F", "false", "FALSE", "False")


def ask_for_credentials(session: Session, user: str, password: str, known_user: str, server: str) -> tuple[str, str]:
    """Name and password, each asked for where it is not given; PyDockError when nothing is typed.

    `known_user` is whom an empty line stands for.
    """
    on_hub = server == credentials.HUB
    user, known_user, password = user.strip(), known_user.strip(), password.strip()
    if not user:
        if on_hub:
            session.stdout.write(REGISTER)
            if session.environ.get("DOCKER_CLI_HINTS") not in _FALSE:
                session.stdout.write(TOKENS)
        user = ask(session, f"Username ({known_user}): " if known_user else "Username: ") or known_user
        if not user:
            raise PyDockError("Error: Non-null Username Required")
    if not password:
        with HiddenInput(session):
            if on_hub:
                session.stderr.write_control(note(INSTEAD, fancy=session.stderr.is_terminal))
                session.stderr.flush()
            password = ask(session, "Password: ")
            session.stdout.write("\n")
            session.stdout.flush()
        if not password:
            raise PyDockError("Error: Password Required")
    return user, password
