"""`pydock version`: shows the versions of PyDock and of the engine."""

from __future__ import annotations

from pydock_core.plugin_api import PyDockError, Session, TemplateError, flags
from pydock_core.toolkit import MAX_API_VERSION, ObjectFormat, align, calendar_time, printable_cell
from pydock_system.client_version import client_version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# The page has wider gaps than docker's tables.
COLUMN, GAP = 20, 1


class Options:
    format = flags.object_format()


def command(session: Session, options: Options) -> None:
    form = ObjectFormat(options.format, name="version") if options.format else None
    client = client_version(session, api_version=session.engine.negotiate_version())
    server, failure = None, None
    try:
        server = _server(session)
    except PyDockError as error:
        # docker shows the client's part before the engine's error.
        failure = error
    parts: list[str] = []
    if form is None:
        parts.append(_page(client, server))
    else:
        try:
            form.execute({"Client": client, "Server": server}, "system.versionInfo", parts.append)
        except TemplateError as error:
            failure = failure or error
    session.stdout.write(align("".join(parts) + "\n", minimum=COLUMN, gap=GAP))
    if failure is not None:
        raise failure


def _server(session: Session) -> dict[str, Any]:
    """Returns the engine's answer; an old engine's, which names no components, gets the component `Engine`."""
    answer = session.engine.system.version()
    components = answer["Components"] = [*(answer.get("Components") or [])]
    engines = [component for component in components if component.get("Name") == "Engine"]
    for engine in engines:
        details = engine.get("Details") or {}
        if "BuildTime" in details:
            details["BuildTime"] = calendar_time(details["BuildTime"])
    if not engines:
        names = ("ApiVersion", "MinAPIVersion", "GitCommit", "GoVersion", "Os", "Arch")
        details = {name: answer.get(name) or "" for name in names}
        details["BuildTime"] = calendar_time(answer.get("BuildTime") or "")
        details["Experimental"] = "true" if answer.get("Experimental") else "false"
        components.append({"Name": "Engine", "Version": answer.get("Version") or "", "Details": details})
    return answer


def _page(client: dict[str, Any], server: dict[str, Any] | None) -> str:
    downgraded = f" (downgraded from {MAX_API_VERSION})" if client["ApiVersion"] != MAX_API_VERSION else ""
    lines = [
        f"Client: {client['Platform']['Name']}",
        f" Version:\t{client['Version']}",
        f" API version:\t{client['ApiVersion']}{downgraded}",
        f" Go version:\t{client['GoVersion']}",
        f" Git commit:\t{client['GitCommit']}",
        f" Built:\t{client['BuildTime']}",
        f" OS/Arch:\t{client['Os']}/{client['Arch']}",
        f" Context:\t{client['Context']}",
    ]
    if server is not None:
        name = (server.get("Platform") or {}).get("Name")
        lines += ["", f"Server: {printable_cell(name)}" if name else "Server:"]
        for component in server["Components"]:
            lines += _component(component)
    return "\n".join(lines)


def _component(component: dict[str, Any]) -> list[str]:
    name, details = component.get("Name") or "", component.get("Details") or {}
    rows = [("Version", component.get("Version") or "")]
    if name == "Engine":

        def detail(key: str) -> str:
            return details.get(key) or ""

        rows += [
            ("API version", f"{detail('ApiVersion')} (minimum version {detail('MinAPIVersion')})"),
            ("Go version", detail("GoVersion")),
            ("Git commit", detail("GitCommit")),
            ("Built", detail("BuildTime")),
            ("OS/Arch", f"{detail('Os')}/{detail('Arch')}"),
            ("Experimental", detail("Experimental")),
        ]
    else:
        rows += sorted(details.items())
    lines = [f" {printable_cell(name)}:"]
    return [*lines, *(f"  {printable_cell(label)}:\t{printable_cell(text)}" for label, text in rows)]
