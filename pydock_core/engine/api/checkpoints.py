"""`/containers/NAME/checkpoints`: the states of running containers, on an engine with experimental features."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.engine.api.containers import container_path
from pydock_core.engine.api.encoding import name_path

if TYPE_CHECKING:
    from typing import Any

    from pydock_core.engine.api.client import Client

    Listing = list[dict[str, Any]]  # inside the class, `list` is its method


class Checkpoints:
    """`engine.checkpoints`. `container` is a name or an id, `folder` the engine's folder for checkpoints, None its own.

    Every method raises APIError if the engine answers with an error, ConnectionFailed if it can't be reached, and
    ProtocolError for an empty name or a response that is not the API's.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def create(self, container: str, name: str, *, folder: str | None = None, leave_running: bool = False) -> None:
        """Saves the state of a running container as the checkpoint `name`; the container ends unless `leave_running`.

        The empty `name` is the engine's to refuse.
        """
        body = {"CheckpointID": name, "CheckpointDir": folder or "", "Exit": not leave_running}
        self._client.request("POST", container_path(container, "/checkpoints"), body=body).close()

    def list(self, container: str, *, folder: str | None = None) -> Listing:
        """Returns `{"Name": …}` of each checkpoint of the container."""
        return self._client.json("GET", container_path(container, "/checkpoints"), list, query={"dir": folder or None})

    def remove(self, container: str, name: str, *, folder: str | None = None) -> None:
        """Removes the checkpoint `name`."""
        path = container_path(container, f"/checkpoints/{name_path('checkpoint', name)}")
        self._client.request("DELETE", path, query={"dir": folder or None}).close()
