"""TLS settings of the command line against a real `dockerd --tlsverify`, valid and invalid ones."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.contract.pump import Pump
from tests.e2e.proxy import Proxy
from tests.engines.tls import handshaking
from tests.parity import clients

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.command_line import CommandLine, Ran
    from tests.engines.dockerd import Dockerd
    from tests.engines.tls import Certificates


def files(folder: Path) -> list[str]:
    """Returns the flags with the three files of a folder."""
    return [
        f"--tls{name}={folder / file}"
        for name, file in (("cacert", "ca.pem"), ("cert", "cert.pem"), ("key", "key.pem"))
    ]


@pytest.fixture
def secured(pydock: CommandLine, tls_engine: Dockerd) -> CommandLine:
    """Returns the program with DOCKER_HOST of the engine and no TLS settings."""
    pydock.environ["DOCKER_HOST"] = tls_engine.tcp_host
    return pydock


@pytest.fixture
def expired(certificates: Certificates) -> Iterator[str]:
    with handshaking(certificates.expired) as port:
        yield f"tcp://127.0.0.1:{port}"


@pytest.fixture
def wrong_name(certificates: Certificates) -> Iterator[str]:
    with handshaking(certificates.wrong_name) as port:
        yield f"tcp://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def plain(engine: Dockerd) -> Iterator[str]:
    """Yields the host of an engine without TLS."""
    pump = Pump(engine.socket)
    yield f"tcp://127.0.0.1:{pump.port}"
    pump.close()


def told(ran: Ran) -> str:
    """Returns the only line of a failed command."""
    assert ran.status == 1, ran
    return re.sub(r'(Get|Head) "https?://\S+"', "ASKED", ran.line)


def test_missing_client_certificate_is_reported(secured: CommandLine, certificates: Certificates) -> None:
    ran = secured("--tlsverify", f"--tlscacert={certificates.client / 'ca.pem'}", "ps")
    assert re.fullmatch(
        r"error during connect: ASKED: remote error: tls: .*: "
        r"the engine wants a client certificate: give --tlscert and --tlskey",
        told(ran),
    )


def test_client_certificate_of_another_ca_is_reported(secured: CommandLine, certificates: Certificates) -> None:
    ran = secured("--tlsverify", *files(certificates.stranger), "ps")
    assert re.fullmatch(
        rf"error during connect: ASKED: remote error: tls: .*: the engine does not accept "
        rf"{certificates.stranger}/cert.pem: give another with --tlscert and --tlskey",
        told(ran),
    )


def test_wrong_ca_file_is_reported(secured: CommandLine, certificates: Certificates) -> None:
    ran = secured("ps", DOCKER_TLS_VERIFY="1", DOCKER_CERT_PATH=str(certificates.distrustful))
    assert told(ran) == (
        "error during connect: ASKED: tls: failed to verify certificate: "
        f"x509: certificate signed by unknown authority: {certificates.distrustful}/ca.pem is not its CA; "
        "give the engine's CA with --tlscacert"
    )


def test_expired_server_certificate_is_reported(pydock: CommandLine, expired: str, certificates: Certificates) -> None:
    ran = pydock("-H", expired, "--tlsverify", *files(certificates.client), "ps")
    assert told(ran) == (
        "error during connect: ASKED: tls: failed to verify certificate: x509: certificate has expired or is not yet "
        "valid: renew the engine's certificate, or check this clock"
    )


def test_server_certificate_of_another_name_is_reported(
    pydock: CommandLine, wrong_name: str, certificates: Certificates
) -> None:
    ran = pydock("-H", wrong_name, "--tlsverify", *files(certificates.client), "ps")
    assert told(ran) == (
        "error during connect: ASKED: tls: failed to verify certificate: x509: certificate is not valid for 127.0.0.1: "
        "use a name that is in the engine's certificate"
    )


@pytest.mark.parametrize("missing", ["ca.pem", "cert.pem", "key.pem"])
@pytest.mark.parametrize("how", ["flags", "context"])
def test_missing_tls_file_is_reported(
    secured: CommandLine, certificates: Certificates, missing: str, how: str, tls_engine: Dockerd
) -> None:
    folder = secured.home / "tls"
    shutil.copytree(certificates.client, folder)
    (folder / missing).unlink()
    if how == "flags":
        ran = secured("--tlsverify", *files(folder), "ps")
        assert told(ran) == (
            "Failed to initialize: unable to resolve docker endpoint: "
            f"open {folder / missing}: no such file or directory"
        )
    else:
        secured.context("far", tls_engine.tcp_host, certificates=folder)
        said = told(secured("-c", "far", "ps"))
        assert {
            "ca.pem": "certificate signed by unknown authority: no CA file was given; give the engine's CA",
            "cert.pem": "a TLS client certificate (--tlscert) is missing: certificate and key go together",
            "key.pem": "a TLS client key (--tlskey) is missing: certificate and key go together",
        }[missing] in said


def test_plain_http_to_a_tls_port_is_reported(secured: CommandLine) -> None:
    assert told(secured("ps")) == (
        "Error response from daemon: Client sent an HTTP request to an HTTPS server. "
        "Use --tlsverify (or --tls) to connect."
    )


def test_closed_tls_port_is_reported(pydock: CommandLine, certificates: Certificates) -> None:
    ran = pydock("-H", "tcp://127.0.0.1:1", "--tlsverify", *files(certificates.client), "ps")
    assert told(ran) == "Cannot connect to the Docker daemon at tcp://127.0.0.1:1. Is the docker daemon running?"


def test_tls_to_a_plain_port_is_reported(pydock: CommandLine, plain: str, certificates: Certificates) -> None:
    ran = pydock("-H", plain, "--tlsverify", *files(certificates.client), "ps")
    assert told(ran) == (
        "error during connect: ASKED: tls: first record does not look like a TLS handshake: "
        "the port speaks no TLS; connect without --tls"
    )


@pytest.mark.parametrize(
    ("flag", "content", "message"),
    [
        ("--tlscacert", "nothing", "ca.pem seems invalid: {file} holds no certificate"),
        ("--tlscert", "nothing", "tls: failed to find any PEM data in certificate or key input: check {file} and "),
        ("--tlskey", "nothing", "tls: failed to find any PEM data in certificate or key input: check "),
        ("--tlskey", "stranger", "tls: private key does not match public key: {file} is not the key of "),
    ],
)
def test_tls_file_with_wrong_content_is_reported(
    secured: CommandLine, certificates: Certificates, flag: str, content: str, message: str
) -> None:
    if content == "stranger":
        content = (certificates.stranger / "key.pem").read_text()
    file = secured.write("wrong.pem", content)
    said = told(secured("--tlsverify", *files(certificates.client), f"{flag}={file}", "ps"))
    assert said.startswith("Failed to initialize: failed to retrieve context tls info: ")
    assert message.format(file=file) in said


@pytest.mark.parametrize("way", ["flags", "--tls", "variables", "config folder", "context", "docker's context"])
def test_every_setting_of_tls_works(
    secured: CommandLine, certificates: Certificates, tls_engine: Dockerd, way: str
) -> None:
    words: list[str] = []
    if way == "flags":
        words = ["--tlsverify", *files(certificates.client)]
    elif way == "--tls":
        words = ["--tls", *files(certificates.client)]
    elif way == "variables":
        secured.environ |= {"DOCKER_TLS_VERIFY": "0", "DOCKER_CERT_PATH": str(certificates.client)}
    elif way == "config folder":
        shutil.copytree(certificates.client, secured.home / ".docker")
        words = ["--tlsverify"]
    elif way == "context":
        secured.context("far", tls_engine.tcp_host, certificates=certificates.client)
        words = ["-c", "far"]
    else:
        docker = clients.docker()
        if docker is None:
            pytest.skip(f"there is no docker {clients.VERSION}")
        made = ",".join(f"{name}={certificates.client / name}.pem" for name in ("ca", "cert", "key"))
        create = [str(docker), "context", "create", "far", "--docker", f"host={tls_engine.tcp_host},{made}"]
        subprocess.run(create, env=secured.environ, check=True, capture_output=True)
        words = ["-c", "far"]
    ran = secured(*words, "run", "--rm", "busybox", "echo", "hi")
    assert (ran.status, ran.stdout, ran.stderr) == (0, "hi\n", "")


@pytest.mark.parametrize("words", [["--tls"], ["--tlsverify=false"]])
def test_any_server_is_accepted_without_verification(
    secured: CommandLine, certificates: Certificates, words: list[str]
) -> None:
    assert secured(*words, *files(certificates.distrustful), "ps", "-q").status == 0


def test_context_can_disable_the_verification(
    secured: CommandLine, certificates: Certificates, tls_engine: Dockerd
) -> None:
    secured.context("far", tls_engine.tcp_host, certificates=certificates.distrustful)
    assert "unknown authority" in told(secured("-c", "far", "ps"))
    secured.context("blind", tls_engine.tcp_host, certificates=certificates.distrustful, skip_verify=True)
    assert secured("-c", "blind", "ps", "-q").status == 0


def test_tls_streams_megabytes_in_both_directions_with_half_close(
    secured: CommandLine, certificates: Certificates
) -> None:
    secured.environ |= {"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(certificates.client)}
    data = os.urandom(1 << 20) * 8
    script = "cat; echo done >&2; exit 3"  # output follows the end of the input
    ran = secured("run", "--rm", "-i", "busybox", "sh", "-c", script, stdin=data)
    assert (ran.status, ran.stderr, ran.stdout_bytes == data) == (3, "done\n", True)


def test_tls_engine_is_reached_through_a_proxy(
    secured: CommandLine, certificates: Certificates, tls_engine: Dockerd
) -> None:
    port = int(tls_engine.tcp_host.rpartition(":")[2])
    far = tls_engine.tcp_host.replace("127.0.0.1", "192.0.2.1")
    with Proxy(port) as proxy:
        secured.environ |= {"HTTPS_PROXY": f"http://127.0.0.1:{proxy.port}", "HTTP_PROXY": "http://127.0.0.1:1"}
        words = ["-H", far, *files(certificates.client)]
        wrong = told(secured(*words, "--tlsverify", "ps"))  # 192.0.2.1 is not in the certificate
        right = secured(*words, "--tlsverify=false", "ps", "-q")
    assert wrong == (
        "error during connect: ASKED: tls: failed to verify certificate: x509: certificate is not valid for 192.0.2.1: "
        "use a name that is in the engine's certificate"
    )
    assert (right.status, right.stderr) == (0, "")
    assert proxy.asked[0].startswith(f"CONNECT 192.0.2.1:{port} HTTP/1.")


def test_proxy_that_refuses_a_tls_engine_is_named_in_the_error(
    secured: CommandLine, certificates: Certificates
) -> None:
    with Proxy("/nowhere", refuse=True) as proxy:
        address = f"127.0.0.1:{proxy.port}"
        words = ["-H", "tcp://192.0.2.1:2376", "--tlsverify", *files(certificates.client), "ps"]
        said = told(secured(*words, HTTPS_PROXY=f"http://me:SECRET@{address}"))
    assert said == (
        f"error during connect: ASKED: proxyconnect tcp: the proxy http://{address} refused: "
        "407 Proxy Authentication Required; check HTTPS_PROXY and NO_PROXY"
    )


def test_log_has_no_tls_key(secured: CommandLine, certificates: Certificates) -> None:
    ran = secured("-D", "--tlsverify", *files(certificates.client), "ps", "-q")
    assert ran.status == 0
    assert [line["msg"] for line in ran.log] == ["endpoint chosen", "request", "negotiated", "request"]
    assert "PRIVATE" not in ran.stderr
