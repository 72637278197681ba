"""`--use-api-socket`: the user's credentials in the container, in an archive as docker makes it."""

from __future__ import annotations

import io
import json
import tarfile
from typing import TYPE_CHECKING

from pydock_core.testing.pytest_plugin import fake_engine, pydock

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock

__all__ = ["fake_engine", "pydock"]
CREDENTIALS = {"DOCKER_AUTH_CONFIG": '{"auths":{"example.com":{"auth":"dTpw"}}}'}


def test_api_socket_without_credentials_copies_nothing(pydock: PyDock) -> None:
    result = pydock("create", "--use-api-socket", "busybox")
    assert result.status == 0
    assert not [request for request in result.requests if request.path.endswith("/archive")]


def test_api_socket_copies_credentials_readable_by_root_only(pydock: PyDock) -> None:
    result = pydock("create", "--use-api-socket", "busybox", environ=CREDENTIALS)
    assert result.status == 0, result.stderr
    (sent,) = (request.body for request in result.requests if request.path.endswith("/archive"))
    with tarfile.open(fileobj=io.BytesIO(sent)) as archive:
        (member,) = archive.getmembers()
        content = archive.extractfile(member)
        assert content is not None
        assert json.loads(content.read())["auths"]["example.com"]["auth"] == "dTpw"
    assert (member.name, member.mode, member.uid, member.mtime) == ("/run/secrets/docker/config.json", 0o600, 0, 0)
    assert len(sent) == 2048
