"""Shared by every `inspect` command: finds objects by name, and prints them as JSON or through a template."""

from __future__ import annotations

from pydock_core.engine.api.encoding import name_path
from pydock_core.errors import APIError
from pydock_core.output import inspect as page
from pydock_core.output.inspect import Inspected

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pydock_core.engine.api.encoding import QueryValue
    from pydock_core.session import Session

# Each kind of object: its path in the API, and docker's Go type of the answer.
_KINDS = {
    "container": ("/containers/{}/json", "container.InspectResponse"),
    "image": ("/images/{}/json", "image.InspectResponse"),
    "network": ("/networks/{}", "network.Inspect"),
    "volume": ("/volumes/{}", "volume.Volume"),
    "service": ("/services/{}", "swarm.Service"),
    "task": ("/tasks/{}", "swarm.Task"),
    "node": ("/nodes/{}", "swarm.Node"),
    "plugin": ("/plugins/{}/json", "types.Plugin"),
    "secret": ("/secrets/{}", "swarm.Secret"),
    "config": ("/configs/{}", "swarm.Config"),
}


def inspect_objects(
    session: Session, references: Iterable[str], form: str | None, find: Callable[[str], Inspected]
) -> None:
    """Prints the object that `find` returns for each reference, in the form of `--format`.

    Objects are printed even if others were not found; then ExitStatus(1) carries all messages. Raises TemplateError
    with status 64 for a template that does not parse, before any request is sent.
    """
    page.inspect(references, form or "", find, session.stdout.write)


def find_object(
    session: Session,
    kind: str,
    reference: str,
    *,
    query: Mapping[str, QueryValue] | None = None,
    keeps_json: bool = True,
) -> Inspected:
    """Returns an object as `inspect` shows it; raises APIError if the engine has no such object.

    `kind` is `container`, `image`, `network`, …; `query` is sent with the request. With `keeps_json`, the engine's JSON
    is printed as received, and a template may also use its names (`.Id` for `.ID`); see `Inspected`.
    """
    if kind == "image" and not reference:
        raise APIError("Error: No such image: ", status=404)
    path, go_type = _KINDS[kind]
    text, value = session.engine.document(path.format(name_path(kind, reference)), query=query)
    return Inspected(text, value, go_type, keeps_json=keeps_json)
