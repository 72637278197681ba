"""A registry whose CA is only in certs.d, with requests of the client: `manifest`, and `login` without an engine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import trustme

from tests.e2e.proxy import Proxy
from tests.engines.registry import Registry
from tests.parity import clients
from tests.parity.given import tiny

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Run = Callable[..., "subprocess.CompletedProcess[str]"]

HOST = "elsewhere.example.org"
PYDOCK = Path(sys.executable).with_name("pydock")


@pytest.fixture(params=["pydock", "docker"])
def program(request: pytest.FixtureRequest) -> Path:
    """Returns PyDock, and docker for comparison."""
    found = PYDOCK if request.param == "pydock" else clients.docker()
    if found is None:
        pytest.skip(f"docker {clients.VERSION} is not here")
    return found


@pytest.fixture
def certificates(tmp_path: Path) -> Path:
    """Returns a folder with the certificate of the registry and its CA in ca.pem."""
    folder = tmp_path / "certificates"
    folder.mkdir()
    authority = trustme.CA()
    certificate = authority.issue_cert(HOST, "127.0.0.1")
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    certificate.private_key_pem.write_to_path(str(folder / "key.pem"))
    for part in certificate.cert_chain_pems:
        part.write_to_path(str(folder / "cert.pem"), append=True)
    return folder


@pytest.fixture
def run(real_parts: None, program: Path, certificates: Path, tmp_path: Path) -> Iterator[Run]:
    """Runs the client without an engine, with a proxy that forwards every host to the registry."""
    account = ("somebody", "a password")
    with Registry(account=account, certificates=certificates) as registry, Proxy(registry.port) as proxy:
        registry.push(tiny(), "part", "1")
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
            "ROOTLESSKIT_STATE_DIR": str(tmp_path),
            "DOCKER_HOST": "unix:///nosuch",
            "HTTPS_PROXY": f"http://127.0.0.1:{proxy.port}",
        }

        def start(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                [program, *words], input=stdin, env=environ, capture_output=True, text=True, timeout=60, check=False
            )

        yield start


def log_in(run: Run) -> subprocess.CompletedProcess[str]:
    return run("login", "-u", "somebody", "--password-stdin", HOST, stdin="a password")


def test_unknown_ca_is_refused_without_a_request(run: Run, tmp_path: Path) -> None:
    for result in (log_in(run), run("manifest", "inspect", f"{HOST}/part:1")):
        assert (result.returncode, result.stdout) == (1, "")
        assert "tls: failed to verify certificate: " in result.stderr
    assert not (tmp_path / ".docker" / "config.json").exists()


def test_insecure_flag_serves_manifest_commands(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".docker").mkdir()
    (tmp_path / ".docker" / "config.json").write_text(
        f'{{"auths": {{"{HOST}": {{"auth": "c29tZWJvZHk6YSBwYXNzd29yZA=="}}}}}}'
    )
    assert run("manifest", "inspect", f"{HOST}/part:1").returncode == 1
    result = run("manifest", "inspect", "--insecure", f"{HOST}/part:1")
    assert (result.returncode, '"schemaVersion": 2' in result.stdout) == (0, True), result


def test_registry_with_a_known_ca_works(run: Run, certificates: Path, tmp_path: Path) -> None:
    folder = tmp_path / "config" / "docker" / "certs.d" / HOST
    folder.mkdir(parents=True)
    shutil.copy(certificates / "ca.pem", folder / "ca.crt")
    refused = run("manifest", "inspect", f"{HOST}/part:1")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert log_in(run).stdout == "Login Succeeded\n"
    result = run("manifest", "inspect", f"{HOST}/part:1")
    assert (result.returncode, '"schemaVersion": 2' in result.stdout) == (0, True), result
    assert run("manifest", "create", f"{HOST}/whole:1", f"{HOST}/part:1").returncode == 0
    pushed = run("manifest", "push", "--purge", f"{HOST}/whole:1")
    assert (pushed.returncode, "sha256:" in pushed.stdout) == (0, True), pushed
