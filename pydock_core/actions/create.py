"""Creates a container: hooks of plugins, the pull of the image, `--cidfile`, the engine's warnings."""

from __future__ import annotations

import os

from pydock_core.actions.container_errors import CreateRefused
from pydock_core.engine.api.encoding import version_key
from pydock_core.errors import APIError, InvalidValue, PluginError, ProtocolError, PyDockError
from pydock_core.values.os_errors import os_error_text
from pydock_core.values.references import parse_any_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pydock_core.session import Session
    from pydock_core.values.references import Reference

PULL_POLICIES = ("always", "missing", "never")


# The members that every body has, with docker's empty values; docker sends null for an empty `Binds`, `Cmd`, …
_EMPTY_BODY: dict[str, Any] = {
    "Cmd": None,
    "Entrypoint": None,
    "Env": None,
    "Image": "",
    "Labels": {},
    "User": "",
    "HostConfig": {"Binds": None, "Memory": 0, "NanoCpus": 0, "NetworkMode": "default", "Privileged": False},
    "NetworkingConfig": {"EndpointsConfig": {}},
}


class CreateRequest:
    """The container that `run` or `create` is about to create, for `pydock_create_container` to change in place.

    `name` is the container's name, None where the engine chooses one; `platform` is as typed (`linux/arm64`), or None.

    `body` is the body of `POST /containers/create`. These members are always there, also where a plugin creates the
    container; a missing one, or a null where an object belongs, is completed in the dict that the constructor gets:

        Image                              str, as typed
        Labels                             dict[str, str]
        User                               str, "" for the image's
        Cmd, Entrypoint, Env               list[str] or None
        HostConfig.Binds                   list[str] or None
        HostConfig.Memory                  int, bytes; 0 for no limit
        HostConfig.NanoCpus                int, billionths of a CPU; 0 for no limit
        HostConfig.NetworkMode             str, "default" where no network was asked for
        HostConfig.Privileged              bool
        NetworkingConfig.EndpointsConfig   dict: network → EndpointSettings

    Any other member may be missing. An implementation of the hook may change every member, and removes none of these.
    """

    __slots__ = ("body", "name", "platform")

    def __init__(self, name: str | None, platform: str | None, body: dict[str, Any]) -> None:
        _complete(body, _EMPTY_BODY)
        self.name = name
        self.platform = platform
        self.body = body


def _complete(members: dict[str, Any], empty: dict[str, Any]) -> None:
    for name, value in empty.items():
        if not isinstance(value, dict):
            members.setdefault(name, value)
            continue
        if members.get(name) is None:
            members[name] = {}
        _complete(members[name], value)


def create_container(
    session: Session,
    request: CreateRequest,
    *,
    pull: str = "missing",
    quiet: bool = False,
    cidfile: str | None = None,
    api_socket: bool = False,
) -> str:
    """Creates the container and returns its id; warnings and the progress of a pull go to stderr.

    `pull` is "always", "missing" (pulled if the engine has no such image, then created) or "never"; `quiet` hides the
    pull. `cidfile` is a new file that gets the id. `api_socket` gives the container the engine's socket and the user's
    credentials for registries.

    The hooks `pydock_create_container` and `pydock_pull_policy` are called once, even if two requests are sent. Then
    come docker's steps in docker's order: the check of the API version, the file, the image's name, the platform, the
    pull, the create.

    Raises CreateRefused if a plugin refuses the create, EngineError if the engine refuses it.
    """
    policy = _ask_plugins(session, request, pull)
    adapt_to_api_version(request.body, version_key(session.engine.negotiate_version()))
    with CIDFile(cidfile) as file:
        reference = parse_any_reference(request.body["Image"])
        secrets = None
        if api_socket:
            # Rarely used; imports the credential store.
            from pydock_core.actions.api_socket import ApiSocket

            secrets = ApiSocket(session, request.body)
        answer = _create_with_pull(session, request, reference, policy, quiet=quiet)
        for warning in [*(answer.get("Warnings") or []), *_localhost_warning(request.body)]:
            session.warn(warning)
        container = str(answer["Id"])
        if session.has_event_listeners:
            # Rarely needed.
            from pydock_core.declarations.events import ContainerCreated

            session.emit(ContainerCreated(container, request.name, request.body["Image"]))
        file.write(container)
        if secrets is not None:
            secrets.copy_into(container)
    return container


def check_pull_policy(pull: str) -> None:
    """Raises InvalidValue for a `--pull` that docker lacks; docker takes "" for "never"."""
    if pull not in ("", *PULL_POLICIES):
        raise InvalidValue(f"""invalid pull option: '{pull}': must be one of "always", "missing" or "never\"""")


def adapt_to_api_version(body: dict[str, Any], api_version: list[int]) -> None:
    """Removes members that newer engines refuse; raises PyDockError for those that older engines would ignore."""
    host = body["HostConfig"]
    if api_version < [1, 25]:
        host["AutoRemove"] = False  # the client removes the container
    if api_version < [1, 44]:
        endpoints = (body.get("NetworkingConfig") or {}).get("EndpointsConfig") or {}
        if any(endpoint.get("MacAddress") for endpoint in endpoints.values()):
            shown = ".".join(map(str, api_version))
            raise PyDockError(
                '"specify mac-address per network" requires API version 1.44, but the Docker daemon API version is '
                f"{shown}"
            )
        if any((mount.get("BindOptions") or {}).get("ReadOnlyForceRecursive") for mount in host.get("Mounts") or []):
            raise PyDockError("bind-recursive=readonly requires API v1.44 or later")
    if api_version >= [1, 42]:
        host.pop("KernelMemory", None)


def _ask_plugins(session: Session, request: CreateRequest, pull: str) -> str:
    """Calls the hooks that change the request; returns a plugin's pull policy, else `pull`.

    Raises CreateRefused in place of an error with the default exit status; an error with another status is kept.
    """
    try:
        session.hooks.call_all("pydock_create_container", session=session, request=request)
        policy = session.hooks.call_first("pydock_pull_policy", session=session, reference=request.body["Image"])
        if policy is not None and policy not in PULL_POLICIES:
            raise PyDockError(f"a plugin's pull policy is {policy!r}; it can be {', '.join(PULL_POLICIES)}")
    except PyDockError as error:
        if error.exit_code != PyDockError.exit_code:
            raise
        # The cause of a PluginError is the plugin's own exception, which `--debug` shows.
        raise CreateRefused(error.message) from (error.__cause__ if isinstance(error, PluginError) else error)
    return pull if policy is None else str(policy)


def _create_with_pull(
    session: Session, request: CreateRequest, reference: Reference, pull: str, *, quiet: bool
) -> dict[str, Any]:
    """Sends the create and returns the engine's answer; pulls the image before or after it, as `pull` says."""
    platform = _normalized_platform(request.platform)
    if pull == "always":
        _pull(session, request, quiet=quiet)
    _set_console_size(session, request.body, platform)
    try:
        return _send_create(session, request, platform)
    except APIError as error:
        if error.status != 404 or pull != "missing" or reference.is_identifier:
            raise
    if not quiet:
        session.stderr.write(f"Unable to find image '{reference.with_default_tag().familiar}' locally\n")
        session.stderr.flush()
    _pull(session, request, quiet=quiet)
    return _send_create(session, request, platform)


def _send_create(session: Session, request: CreateRequest, platform: str | None) -> dict[str, Any]:
    answer = session.engine.containers.create(request.body, name=request.name, platform=platform)
    if not answer.get("Id"):
        raise ProtocolError("the engine's answer to POST /containers/create has no Id")
    return answer


def _pull(session: Session, request: CreateRequest, *, quiet: bool) -> None:
    # Most creates pull nothing.
    from pydock_core.actions.pull import pull_image
    from pydock_core.values.references import parse_reference

    reference = parse_reference(request.body["Image"])
    pull_image(session, reference, out=session.stderr, platform=request.platform, quiet=quiet)


def _set_console_size(session: Session, body: dict[str, Any], platform: str | None) -> None:
    """Sets ConsoleSize, (rows, columns), to the size of stdout's terminal, if stdout is one.

    As in docker, the zeros stay for a typed Linux platform on an engine before API 1.42.
    """
    size = session.stdout.size() if session.stdout.is_terminal else None
    if size is None:
        return
    old = (
        platform is not None
        and platform.startswith("linux/")
        and version_key(session.engine.negotiate_version()) < [1, 42]
    )
    if not old:
        columns, rows = size
        body["HostConfig"]["ConsoleSize"] = [rows, columns]


class CIDFile:
    """`--cidfile`: a new file that gets the container's id, and is removed if it doesn't; without a path, nothing."""

    def __init__(self, path: str | None) -> None:
        self._path = path
        self._descriptor = -1
        self._written = False

    def __enter__(self) -> CIDFile:
        if self._path:
            from pydock_core.files.atomic import create_file

            try:
                self._descriptor = create_file(self._path)
            except (FileExistsError, IsADirectoryError) as error:
                raise PyDockError(
                    "container ID file found, make sure the other container isn't running or delete " + self._path
                ) from error
            except OSError as error:
                message = f"failed to create the container ID file: open {self._path}: {os_error_text(error)}"
                raise PyDockError(message) from error
        return self

    def write(self, container: str) -> None:
        """Keeps the id, without a newline."""
        if self._descriptor >= 0:
            from pydock_core.files.atomic import write_all

            try:
                write_all(self._descriptor, container.encode())
            except OSError as error:
                message = f"failed to write the container ID to the file: write {self._path}: {os_error_text(error)}"
                raise PyDockError(message) from error
            self._written = True

    def __exit__(self, *_: object) -> None:
        if self._descriptor < 0:
            return
        try:
            os.close(self._descriptor)
        except OSError:
            pass  # `write` has reported it
        if not self._written and self._path:
            try:
                os.unlink(self._path)
            except OSError:
                pass  # the failure before is the one to report


def _normalized_platform(platform: str | None) -> str | None:
    """Returns the platform in docker's normal form (`linux/arm64/v8`); raises InvalidValue with docker's message."""
    if not platform:
        return None
    # Most creates name no platform.
    from pydock_core.values.platforms import format_platform, parse_platform

    try:
        return format_platform(parse_platform(platform))
    except InvalidValue as error:
        raise InvalidValue(f"error parsing specified platform: {error.message}") from error


def _localhost_warning(body: dict[str, Any]) -> list[str]:
    """Returns docker's warning if a DNS server is a loopback address: in the container, that is the container."""
    servers = (body.get("HostConfig") or {}).get("Dns") or []
    if not servers:
        return []
    # ipaddress is slow to import, and most containers set no DNS servers.
    from ipaddress import ip_address

    for server in servers:
        try:
            address = ip_address(server)
        except ValueError:
            continue
        if address.is_loopback:
            return [f"Localhost DNS ({address}) may fail in containers."]
    return []
