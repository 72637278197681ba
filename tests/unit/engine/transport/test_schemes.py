from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pydock_core.engine.endpoint import Endpoint, TLSMaterial
from pydock_core.engine.messages import Request
from pydock_core.engine.transport.http import SocketTransport
from pydock_core.engine.transport.proxy import proxy_for
from pydock_core.engine.transport.schemes import open_transport, socket_transport
from pydock_core.engine.transport.sockets import connect_unix
from pydock_core.engine.transport.ssh import ssh_command
from pydock_core.errors import ConnectionFailed, EngineError
from tests.unit.engine.servers import answering, ok

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.unit.engine.servers import Server

SSH = ["ssh", "-o", "ConnectTimeout=30", "-T"]
DIAL = ["docker", "system", "dial-stdio"]


def tcp(address: str, *, tls: bool = False) -> Endpoint:
    return Endpoint("tcp", address, url=f"tcp://{address}", tls=TLSMaterial() if tls else None)


def test_unknown_scheme_is_refused() -> None:
    with pytest.raises(EngineError, match="invalid bind address format: foo://x$"):
        open_transport(Endpoint("foo", "x", url="foo://x"), environ={})


def test_socket_transport_uses_the_plugin_s_sockets(serve: Callable[..., Server]) -> None:
    server = serve(answering(ok(b"hello")))
    send = socket_transport(lambda: connect_unix(server.path), endpoint=Endpoint("mine", "x", url="mine://x"))
    assert send(Request("GET", "/")).read() == b"hello"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("u:p@h", "plain-text password is not supported"),
        ("", "hostname is empty"),
        ("h?x", 'query parameters are not allowed: "x"'),
    ],
)
def test_invalid_ssh_address_has_docker_s_message(address: str, words: str) -> None:
    with pytest.raises(EngineError) as caught:
        ssh_command(address)
    assert caught.value.message == f"Failed to initialize: ssh host connection is not valid: invalid SSH URL: {words}"


@pytest.mark.parametrize(
    ("address", "command"),
    [
        ("h", [*SSH, "--", "h", *DIAL]),
        ("me@h:2222", [*SSH, "-l", "me", "-p", "2222", "--", "h", *DIAL]),
        ("me@[::1]:22", [*SSH, "-l", "me", "-p", "22", "--", "::1", *DIAL]),
        ("-oProxyCommand=x", [*SSH, "--", "-oProxyCommand=x", *DIAL]),
        ("h/run/d.sock", [*SSH, "--", "h", "docker", "--host", "unix:///run/d.sock", "system", "dial-stdio"]),
    ],
)
def test_ssh_command_is_docker_s(address: str, command: list[str]) -> None:
    assert ssh_command(address) == command


def test_ssh_failure_has_ssh_s_stderr(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ssh").write_text("#!/bin/sh\necho 'Permission denied' >&2\nexit 255\n")
    (tmp_path / "ssh").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    send = open_transport(Endpoint("ssh", "h", url="ssh://h"), environ={"PATH": f"{tmp_path}:/usr/bin:/bin"})
    with pytest.raises(ConnectionFailed) as caught:
        send(Request("GET", "/info"))
    assert caught.value.message == (
        'error during connect: Get "http://docker.example.com/info": '
        "command [ssh -o ConnectTimeout=30 -T -- h docker system dial-stdio] has exited with exit status 255, "
        "make sure the URL is valid, and Docker 18.09 or later is installed on the remote host: "
        "stderr=Permission denied"
    )


def test_missing_ssh_program_is_reported_in_one_line(tmp_path: Path) -> None:
    send = open_transport(Endpoint("ssh", "h", url="ssh://h"), environ={"PATH": str(tmp_path)})
    with pytest.raises(EngineError, match=r"^error during connect: ssh can't be run"):
        send(Request("GET", "/info"))


@pytest.mark.parametrize(
    ("address", "tls", "environ", "proxy"),
    [
        ("engine:2375", False, {}, None),
        ("engine:2375", False, {"HTTP_PROXY": "p:3128"}, "http://p:3128"),
        ("engine:2375", False, {"http_proxy": "http://p"}, "http://p"),
        ("engine:2375", False, {"HTTPS_PROXY": "http://p"}, None),
        ("engine:2376", True, {"HTTPS_PROXY": "http://p"}, "http://p"),
        ("localhost:2375", False, {"HTTP_PROXY": "p"}, None),
        ("127.1.2.3:2375", False, {"HTTP_PROXY": "p"}, None),
        ("[::1]:2375", False, {"HTTP_PROXY": "p"}, None),
        ("engine:2375", False, {"HTTP_PROXY": "p", "NO_PROXY": "*"}, None),
        ("a.example.com:2375", False, {"HTTP_PROXY": "p", "NO_PROXY": "x, example.com"}, None),
        ("example.com:2375", False, {"HTTP_PROXY": "p", "NO_PROXY": ".example.com"}, "http://p"),
        ("badexample.com:2375", False, {"HTTP_PROXY": "p", "NO_PROXY": "example.com"}, "http://p"),
        ("engine:2375", False, {"HTTP_PROXY": "p", "no_proxy": "engine:99"}, "http://p"),
        ("engine:2375", False, {"HTTP_PROXY": "p", "no_proxy": "engine:2375"}, None),
        ("10.1.2.3:2375", False, {"HTTP_PROXY": "p", "NO_PROXY": "10.0.0.0/8"}, None),
        ("11.1.2.3:2375", False, {"HTTP_PROXY": "p", "NO_PROXY": "10.0.0.0/8,bad/x,11.1.2.4"}, "http://p"),
    ],
)
def test_proxy_is_chosen_as_by_go(address: str, tls: bool, environ: dict[str, str], proxy: str | None) -> None:
    assert proxy_for(tcp(address, tls=tls), environ) == proxy


def test_unreachable_proxy_is_named_without_its_password() -> None:
    send = open_transport(tcp("192.0.2.1:2375"), environ={"HTTP_PROXY": "http://me:secret@127.0.0.1:1"})
    with pytest.raises(ConnectionFailed, match=r"proxyconnect tcp: the proxy http://127\.0\.0\.1:1 can't") as caught:
        send(Request("GET", "/info"))
    assert "secret" not in caught.value.message


def test_direct_transport_is_used_where_no_proxy_applies() -> None:
    assert isinstance(open_transport(tcp("127.0.0.1:1"), environ={"HTTP_PROXY": "p"}), SocketTransport)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("tcp://me:secret@host:2376/path", "tcp://me:xxxxx@host:2376/path"),
        ("tcp://me:s@cret@host", "tcp://me:xxxxx@host"),
        ("ssh://me@host", "ssh://me@host"),
        ("tcp://host:2375", "tcp://host:2375"),
        ("unix:///a:b@c/docker.sock", "unix:///a:b@c/docker.sock"),
    ],
)
def test_redacted_url_hides_the_password(url: str, shown: str) -> None:
    assert Endpoint("tcp", "host:2375", url=url).redacted_url == shown


def test_closed_ssh_transport_leaves_no_process(tmp_path: Path) -> None:
    program = tmp_path / "ssh"
    program.write_text(
        f"#!/bin/sh\necho $$ >{tmp_path}/pid\nprintf 'HTTP/1.1 101 UPGRADED\\r\\n\\r\\n'\nexec sleep 60\n"
    )
    program.chmod(0o755)
    transport = open_transport(Endpoint("ssh", "h", url="ssh://h"), environ={"PATH": f"{tmp_path}:/usr/bin:/bin"})
    assert transport(Request("POST", "/attach", hijack=True)).connection is not None
    transport.close()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
