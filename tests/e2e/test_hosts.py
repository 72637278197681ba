"""Selection of the engine by flags, variables and contexts; TCP and proxies; the API version."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.contract.pump import Pump
from tests.e2e.proxy import Proxy
from tests.parity import clients
from tests.parity.canned import CannedEngine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.command_line import CommandLine
    from tests.engines.dockerd import Dockerd

FAR = "tcp://192.0.2.1:2375"  # an unreachable address


@pytest.fixture(scope="module")
def port(engine: Dockerd) -> Iterator[int]:
    """Yields a TCP port that forwards to the engine."""
    pump = Pump(engine.socket)
    yield pump.port
    pump.close()


@pytest.fixture(scope="module")
def canned() -> Iterator[CannedEngine]:
    with CannedEngine() as engine:
        yield engine


def cannot_connect(host: str) -> str:
    return f"Cannot connect to the Docker daemon at {host}. Is the docker daemon running?"


@pytest.mark.parametrize(
    ("words", "variables", "decides", "source"),
    [
        ("", "", "current", 'context "current"'),
        ("", "DOCKER_CONTEXT", "variable", 'context "variable"'),
        ("", "DOCKER_CONTEXT DOCKER_HOST", "docker-host", "DOCKER_HOST"),
        ("-H unix:///flag", "DOCKER_CONTEXT DOCKER_HOST", "flag", "-H"),
        ("-c named", "DOCKER_CONTEXT DOCKER_HOST", "named", 'context "named"'),
        ("--context=named", "", "named", 'context "named"'),
        ("-c default", "DOCKER_CONTEXT DOCKER_HOST", "docker-host", "DOCKER_HOST"),
        ("-c default", "DOCKER_CONTEXT", "var/run/docker.sock", "default"),
    ],
)
def test_host_precedence_is_that_of_docker(
    pydock: CommandLine, words: str, variables: str, decides: str, source: str, real_parts: None
) -> None:
    for name in ("current", "variable", "named"):
        pydock.context(name, f"unix:///{name}")
    pydock.write(".docker/config.json", '{"currentContext": "current"}')
    given = {"DOCKER_CONTEXT": "variable", "DOCKER_HOST": "unix:///docker-host"}
    pydock.environ |= {name: given[name] for name in variables.split()}
    ran = pydock("-D", *words.split(), "ps")
    (chosen,) = [line for line in ran.log if line["msg"] == "endpoint chosen"]
    assert (chosen["host"], chosen["source"]) == (f"unix:///{decides}", source)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "tcp://127.0.0.1:2375"),
        (":1", "tcp://localhost:1"),
        ("tcp://127.0.0.1", "tcp://127.0.0.1:2375"),
        ("tcp://", "tcp://localhost:2375"),
        ("[::1]:7", "tcp://[::1]:7"),
        ("unix://", "unix:///var/run/docker.sock"),
    ],
)
@pytest.mark.parametrize("flag", [True, False], ids=["-H", "DOCKER_HOST"])
def test_missing_parts_of_a_host_have_defaults(
    pydock: CommandLine, host: str, url: str, flag: bool, real_parts: None
) -> None:
    if url.startswith("unix") and os.path.exists("/var/run/docker.sock"):
        pytest.skip("this machine has an engine")
    ran = pydock("-H", host, "ps") if flag else pydock("ps", DOCKER_HOST=host)
    assert (ran.status, ran.line) == (1, cannot_connect(url))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-H", "nosuch://x"], "invalid bind address format: nosuch://x"),
        (["-H", "tcp://a:x"], 'parse "tcp://a:x": invalid port ":x" after host'),
        (["-H", "ssh://me:SECRET@there"], "plain-text password is not supported"),
        (["-c", "nosuch"], 'context "nosuch": context not found: open '),
        (["-c", "broken"], 'context "broken": parsing '),
        (["-c", "empty"], "cannot find docker endpoint in context"),
    ],
)
def test_invalid_host_or_context_is_reported_in_one_line(pydock: CommandLine, words: list[str], message: str) -> None:
    pydock.context("broken", "")
    (file,) = pydock.home.glob(".docker/contexts/meta/*/meta.json")
    file.write_text('{"Name": ')
    pydock.context("empty", "")
    for file in pydock.home.glob(".docker/contexts/meta/*/meta.json"):
        file.write_text(file.read_text().replace('"docker"', '"kubernetes"'))
    ran = pydock(*words, "ps")
    assert ran.status == 1
    assert ran.line.startswith("Failed to initialize: ")
    assert message in ran.line
    assert "SECRET" not in ran.line


def test_contexts_of_docker_are_used(pydock: CommandLine, fake_host: str) -> None:
    docker = clients.docker()
    if docker is None:
        pytest.skip(f"there is no docker {clients.VERSION}")
    for words in (["create", "far", "--docker", f"host={fake_host}"], ["use", "far"]):
        subprocess.run([docker, "context", *words], env=pydock.environ, check=True, capture_output=True)
    assert pydock("ps", "-q").status == 0
    ran = pydock("-D", "version", "-f", "{{.Client.Context}}")
    assert ran.stdout == "far\n"
    assert ran.log[0]["host"] == fake_host
    shown = subprocess.run([docker, "context", "show"], env=pydock.environ, check=True, capture_output=True)
    assert shown.stdout == b"far\n"


def test_commands_run_over_tcp_with_their_streams(pydock: CommandLine, port: int) -> None:
    data = os.urandom(1 << 20) * 4
    ran = pydock("-H", f"tcp://127.0.0.1:{port}", "run", "--rm", "-i", "busybox", "cat", stdin=data)
    assert (ran.status, ran.stderr, ran.stdout_bytes == data) == (0, "", True)


@pytest.mark.parametrize(
    ("pinned", "paths"),
    [
        ("", ["/_ping", "/v1.41/containers/json"]),
        ("1.30", ["/v1.30/containers/json"]),
        ("v1.30", ["/v1.30/containers/json"]),
        ("1.24", ["/v1.24/containers/json"]),
    ],
)
def test_api_version_is_pinned_or_negotiated(
    pydock: CommandLine, canned: CannedEngine, pinned: str, paths: list[str]
) -> None:
    canned.say(answers={"GET /containers/json": "[]"})
    ran = pydock("-D", "ps", "-q", DOCKER_HOST=f"unix://{canned.socket}", DOCKER_API_VERSION=pinned)
    assert [line["path"] for line in ran.log if "path" in line] == paths
    assert [line["version"] for line in ran.log if line["msg"] == "negotiated"] == ([] if pinned else ["1.41"])


@pytest.mark.parametrize(
    ("api", "path"), [("1.99", "/v1.55/"), ("1.50", "/v1.50/"), ("1.24", "/v1.24/"), ("", "/v1.24/")]
)
def test_older_api_version_of_engine_and_client_is_used(
    pydock: CommandLine, canned: CannedEngine, api: str, path: str
) -> None:
    canned.say(api=api, answers={"GET /containers/json": "[]"})
    ran = pydock("-D", "ps", "-q", DOCKER_HOST=f"unix://{canned.socket}")
    assert ran.log[-1]["path"] == f"{path}containers/json"


@pytest.mark.parametrize("pinned", ["", "1.30"])
def test_engine_that_requires_a_newer_client_is_reported(
    pydock: CommandLine, canned: CannedEngine, pinned: str
) -> None:
    said = "client version 1.30 is too old. Minimum supported API version is 1.44, please upgrade your client"
    canned.say(api="1.30", answers={"GET /containers/json": {"status": 400, "body": f'{{"message":"{said}"}}'}})
    ran = pydock("ps", DOCKER_HOST=f"unix://{canned.socket}", DOCKER_API_VERSION=pinned)
    assert (ran.status, ran.line) == (1, f"Error response from daemon: {said}")


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy"])
def test_engine_behind_a_proxy_is_reached(pydock: CommandLine, engine: Dockerd, variable: str) -> None:
    with Proxy(engine.socket) as proxy:
        pydock.environ |= {variable: f"http://me:SECRET@127.0.0.1:{proxy.port}", "DOCKER_HOST": FAR}
        created = pydock("create", "--name", "far", "busybox", "echo", "hi")
        assert (created.status, created.stderr) == (0, "")
        assert pydock("ps", "-a", "--format", "{{.Names}}").stdout == "far\n"
        removed = pydock("-D", "rm", "far")
        assert (removed.status, removed.stdout) == (0, "far\n")
        assert "SECRET" not in removed.stderr
    assert proxy.asked[0].startswith("HEAD http://192.0.2.1:2375/_ping HTTP/1.1")
    assert any(line.startswith("Proxy-Authorization: Basic ") for line in proxy.heads)


@pytest.mark.parametrize(
    ("host", "no_proxy"),
    [
        (FAR, "192.0.2.1"),
        (FAR, "*"),
        (FAR, "example.org,192.0.2.0/24"),
        (FAR, "192.0.2.1:2375"),
        ("tcp://127.0.0.1:1", ""),
        ("tcp://localhost:1", ""),
    ],
)
def test_no_proxy_excludes_hosts_from_the_proxy(
    pydock: CommandLine, real_parts: None, host: str, no_proxy: str
) -> None:
    with Proxy("/nowhere") as proxy:
        ran = pydock("-H", host, "ps", HTTP_PROXY=f"127.0.0.1:{proxy.port}", NO_PROXY=no_proxy)
    assert (ran.status, proxy.asked) == (1, [])
    assert ran.line  # no route leads to FAR


def test_unreachable_or_refusing_proxy_is_reported_in_one_line(pydock: CommandLine) -> None:
    ran = pydock("-H", FAR, "ps", HTTP_PROXY="http://me:SECRET@127.0.0.1:1")
    assert ran.status == 1
    assert ran.line.endswith(
        "proxyconnect tcp: the proxy http://127.0.0.1:1 can't be reached; check HTTP_PROXY and NO_PROXY"
    )
    with Proxy("/nowhere", refuse=True) as proxy:
        ran = pydock("-H", FAR, "ps", HTTP_PROXY=f"http://127.0.0.1:{proxy.port}")
    assert ran.status == 1
    assert "407" in ran.line


@pytest.mark.parametrize("address", ["socks5://127.0.0.1:1", "http://[", "nosuch://x"])
def test_proxy_without_http_is_named_in_the_error(pydock: CommandLine, address: str) -> None:
    ran = pydock("-H", FAR, "ps", HTTP_PROXY=address)
    assert ran.status == 1
    assert ran.line.endswith(f"proxyconnect tcp: {address} is not the address of an HTTP proxy; check HTTP_PROXY")
