"""A local registry (open, with a password, with TLS, or with tokens), and a push of images without an engine."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import requests

from tests.engines import processes
from tests.engines.images import digest

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from tests.engines.images import Image
    from tests.engines.tokens import TokenServer

MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json"


def configuration(data: Path, port: int, *more: str) -> str:
    """Returns the configuration of `docker-registry serve`: folder of the data, port on 127.0.0.1, and `more` lines."""
    lines = [
        "version: 0.1",
        "log: {level: warn}",
        "storage:",
        f"  filesystem: {{rootdirectory: {data}}}",
        "  delete: {enabled: true}",
        "http:",
        f"  addr: 127.0.0.1:{port}",
        *more,
    ]
    return "\n".join(lines) + "\n"


def push(
    image: Image,
    url: str,
    repository: str,
    tag: str,
    *,
    account: tuple[str, str] | None = None,
    token: str | None = None,
    verify: bool | str = True,
) -> str:
    """Stores the image in the registry at `url` and returns the digest of its manifest.

    The credentials are name and password of an account, or a token. `verify` is the CA file for TLS, or False. Raises
    requests.RequestException if the registry refuses.
    """
    blobs, manifest = image.blobs_and_manifest()
    with requests.Session() as session:
        session.auth = account
        session.trust_env = False  # a proxy of the environment cannot reach the network namespace
        if token is not None:
            session.headers["Authorization"] = f"Bearer {token}"
        for blob in blobs:
            opened = session.post(f"{url}/v2/{repository}/blobs/uploads/", verify=verify)
            opened.raise_for_status()
            stored = session.put(
                opened.headers["Location"],
                params={"digest": digest(blob)},
                data=blob,
                headers={"Content-Type": "application/octet-stream"},
                verify=verify,
            )
            stored.raise_for_status()
        headers = {"Content-Type": MANIFEST_TYPE}
        answer = session.put(f"{url}/v2/{repository}/manifests/{tag}", data=manifest, headers=headers, verify=verify)
        answer.raise_for_status()
    return digest(manifest)


class Registry:
    """A registry on 127.0.0.1, which engines in the same network trust without configuration.

    `account` are the required name and password; `certificates` is a folder of `tls.Certificates`, for HTTPS;
    `token_server` is the token server of its challenges.
    """

    def __init__(
        self,
        *,
        account: tuple[str, str] | None = None,
        certificates: Path | None = None,
        token_server: TokenServer | None = None,
    ) -> None:
        self.account = token_server.account if token_server is not None else account
        self._certificates = certificates
        self._token_server = token_server
        self.port = processes.free_port()
        self._owner = processes.Folder("pydock-registry")
        self.log = self._owner.path / "registry.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """The domain in names of images: `127.0.0.1:PORT`."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The address with http or https."""
        return f"{'http' if self._certificates is None else 'https'}://{self.address}"

    def push(self, image: Image, repository: str, tag: str = "latest") -> str:
        """Stores the image and returns its name for a pull."""
        verify = True if self._certificates is None else str(self._certificates / "ca.pem")
        token = None
        if self._token_server is not None:
            token = self._token_server.issue([{"type": "repository", "name": repository, "actions": ["pull", "push"]}])
        account = self.account if token is None else None
        push(image, self.url, repository, tag, account=account, token=token, verify=verify)
        return f"{self.address}/{repository}:{tag}"

    def __enter__(self) -> Registry:
        try:
            folder = self._owner.path
            file = folder / "registry.yml"
            file.write_text(configuration(folder / "data", self.port, *self._http_lines(), *self._auth_lines()))
            self._process = processes.start(["docker-registry", "serve", str(file)], self.log)
            processes.wait_until_ready(self._process, lambda: processes.accepts_connections(self.port), self.log)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def kill(self) -> None:
        """Kills the registry, also in the middle of a response."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """Ends the registry and removes its images."""
        self.kill()
        self._owner.remove()

    def _http_lines(self) -> list[str]:
        if self._certificates is None:
            return []
        return [f"  tls: {{certificate: {self._certificates}/cert.pem, key: {self._certificates}/key.pem}}"]

    def _auth_lines(self) -> list[str]:
        if self._token_server is not None:
            return ["auth:", f"  token: {self._token_server.registry_settings()}"]
        if self.account is None:
            return []
        file = self._owner.path / "htpasswd"
        written = subprocess.run(["htpasswd", "-Bbn", *self.account], capture_output=True, check=True)
        file.write_bytes(written.stdout)
        return ["auth:", f"  htpasswd: {{realm: tests, path: {file}}}"]
