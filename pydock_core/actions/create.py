"""Creating a container: the image pulled if need be, `--cidfile`, the engine's warnings."""

from __future__ import annotations

from pydock_core.errors import APIError, InvalidValue, ProtocolError, PyDockError
from pydock_core.values.references import parse_any_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, BinaryIO

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


class Creation:
    """One logical create, which plugins have seen: making one calls `pydock_create_container` and `pydock_pull_policy`.

    `pull` is "always", "missing" (when the engine has no such image: pulled, then asked once more) or "never"; `quiet`
    hides the pull. A plugin's refusal is raised here, so that a command can tell it from what fails in `make`.
    """

    def __init__(
        self,
        session: Session,
        *,
        body: dict[str, Any],
        name: str | None = None,
        platform: str | None = None,
        pull: str = "missing",
        quiet: bool = False,
    ) -> None:
        self.request = CreateRequest(name, platform, body)
        session.hooks.call_all("pydock_create_container", session=session, request=self.request)
        self._session = session
        self._pull_policy = _policy(session, self.request, pull)
        self._quiet = quiet

    def make(self, *, cidfile: str | None = None, api_socket: bool = False) -> str:
        """Creates the container and returns its id; warnings and the progress of a pull go to stderr.

        `cidfile` is a new file that gets the id; `api_socket` hands the container the engine's socket and the user's
        credentials. In docker's order: the file, the image's name, the platform, the pull, the create.
        """
        with CIDFile(cidfile) as file:
            reference = parse_any_reference(self.request.body["Image"])
            secrets = None
            if api_socket:
                from pydock_core.actions.api_socket import ApiSocket

                secrets = ApiSocket(self._session, self.request.body)
            answer = self._create(reference, _parsed_platform(self.request.platform))
            for warning in [*(answer.get("Warnings") or []), *_localhost_warning(self.request.body)]:
                self._session.warn(warning)
            container = str(answer["Id"])
            if self._session.has_event_listeners:
                from pydock_core.declarations.events import ContainerCreated

                self._session.emit(ContainerCreated(container, self.request.name, self.request.body["Image"]))
            file.write(container)
            if secrets is not None:
                secrets.copy_into(container)
        return container

    def _create(self, reference: Reference, platform: str | None) -> dict[str, Any]:
        if self._pull_policy == "always":
            self._pull()
        self._set_console_size(platform)
        try:
            return self._post(platform)
        except APIError as error:
            if error.status != 404 or self._pull_policy != "missing" or reference.is_identifier:
                raise
        if not self._quiet:
            wanted = reference.with_default_tag().familiar
            self._session.stderr.write(f"Unable to find image '{wanted}' locally\n")
            self._session.stderr.flush()
        self._pull()
        return self._post(platform)

    def _post(self, platform: str | None) -> dict[str, Any]:
        answer = self._session.engine.containers.create(self.request.body, name=self.request.name, platform=platform)
        if not answer.get("Id"):
            raise ProtocolError("the engine's answer to POST /containers/create has no Id")
        return answer

    def _pull(self) -> None:
        from pydock_core.actions.pull import pull_image
        from pydock_core.values.references import parse_reference

        reference = parse_reference(self.request.body["Image"])
        pull_image(
            self._session,
            reference,
            out=self._session.stderr,
            platform=self.request.platform,
            quiet=self._quiet,
        )

    def _set_console_size(self, platform: str | None) -> None:
        """(rows, columns) of stdout's terminal; zeros where docker sends them to an engine before API 1.42."""
        stdout = self._session.stdout
        size = stdout.size() if stdout.is_terminal else None
        if size is None:
            return
        if platform is not None and platform.startswith("linux/"):
            from pydock_core.engine.api.encoding import version_key

            if version_key(self._session.engine.negotiate_version()) < [1, 42]:
                return
        columns, rows = size
        self.request.body["HostConfig"]["ConsoleSize"] = [rows, columns]


class CIDFile:
    """`--cidfile`: a new file that gets the container's id, and is removed if it doesn't; without a path, nothing."""

    def __init__(self, path: str | None) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self._written = False

    def __enter__(self) -> CIDFile:
        if self._path:
            try:
                self._file = open(self._path, "xb")
            except (FileExistsError, IsADirectoryError) as error:
                raise PyDockError(
                    "container ID file found, make sure the other container isn't running or delete " + self._path
                ) from error
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                raise PyDockError(f"failed to create the container ID file: open {self._path}: {reason}") from error
        return self

    def write(self, container: str) -> None:
        """Keeps the id, without a newline."""
        if self._file is not None:
            try:
                self._file.write(container.encode())
                self._file.flush()
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                raise PyDockError(
                    f"failed to write the container ID to the file: write {self._path}: {reason}"
                ) from error
            self._written = True

    def __exit__(self, *_: object) -> None:
        if self._file is None:
            return
        try:
            self._file.close()
        except OSError:
            pass  # `write` has said so
        if not self._written and self._path:
            import os

            try:
                os.unlink(self._path)
            except OSError:
                pass  # what went wrong before is the thing to tell


def check_pull(pull: str) -> None:
    """Refuses what is no `--pull`; docker takes "" for "never"."""
    if pull not in ("", *PULL_POLICIES):
        raise InvalidValue(f"""invalid pull option: '{pull}': must be one of "always", "missing" or "never\"""")


def _policy(session: Session, request: CreateRequest, pull: str) -> str:
    """`--pull`, unless a plugin knows better."""
    policy = session.hooks.call_first("pydock_pull_policy", session=session, reference=request.body["Image"])
    if policy is None:
        return pull
    if policy not in PULL_POLICIES:
        raise PyDockError(f"a plugin's pull policy is {policy!r}; it can be {', '.join(PULL_POLICIES)}")
    return str(policy)


def _parsed_platform(platform: str | None) -> str | None:
    if not platform:
        return None
    from pydock_core.values.platforms import format_platform, parse_platform

    try:
        return format_platform(parse_platform(platform))
    except InvalidValue as error:
        raise InvalidValue(f"error parsing specified platform: {error.message}") from error


def _localhost_warning(body: dict[str, Any]) -> list[str]:
    """The first of the DNS servers that is a loopback address, which is another one inside the container."""
    servers = (body.get("HostConfig") or {}).get("Dns") or []
    if not servers:
        return []
    from ipaddress import ip_address

    for server in servers:
        try:
            address = ip_address(server)
        except ValueError:
            continue
        if address.is_loopback:
            return [f"Localhost DNS ({address}) may fail in containers."]
    return []
