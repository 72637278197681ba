"""`--use-api-socket`: mounts the engine's socket and copies the user's registry credentials into a new container."""

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
    """The engine's socket and the user's registry credentials, for one new container.

    The constructor adds a bind mount of the socket to `body`, the body of `POST /containers/create`, and, if the user
    has credentials, the variable DOCKER_CONFIG. A container whose own `Env` sets DOCKER_CONFIG gets no credentials, as
    in docker. Raises PyDockError for an endpoint that is no unix socket, SettingsError if the credentials can't be
    read.
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
        """Copies the credentials into the folder that DOCKER_CONFIG names; raises PyDockError if the engine refuses."""
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
