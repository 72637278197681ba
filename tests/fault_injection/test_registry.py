"""Faults of a registry and of its token server: one error line in limited time; no file is written, no list pushed."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.registry.web import Web
from pydock_core.testing import FakeEngine, faults, run_pydock
from tests.fault_injection.case import Case
from tests.fault_injection.registries import Registry
from tests.fault_injection.test_broken_answers import HTML, PAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydock_core.testing import Fault, Result

    Interrupt = Callable[..., Result]
    Home = dict[str, str]

CREATE, INSPECT, PUSH = "manifest create", "manifest inspect", "manifest push"
WORDS = {CREATE: ["DOMAIN/list:1", "DOMAIN/app:1"], INSPECT: ["DOMAIN/app:1"], PUSH: ["DOMAIN/list:1"]}
DONE = {CREATE: "Created", INSPECT: "schemaVersion", PUSH: "\nsha256:"}
PING = "GET /"  # `/v2/`: the server of the fake engine removes the version
# The requests of each command, in order.
ASKED = {
    CREATE: (PING, "GET */manifests/*", "GET */blobs/*"),
    INSPECT: (PING, "GET */manifests/*", "GET */blobs/*"),
    PUSH: (PING, "POST */uploads/", "PUT */manifests/sha256*", "PUT */manifests/1"),
}
BROKEN: dict[str, Callable[[], Fault]] = {
    "cut before the headers": faults.cut,
    "500 with a page": lambda: faults.answer(500, PAGE, content_type=HTML),
    "404 with a page": lambda: faults.answer(404, PAGE, content_type=HTML),
    "500 with a message": lambda: faults.message("no space left"),
    "403 with its words": lambda: faults.answer(403, b'{"errors":[{"code":"DENIED","message":"not you"}]}'),
    "403 with half of them": lambda: faults.answer(403, b'{"errors":[{"co'),
    "403 with nothing": lambda: faults.answer(403, b"", content_type=None),
    "401 again": lambda: faults.answer(401, b'{"errors":[{"code":"UNAUTHORIZED","message":"not you"}]}'),
    "200 with a page": lambda: faults.answer(200, PAGE, content_type=HTML),
    "200 with nothing": lambda: faults.answer(200, b""),
    "204": lambda: faults.answer(204),
    "no JSON": lambda: faults.answer(200, b"hello\n"),
    "deep JSON": lambda: faults.answer(200, b"[" * 100_000),
    "null": lambda: faults.answer(200, b"null"),
}
CUT: dict[str, Callable[[], Fault]] = {
    "cut at the body": lambda: faults.cut(after_bytes=0),
    "cut in the body": lambda: faults.cut(after_bytes=9),
}
TOKENS: dict[str, Callable[[], Fault]] = {
    **BROKEN,
    **CUT,
    "an empty token": lambda: faults.answer(200, b'{"token":""}'),
}
# A login uses only the status of the first response, as docker does.
LOGIN = {name: BROKEN[name] for name in BROKEN if name[0] in "45c"}


EACH = [(command, request) for command in WORDS for request in ASKED[command]]


@pytest.fixture
def registry() -> Iterator[Registry]:
    """Yields a registry without faults."""
    with Registry() as found:
        yield found


@pytest.fixture
def home(tmp_path: Path, environ: dict[str, str]) -> Home:
    """Returns an environment with an empty DOCKER_CONFIG, the folder of manifest lists and credentials."""
    return {**environ, "DOCKER_CONFIG": str(tmp_path)}


def line(command: str, registry: Registry) -> list[str]:
    """Returns the words of the command line for the registry."""
    return [*command.split(), "--insecure", *(word.replace("DOMAIN", registry.domain) for word in WORDS[command])]


def prepare(command: str, registry: Registry, home: Home) -> None:
    """Creates the manifest list that a push needs."""
    if command == PUSH:
        assert run_pydock(line(CREATE, registry), environ=home).status == 0


def stored_files(home: Home) -> list[str]:
    """Returns the names of the manifest lists and credentials."""
    return [path.name for path in Path(home["DOCKER_CONFIG"]).rglob("*") if path.is_file()]


def assert_fault_is_reported(command: str, result: Result) -> None:
    """Asserts status 1, one short line on stderr, and no sign of success."""
    assert result.status == 1, result
    assert DONE[command] not in "\n" + result.stdout.partition("Pushed ref")[0], result
    assert len(result.stderr.splitlines()) == 1, result
    assert len(result.stderr) < 400, result
    assert "<html" not in result.stderr, result
    assert "Traceback" not in result.stderr, result
    assert "internal error" not in result.stderr, result


@pytest.mark.parametrize("command", WORDS)
def test_command_sends_the_listed_requests(command: str, registry: Registry, home: Home) -> None:
    prepare(command, registry, home)
    seen = [registry.fault(request, faults.delay(0)) for request in ASKED[command]]
    result = run_pydock(line(command, registry), environ=home)
    assert (result.status, DONE[command] in "\n" + result.stdout) == (0, True)
    assert all(fault.reached.is_set() for fault in seen)


@pytest.mark.parametrize(
    ("command", "request_", "name"),
    [
        (command, request, name)
        for command in WORDS
        for request in ASKED[command]
        for name in (BROKEN if command != INSPECT or request == PING else (*BROKEN, *CUT))
        # A command uses only the authentication challenge of the ping.
        if request != PING or name == "cut before the headers"
        # A push uses only the status of an upload, and the digest of a manifest.
        if command != PUSH or not (request.startswith("POST") and name in ("200 with nothing", "204"))
    ],
)
def test_broken_response_is_reported_and_stores_no_file(
    command: str, request_: str, name: str, registry: Registry, home: Home
) -> None:
    prepare(command, registry, home)
    before = stored_files(home)
    registry.fault(request_, {**BROKEN, **CUT}[name]())
    assert_fault_is_reported(command, run_pydock(line(command, registry), environ=home))
    assert stored_files(home) == before


class ImpatientWeb(Web):
    """A web client with a short timeout."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{**more, "read_seconds": 0.1})


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("command", "request_"), EACH)
def test_silent_registry_is_reported_after_the_timeout(
    command: str, request_: str, registry: Registry, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(command, registry, home)
    monkeypatch.setattr("pydock_core.registry.client.Web", ImpatientWeb)
    registry.fault(request_, faults.hang())
    before = time.monotonic()
    result = run_pydock(line(command, registry), environ=home)
    assert time.monotonic() - before < 5
    assert_fault_is_reported(command, result)
    assert "timeout" in result.stderr


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("command", "request_"), EACH)
def test_ctrl_c_ends_a_command_that_waits_for_a_registry(
    command: str, request_: str, registry: Registry, home: Home, interrupt: Interrupt
) -> None:
    prepare(command, registry, home)
    before = stored_files(home)
    fault = registry.fault(request_, faults.hang())
    case = Case("", ())
    case.words = line(command, registry)
    with FakeEngine() as engine:
        result = interrupt(case, engine, fault, environ=home)
    assert (result.status, result.stdout.replace("Pushed ref", "").count("\n") <= 1, stored_files(home)) == (
        130,
        True,
        before,
    )


@pytest.mark.parametrize("command", WORDS)
def test_registry_that_stops_after_the_first_response_is_reported(command: str, registry: Registry, home: Home) -> None:
    prepare(command, registry, home)
    registry.stops_after_response = True
    result = run_pydock(line(command, registry), environ=home)
    assert_fault_is_reported(command, result)
    assert "connection refused" in result.stderr


@pytest.mark.parametrize("command", [CREATE, INSPECT])
@pytest.mark.parametrize("name", TOKENS)
def test_broken_token_server_is_reported(command: str, name: str, home: Home) -> None:
    with Registry(token=True) as registry:
        registry.fault("GET /token", TOKENS[name]())
        assert_fault_is_reported(command, run_pydock(line(command, registry), environ=home))
    assert stored_files(home) == []


def test_silent_token_server_is_reported_after_the_timeout(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pydock_core.registry.client.Web", ImpatientWeb)
    with Registry(token=True) as registry:
        registry.fault("GET /token", faults.hang())
        result = run_pydock(line(INSPECT, registry), environ=home)
    assert_fault_is_reported(INSPECT, result)
    assert "timeout" in result.stderr


def test_rejected_token_is_requested_a_limited_number_of_times(home: Home) -> None:
    with Registry(token=True) as registry:
        registry.fault("GET /token", faults.answer(200, b'{"token":"no"}'))
        result = run_pydock(line(INSPECT, registry), environ=home)
        assert_fault_is_reported(INSPECT, result)
        assert registry.asked.count("GET /token") <= 4
    assert "no such manifest" in result.stderr  # docker's message after each mirror has refused


@pytest.mark.parametrize("path", ["/", "/token"])
@pytest.mark.parametrize("name", [*LOGIN, "silence"])
def test_login_without_an_engine_stores_no_credentials_after_a_fault(
    path: str, name: str, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pydock_core.registry.client.Web", ImpatientWeb)
    with Registry(token=True) as registry, FakeEngine() as engine:
        engine.fault("*", "*", faults.refuse())
        registry.fault(f"GET {path}", {**LOGIN, "silence": faults.hang}[name]())
        words = ["login", "-u", "me", "-p", "secret", registry.domain]
        result = run_pydock(words, engine=engine, environ=home)
    errors = result.stderr.splitlines()[1:]  # after the warning about passwords on the command line
    assert (result.status, result.stdout, len(errors), stored_files(home)) == (1, "", 1, []), result
    assert len(errors[0]) < 400
    assert "<html" not in errors[0]
