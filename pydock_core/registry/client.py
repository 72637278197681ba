"""Requests to a registry without the engine: manifests and blobs of its repositories, and login."""

from __future__ import annotations

from hashlib import sha256 as hashlib_sha256
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pydock_core.errors import RegistryError
from pydock_core.registry.access import RegistryAccess
from pydock_core.registry.certificates import certificates_folder, tls_context
from pydock_core.registry.refusals import UNREADABLE
from pydock_core.registry.web import PlainHTTP, Web

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeVar

    from pydock_core.values.references import Reference

    T = TypeVar("T")

DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
MANIFESTS = (DOCKER_MANIFEST, DOCKER_LIST, OCI_MANIFEST, OCI_INDEX)
READ_SECONDS = 60.0
LOGIN_SECONDS = 15.0
_HUB = "registry-1.docker.io"
# Error codes after which another server of the registry may succeed.
_RETRY_CODES = ("UNAUTHORIZED", "MANIFEST_UNKNOWN", "NAME_UNKNOWN", UNREADABLE)


class Manifest:
    """A manifest as a registry has it: its media type and its bytes, from which the digest is computed."""

    __slots__ = ("data", "media_type")

    def __init__(self, media_type: str, data: bytes) -> None:
        self.media_type = media_type
        self.data = data

    @property
    def digest(self) -> str:
        """The digest: `sha256:…`."""
        return sha256(self.data)


def sha256(data: bytes) -> str:
    """Returns the digest of `data`: `sha256:` and 64 hexadecimal digits."""
    return f"sha256:{hashlib_sha256(data).hexdigest()}"


class Registry:
    """The registry `domain`, spelled as in an image's name. Every method raises RegistryError.

    `auth` is an entry of docker's config, {} for anonymous access. TLS is tried first. With `insecure`, and for a
    registry on this machine, certificates are not checked, and plain HTTP is tried next.
    """

    def __init__(
        self,
        domain: str,
        *,
        auth: Mapping[str, str],
        environ: Mapping[str, str],
        user_agent: str,
        insecure: bool = False,
    ) -> None:
        self._host = _HUB if domain in ("docker.io", "index.docker.io") else domain
        self._auth = auth
        self._environ = environ
        self._user_agent = user_agent
        self._insecure = insecure
        self._verify = not (insecure or is_local(self._host))
        self._write_access: RegistryAccess | None = None

    def read(self, reference: Reference, fetch: Callable[[RegistryAccess], T]) -> T:
        """Returns the result of `fetch` for the first server that has `reference`.

        See `fetch_manifest` and `fetch_blob`.
        """
        speaks_tls = False
        for scheme in ("https",) if self._verify else ("https", "http"):
            if scheme == "http" and speaks_tls:
                continue
            found = self._reachable(scheme)
            if found is None and self._verify:
                continue
            access = found or self._access("http")
            if access.base.startswith("http://") and not self._insecure:
                continue
            try:
                return fetch(access)
            except RegistryError as error:
                if not error.answered or error.code not in _RETRY_CODES:
                    raise
                speaks_tls = access.base.startswith("https://")
        raise RegistryError(f"no such manifest: {reference}", code="MANIFEST_UNKNOWN")

    def mount(self, reference: Reference, digest: str, source: str) -> bool:
        """Mounts a blob of this registry's repository `source` in the repository of `reference`.

        Returns whether it did.
        """
        scopes: tuple[str, ...] = (_scope(reference, "pull,push"),)
        if source != reference.path:
            scopes += (f"repository:{source}:pull",)
        access = self._access_for_writing()
        query = urlencode({"from": source, "mount": digest})
        try:
            answer = access.succeed("POST", f"/v2/{reference.path}/blobs/uploads/?{query}", scopes=scopes)
        except RegistryError as error:
            raise RegistryError(
                f"failed to mount blob {source}@{digest} to {reference}: {error.message}", code=error.code
            ) from error
        if answer.status == 201:
            return True
        location = answer.headers.get("location", "")
        if location:
            access.request("DELETE", location, scopes=scopes)
        return False

    def put(self, reference: Reference, manifest: Manifest) -> str:
        """Stores a manifest under its reference's tag, or else its digest.

        Returns the digest that the registry reports.
        """
        try:
            answer = self._access_for_writing().succeed(
                "PUT",
                f"/v2/{reference.path}/manifests/{reference.tag or reference.digest}",
                scopes=(_scope(reference, "pull,push"),),
                headers={"Content-Type": manifest.media_type},
                data=manifest.data,
            )
        except RegistryError as error:
            raise RegistryError(f"failed to put manifest {reference}: {error.message}", code=error.code) from error
        digest = answer.headers.get("docker-content-digest", "")
        if digest != manifest.digest:
            raise RegistryError(f"failed to put manifest {reference}: the registry says that its digest is {digest!r}")
        return digest

    def log_in(self) -> str:
        """Checks the user name and password; returns an identity token if the registry issues one, else ""."""
        last: RegistryError | None = None
        for scheme in ("https",) if self._verify else ("https", "http"):
            try:
                access = self._access(scheme, offline=True, read_seconds=LOGIN_SECONDS)
                answer = access.request("GET", "/v2/")
                if answer.status == 200:
                    return access.identity_token
                raise RegistryError(
                    f"login attempt to {access.base}/v2/ failed with status: {answer.status} {answer.reason}"
                )
            except RegistryError as error:
                last = error
                if error.code == "UNAUTHORIZED":
                    break  # the next server would get the password without TLS
        raise last or RegistryError("no server to log in to")

    def _access_for_writing(self) -> RegistryAccess:
        """Returns the one server to write to; on this machine the one without TLS, as in docker, if there is one."""
        if self._write_access is None:
            self._write_access = self._find_write_access()
        return self._write_access

    def _find_write_access(self) -> RegistryAccess:
        if is_local(self._host):
            access = self._access("http")
            if access.ping.status != 400:
                return access
        if self._verify:
            return self._access("https")
        return self._reachable("https") or self._access("http")

    def _reachable(self, scheme: str) -> RegistryAccess | None:
        """Returns the server; None if it answers TLS with plain HTTP. Raises RegistryError for other failures."""
        try:
            return self._access(scheme)
        except PlainHTTP:
            return None

    def _access(self, scheme: str, *, offline: bool = False, read_seconds: float = READ_SECONDS) -> RegistryAccess:
        folder = certificates_folder(self._host, self._environ)
        web = Web(
            context=tls_context(folder, verify=self._verify),
            verify=self._verify,
            environ=self._environ,
            user_agent=self._user_agent,
            read_seconds=read_seconds,
        )
        try:
            base = f"{scheme}://{self._host}"
            return RegistryAccess(web, base, self._auth, offline=offline, insecure=not self._verify)
        except RegistryError as error:
            if offline:
                raise
            message = f"failed to configure transport: error pinging v2 registry: {error.message}"
            raise type(error)(message) from error


def fetch_manifest(access: RegistryAccess, reference: Reference, *, target: str = "") -> Manifest:
    """Returns the manifest of `reference` (or of the digest `target` in its repository); a known digest is checked."""
    answer = access.succeed(
        "GET",
        f"/v2/{reference.path}/manifests/{target or reference.tag or reference.digest}",
        scopes=(_scope(reference, "pull"),),
        headers={"Accept": ", ".join(MANIFESTS)},
    )
    media_type = answer.headers.get("content-type", "").partition(";")[0].strip()
    manifest = Manifest(media_type, answer.body)
    digest = target or reference.digest
    if digest and digest.startswith("sha256:") and manifest.digest != digest:
        raise RegistryError(f"manifest verification failed for digest {digest}")
    return manifest


def fetch_blob(access: RegistryAccess, reference: Reference, digest: str) -> bytes:
    """Returns a small blob of the repository (an image's configuration); checks its digest."""
    path = f"/v2/{reference.path}/blobs/{digest}"
    answer = access.succeed("GET", path, scopes=(_scope(reference, "pull"),))
    if sha256(answer.body) != digest:
        raise RegistryError(f"image config verification failed for digest {digest}")
    return answer.body


def is_local(host: str) -> bool:
    """Returns whether `HOST[:PORT]` is a loopback address or localhost, which docker trusts without certificates."""
    name = host if host.startswith("[") else host.partition(":")[0]
    name = name.partition("]")[0].strip("[")
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _scope(reference: Reference, actions: str) -> str:
    return f"repository:{reference.path}:{actions}"
