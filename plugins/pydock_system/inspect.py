"""`pydock inspect`: shows the engine's description of objects of any kind."""

from __future__ import annotations

from pydock_core.plugin_api import APIError, PyDockError, Session, flags
from pydock_core.toolkit import find_object, inspect_objects, quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.toolkit import Inspected

TYPES = ("config", "container", "image", "network", "node", "plugin", "secret", "service", "task", "volume")
# The order of the search, and the kinds that only the manager of a swarm has.
SEARCHED = ("container", "image", "network", "volume", "service", "task", "node", "plugin", "secret", "config")
SWARM = ("service", "task", "node", "secret", "config")


class Options:
    format = flags.object_format()
    size = flags.boolean("size", "s", help="Show how much room each container takes")
    type = flags.string("type", complete=TYPES, help="Kind of object to look for")
    names = flags.arguments("NAME|ID [NAME|ID...]", at_least=1, complete=())


def command(session: Session, options: Options) -> None:
    if options.type is not None and options.type not in TYPES:
        what = f"unknown type: {quote(options.type)}" if options.type else "type is empty"
        raise PyDockError(f'{what}: must be one of "{{}}"'.format('", "'.join(TYPES)))
    inspect_objects(session, options.names, options.format, Search(session, options).find)


class Search:
    """Searches a name among the objects of the requested type, or of each type in turn."""

    def __init__(self, session: Session, options: Options) -> None:
        self._session = session
        self._type = options.type
        self._size = options.size

    def find(self, name: str) -> Inspected:
        """Returns the first object of that name; raises PyDockError if there is none."""
        if self._type:
            return self._of_kind(self._type, name)
        in_swarm: bool | None = None
        for kind in SEARCHED:
            if kind in SWARM:
                in_swarm = self._is_swarm_manager() if in_swarm is None else in_swarm
                if not in_swarm:
                    continue
            try:
                return self._of_kind(kind, name)
            except PyDockError as error:
                if not _is_absence(error):
                    raise
        raise PyDockError(f"Error: No such object: {name}")

    def _of_kind(self, kind: str, name: str) -> Inspected:
        query: dict[str, str | bool | None] = {}
        if kind == "container":
            query = {"size": self._size or None}
        elif kind == "service":
            query = {"insertDefaults": "true"}
        found = find_object(self._session, kind, name, query=query)
        if self._size and kind != "container":
            self._session.stderr.write(f"WARNING: --size ignored for {kind}\n")
        return found

    def _is_swarm_manager(self) -> bool:
        try:
            info = self._session.engine.system.info()
        except PyDockError as error:
            self._session.stderr.write(f"{error.message}\n")
            return False
        return bool((info.get("Swarm") or {}).get("ControlAvailable"))


def _is_absence(error: PyDockError) -> bool:
    """Returns whether an object of another kind may have the name.

    That is so if the object is missing, the name is invalid for an image, or the engine lacks the kind.
    """
    return (
        (isinstance(error, APIError) and error.status == 404)
        or "not supported" in error.message
        or "invalid reference format" in error.message
    )
