"""`--use-api-socket`: a container that may use the engine, with the user's credentials for registries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.config.credentials import all_auths, written
from pydock_core.config.json_members import laid_out
from pydock_core.errors import EngineError, PyDockError, SettingsError
from pydock_core.values import tar_header

if TYPE_CHECKING:
    from typing import Any

    from pydock_core.session import Session

SOCKET = "/var/run/docker.sock"
CONFIG_FOLDER = "/run/secrets/docker"


class ApiSocket:
    """Adds the engine's socket to the body of a create, and keeps what is copied into the container once it is there.

    A DOCKER_CONFIG of the container's own means that it knows its credentials.
    """

    def __init__(self, session: Session, body: dict[str, Any]) -> None:
        self._session = session
        endpoint = session.resolve_endpoint()
        if endpoint.scheme != "unix":
            raise PyDockError(
                f"flag --use-api-socket can only be used with unix sockets: docker endpoint {endpoint.url} incompatible"
            )
        host = body["HostConfig"]
        mount = {"Type": "bind", "Source": endpoint.address, "Target": SOCKET, "BindOptions": {}}
        host["Mounts"] = [*(host.get("Mounts") or []), mount]
        variables = body.get("Env") or []
        self._credentials: dict[str, dict[str, str]] = {}
        if any(variable.startswith("DOCKER_CONFIG=") for variable in variables):
            return
        self._credentials = self._read_credentials()
        if self._credentials:
            body["Env"] = [*variables, f"DOCKER_CONFIG={CONFIG_FOLDER}"]

    def copy_into(self, container: str) -> None:
        """Puts the credentials where DOCKER_CONFIG says; PyDockError if the engine refuses."""
        if not self._credentials:
            return
        try:
            self._session.engine.containers.archive_put(container, "/", self._archive())
        except EngineError as error:
            raise PyDockError(
                "injecting docker config.json into container failed: "
                f"copying config.json into container failed: {error.message}"
            ) from error

    def _read_credentials(self) -> dict[str, dict[str, str]]:
        def failed(message: str) -> None:
            raise SettingsError(f"resolving credentials failed: {message}")

        return all_auths(self._session.load_config(), self._session.environ, on_failure=failed)

    def _archive(self) -> bytes:
        entries = {key: {**entry, "serveraddress": ""} for key, entry in self._credentials.items()}
        data = laid_out({"auths": {key: written(entry) for key, entry in entries.items()}}).encode()
        header = tar_header.encode_header(f"{CONFIG_FOLDER}/config.json".encode(), mode=0o600, size=len(data))
        return header + data + tar_header.padding(len(data)) + tar_header.END
