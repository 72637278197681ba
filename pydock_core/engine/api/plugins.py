"""`/plugins`: the engine's own plugins (drivers of volumes, networks, …): list, pull, enable, set, upgrade, remove."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.engine.api.decoding import decode_answer
from pydock_core.engine.api.encoding import encode_filters, name_path
from pydock_core.engine.api.json_stream import json_objects
from pydock_core.values.json_codec import dumps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from pydock_core.engine.api.client import Client
    from pydock_core.engine.api.decoding import Shape

    Listing = list[dict[str, Any]]  # inside the class, `list` is its method
    Settings = list[str]

# The members that commands rely on.
_PLUGIN: Shape = {
    "Id": str,
    "Name": str,
    "Enabled": bool,
    "PluginReference": str,
    "Config": {"Description": str},
}
_PRIVILEGE: Shape = {"Name": str, "Description": str, "Value": [str]}


def _path(name: str, tail: str = "") -> str:
    return f"/plugins/{name_path('plugin', name)}{tail}"


class Plugins:
    """`engine.plugins`. `name` is the name of an installed plugin, or its id; results are the API's JSON objects.

    `remote` is the name of a plugin in a registry, `registry_auth` the encoded header X-Registry-Auth. Progress is an
    iterator over the engine's objects: an error comes as an object with `errorDetail`, it is not raised. Every method
    raises APIError if the engine answers with an error (404: no such plugin), ConnectionFailed if it can't be reached,
    and ProtocolError for an empty name or a response that is not the API's.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(self, *, filters: Mapping[str, Iterable[str]] | None = None) -> Listing:
        """Returns the installed plugins; `filters` as `{"enabled": ["true"]}`."""
        return self._client.json("GET", "/plugins", list, query={"filters": encode_filters(filters)}, shape=_PLUGIN)

    def inspect(self, name: str) -> dict[str, Any]:
        """Returns all that the engine knows about the plugin."""
        return self._client.json("GET", _path(name, "/json"), dict, shape=_PLUGIN)

    def create(self, name: str, archive: Iterable[bytes]) -> None:
        """Creates a plugin; the tar archive, which may be compressed, has its `config.json` and the folder `rootfs`."""
        headers = {"Content-Type": "application/x-tar"}
        self._client.request("POST", "/plugins/create", query={"name": name}, body=archive, headers=headers).close()

    def privileges(self, remote: str, *, registry_auth: str) -> Listing | None:
        """Returns what the plugin asks for, each `{"Name": …, "Description": …, "Value": [...] or null}`.

        None stands for the engine's `null`, which docker sends back as it is.
        """
        headers = {"X-Registry-Auth": registry_auth}
        path = "/plugins/privileges"
        data = self._client.stream("GET", path, query={"remote": remote}, headers=headers).read()
        found = decode_answer("GET", path, data, list, _PRIVILEGE)
        return None if data.strip() == b"null" else found

    def pull(
        self, remote: str, privileges: Listing | None, *, name: str = "", registry_auth: str
    ) -> tuple[str, Iterator[dict[str, Any]]]:
        """Downloads a plugin with the granted privileges; returns (its name on the engine, the progress).

        `name` is the name that it gets, "" for that of `remote`. The plugin is disabled.
        """
        query = {"name": name, "remote": remote}
        headers = {"X-Registry-Auth": registry_auth, "Content-Type": "application/json"}
        response = self._client.stream("POST", "/plugins/pull", query=query, body=_granted(privileges), headers=headers)
        return response.headers.get("docker-plugin-name", ""), json_objects(response)

    def upgrade(
        self, name: str, remote: str, privileges: Listing | None, *, registry_auth: str
    ) -> Iterator[dict[str, Any]]:
        """Replaces a disabled plugin by `remote`, with the granted privileges, and returns the progress (API 1.26)."""
        headers = {"X-Registry-Auth": registry_auth, "Content-Type": "application/json"}
        return self._client.stream_json(
            "POST", _path(name, "/upgrade"), query={"remote": remote}, body=_granted(privileges), headers=headers
        )

    def enable(self, name: str, *, timeout_seconds: int = 0) -> None:
        """Starts the plugin; `timeout_seconds` is that of the engine's requests to it, 0 for the engine's default."""
        self._client.request("POST", _path(name, "/enable"), query={"timeout": timeout_seconds}).close()

    def disable(self, name: str, *, force: bool = False) -> None:
        """Ends the plugin, with `force` one that is in use too."""
        self._client.request("POST", _path(name, "/disable"), query={"force": force or None}).close()

    def set(self, name: str, settings: Settings) -> None:
        """Changes settings of a disabled plugin, each as `NAME=VALUE`."""
        self._client.request("POST", _path(name, "/set"), body=settings).close()

    def push(self, name: str, *, registry_auth: str) -> Iterator[dict[str, Any]]:
        """Uploads the plugin to its registry and returns the progress."""
        headers = {"X-Registry-Auth": registry_auth}
        return self._client.stream_json("POST", _path(name, "/push"), headers=headers)

    def remove(self, name: str, *, force: bool = False) -> None:
        """Removes the plugin, with `force` an enabled one too."""
        self._client.request("DELETE", _path(name), query={"force": force or None}).close()


def _granted(privileges: Listing | None) -> bytes:
    """Returns the privileges as docker encodes them: the fields of Go's type, in its order."""
    fields = [
        {"Name": found.get("Name") or "", "Description": found.get("Description") or "", "Value": found.get("Value")}
        for found in privileges or ()
    ]
    return (dumps(None if privileges is None else fields, escape_html=True) + "\n").encode()
