"""`pydock info`: shows the state and the settings of the engine, and what PyDock says of itself."""

from __future__ import annotations

from pydock_core.plugin_api import ConnectionFailed, EngineError, PyDockError, Session, TemplateError, flags
from pydock_core.toolkit import list_docker_plugins
from pydock_system.client_version import client_version
from pydock_system.info_page import client_lines, server_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pydock_core.toolkit import ObjectFormat

_INDEX_SERVER = "https://index.docker.io/v1/"
_TYPE = "system.dockerInfo"
_CLIENT_TYPE = "system.sparseInfo"  # what a template sees before the engine is asked


class Options:
    format = flags.object_format()


def command(session: Session, options: Options) -> None:
    client = _client(session)
    if not options.format:
        _show_page(session, client)
        return
    from pydock_core.toolkit import ObjectFormat

    failures: list[PyDockError] = []
    form: ObjectFormat | None = None
    try:
        form = ObjectFormat(options.format)
    except TemplateError as error:
        failures.append(error)
    value: dict[str, Any] = {}
    if form is None or _needs_engine(form, options.format, client):
        try:
            value = session.engine.system.info()
        except ConnectionFailed as error:
            failures.insert(0, error)
        except EngineError as error:
            # The template may leave out the errors.
            session.stderr.write(f"{error.message}\n")
            value = {"ServerErrors": [error.message]}
    if form is not None:
        parts: list[str] = []
        try:
            form.execute({**value, "ClientInfo": client}, _TYPE, parts.append)
        except TemplateError as error:
            failures.append(error)
        session.stdout.write("".join(parts) + "\n")
    _raise_all(failures)


def _client(session: Session) -> dict[str, Any]:
    """Returns docker's member ClientInfo, without the negotiated API version, which would need a request."""
    plugins = [
        {
            **plugin.metadata,
            "Name": plugin.name,
            "Path": plugin.path,
            "Err": plugin.problem or None,
            "ShadowedPaths": plugin.shadowed,
        }
        for plugin in list_docker_plugins(session)
    ]
    return {
        "Debug": session.global_options.debug or bool(session.environ.get("DEBUG")),
        **client_version(session, api_version=None),
        "Plugins": plugins,
        "Warnings": None,
    }


def _needs_engine(form: ObjectFormat, text: str, client: dict[str, Any]) -> bool:
    """Returns whether a template shows more than the client's members, as docker finds out: by a trial."""
    if form.is_named or text in ("json", "{{json .}}") or not _has_field(text):
        return True
    try:
        form.execute({"ClientInfo": client}, _CLIENT_TYPE, lambda part: None)
    except TemplateError:
        return True
    return False


def _has_field(template: str) -> bool:
    """Returns whether a template may show a member: it has a point with a letter after it."""
    return any(part[:1].isascii() and part[:1].isalpha() for part in template.split(".")[1:])


def _user(session: Session) -> str:
    """Returns the user's name at Docker Hub that config.json has, "" without one."""
    config = session.load_config()
    if _INDEX_SERVER not in config.auths:
        return ""
    from pydock_core.toolkit import credentials

    return credentials.user_name(config, _INDEX_SERVER)


def _show_page(session: Session, client: dict[str, Any]) -> None:
    failures: list[PyDockError] = []
    info, problems = None, []
    try:
        info = session.engine.system.info()
    except ConnectionFailed as error:
        failures.append(error)
    except EngineError as error:
        problems.append(error.message)
    lines, warnings = client_lines(client)
    if warnings:
        _write(session, lines, warnings)
        lines = []
    lines += ["", "Server:"]
    if info is not None:
        server, problems = server_lines(info, user=_user(session), debugging=client["Debug"])
        lines += server
        _write(session, lines, info.get("Warnings") or [])
        lines = []
    _write(session, lines, [f"ERROR: {problem}" for problem in problems])
    if problems:
        failures.insert(0, PyDockError("errors pretty printing info"))
    _raise_all(failures)


def _write(session: Session, lines: list[str], problems: list[str]) -> None:
    """Writes lines to stdout and then problems to stderr, so that a terminal shows them in this order."""
    session.stdout.write("".join(f"{line}\n" for line in lines))
    if problems:
        session.stdout.flush()
        session.stderr.write("".join(f"{problem}\n" for problem in problems))


def _raise_all(failures: list[PyDockError]) -> None:
    """Raises one error with all messages, and the exit status of the last one."""
    if failures:
        raise PyDockError("\n".join(error.message for error in failures), exit_code=failures[-1].exit_code)
