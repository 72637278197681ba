from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock

SEARCHED = ["/containers/x/json", "/images/x/json", "/networks/x", "/volumes/x", "/info", "/plugins/x/json"]
TYPES = '"config", "container", "image", "network", "node", "plugin", "secret", "service", "task", "volume"'


def _asked(requests: list[str]) -> list[str]:
    return [request.removeprefix("GET ") for request in requests if not request.endswith("/_ping")]


@pytest.mark.parametrize(("type", "words"), [("nope", 'unknown type: "nope"'), ("", "type is empty")])
def test_inspect_refuses_invalid_type_before_any_request(pydock: PyDock, type: str, words: str) -> None:
    result = pydock("inspect", "--type", type, "x")
    assert (result.status, result.stderr, result.asked) == (1, f"{words}: must be one of {TYPES}\n", [])


def test_inspect_invalid_template_exits_64_before_any_request(pydock: PyDock) -> None:
    result = pydock("inspect", "-f", "{{", "x")
    assert (result.status, result.stdout, result.asked) == (64, "", [])
    assert result.stderr == "template parsing error: template: :1: unclosed action\n"


def test_inspect_searches_all_types_before_reporting_missing_object(pydock: PyDock) -> None:
    result = pydock("inspect", "x")
    assert (result.status, result.stdout, result.stderr) == (1, "[]\n", "Error: No such object: x\n")
    assert _asked(result.asked) == SEARCHED


@pytest.mark.parametrize("path", ["/containers/x/json", "/networks/x", "/volumes/x"])
def test_inspect_stops_search_after_other_error(pydock: PyDock, path: str) -> None:
    pydock.engine.fault("GET", path, faults.message("broken"))
    result = pydock("inspect", "x")
    assert (result.status, result.stderr) == (1, "Error response from daemon: broken\n")
    assert _asked(result.asked) == SEARCHED[: SEARCHED.index(path) + 1]


def test_inspect_requests_swarm_state_once_and_reports_failure(pydock: PyDock) -> None:
    pydock.engine.fault("GET", "/info", faults.message("no info"))
    result = pydock("inspect", "x")
    assert result.stderr == "Error response from daemon: no info\nError: No such object: x\n"
    assert _asked(result.asked) == SEARCHED


@pytest.mark.parametrize("answer", [b"null", b"[]", b"{", b""])
def test_inspect_fails_for_invalid_answer(pydock: PyDock, answer: bytes) -> None:
    pydock.engine.fault("GET", "/containers/x/json", faults.answer(200, answer))
    result = pydock("inspect", "x")
    assert (result.status, result.stdout) == (1, "[]\n")
    assert result.stderr.startswith("the engine's answer to GET /containers/x/json is")


def test_inspect_searches_swarm_objects_on_manager(pydock: PyDock) -> None:
    pydock.engine.fault("GET", "/info", faults.answer(200, b'{"Swarm": {"ControlAvailable": true}}'))
    pydock.engine.fault("GET", "/nodes/x", faults.answer(200, b'{"ID": "n", "Spec": {"Role": "manager"}}'))
    result = pydock("inspect", "-f", "{{.ID}} {{.Spec.Role}} {{.Spec.Labels}}", "x")
    assert result.stdout == "n manager map[]\n"
    assert _asked(result.asked)[-4:] == ["/info", "/services/x", "/tasks/x", "/nodes/x"]


def test_inspect_size_is_sent_for_containers_only(pydock: PyDock) -> None:
    pydock("create", "--name", "web", "busybox")
    result = pydock("inspect", "-s", "-f", "{{.Id}}", "web", "busybox", "bridge")
    assert result.status == 0
    assert result.stderr == "WARNING: --size ignored for image\nWARNING: --size ignored for network\n"
    sizes = [request.query.get("size") for request in result.requests if "web" in request.path]
    assert sizes == ["1"]


def test_inspect_prints_json_text_of_engine(pydock: PyDock) -> None:
    sent = '{"b":[1.50,1e3,{}],"a":"\\u00e9<","n":null,"Config":{"z":1}}'
    pydock.engine.fault("GET", "/containers/x/json", faults.answer(200, sent.encode()))
    shown = pydock("inspect", "x").stdout
    assert shown.splitlines()[1:5] == ["    {", '        "b": [', "            1.50,", "            1e3,"]
    assert '"a": "\\u00e9<"' in shown
    assert pydock("inspect", "-f", "json", "x").stdout == f"[{sent}]\n"


def test_inspect_json_function_has_fields_of_docker_type(pydock: PyDock) -> None:
    pydock.engine.fault("GET", "/volumes/v", faults.answer(200, b'{"Scope":"local","Unknown":1,"Name":"v"}'))
    shown = json.loads(pydock("inspect", "--type", "volume", "-f", "{{json .}}", "v").stdout)
    assert list(shown) == ["Driver", "Labels", "Mountpoint", "Name", "Options", "Scope"]


def test_inspect_template_on_raw_json_keeps_numbers(pydock: PyDock) -> None:
    pydock.engine.fault("GET", "/containers/x/json", faults.answer(200, b'{"New":1.50,"Big":1e3}'))
    assert pydock("inspect", "-f", "{{.New}} {{.Big}} {{json .}}", "x").stdout == '1.50 1e3 {"Big":1e3,"New":1.50}\n'


def test_inspect_missing_key_is_an_error_after_first_raw_object(pydock: PyDock) -> None:
    for name, labels in (("a", b'{"l":"1"}'), ("b", b"{}")):
        body = b'{"Id":"' + name.encode() + b'","Config":{"Labels":' + labels + b"}}"
        pydock.engine.fault("GET", f"/containers/{name}/json", faults.answer(200, body))
    result = pydock("inspect", "-f", "{{.Config.Labels.l}}{{with .Id}}{{end}}", "a", "b")
    assert (result.status, result.stdout) == (1, "1\n")
    assert 'map has no entry for key "l"' in result.stderr
