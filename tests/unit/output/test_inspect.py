from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest

from pydock_core.errors import APIError, ExitStatus, PyDockError, TemplateError
from pydock_core.output.inspect import Inspected, inspect
from tests.unit.output.goldens import golden

_RECORDED = golden("inspect.json")


def _container(reference: str) -> Inspected:
    if reference == "nope":
        raise APIError("no such container: nope", status=404)
    value = _RECORDED["container"]
    return Inspected(json.dumps(value), value, "container.InspectResponse")


def _run(references: list[str], form: str) -> tuple[str, PyDockError | None]:
    parts: list[str] = []
    try:
        inspect(references, form, _container, parts.append)
    except PyDockError as error:
        return "".join(parts), error
    return "".join(parts), None


@pytest.mark.parametrize(("form", "stdout", "stderr", "status"), _RECORDED["cases"])
def test_container_inspect_equals_dockers_output(form: str, stdout: str, stderr: str, status: int) -> None:
    page, error = _run(["c"], form)
    assert page == stdout
    assert (f"{error.message}\n" if error else "", error.exit_code if error else 0) == (stderr, status)


def test_invalid_template_sends_no_request() -> None:
    with pytest.raises(TemplateError) as caught:
        inspect(["c"], "{{", pytest.fail, pytest.fail)
    assert caught.value.exit_code == 64


def test_found_objects_are_written_before_errors_are_raised() -> None:
    page, error = _run(["nope", "c", "nope"], "{{.Name}}")
    assert page == "/c\n"
    assert isinstance(error, ExitStatus)
    assert (error.message, error.exit_code) == ("no such container: nope\nno such container: nope", 1)


@pytest.mark.parametrize(("form", "expected"), [("", "[]\n"), ("json", "[]\n"), ("{{.Id}}", "\n")])
def test_inspect_without_found_objects_prints_empty_list(form: str, expected: str) -> None:
    page, error = _run(["nope"], form)
    assert page == expected
    assert error is not None


def test_several_inspected_objects_are_one_list() -> None:
    page, _ = _run(["c", "c"], "json")
    assert [item["Name"] for item in json.loads(page)] == ["/c", "/c"]


@pytest.mark.parametrize("value", [{"State": "text", "Mounts": {}, "Config": [], "Created": 5}, {}])
def test_inspect_template_accepts_unexpected_json_types(value: dict[str, Any]) -> None:
    item = Inspected(json.dumps(value), value, "container.InspectResponse")
    for form in ("{{.State.Status}}", "{{.Mounts}}{{.Config}}{{.Created}}", "{{.}}", "{{json .}}"):
        with contextlib.suppress(ExitStatus):
            inspect(["c"], form, lambda _: item, lambda _: None)


def test_template_error_without_json_fallback_names_dockers_type() -> None:
    with pytest.raises(ExitStatus) as caught:
        inspect(["v"], "{{.Foo}}", lambda _: Inspected("{}", {}, "volume.Volume", keeps_json=False), lambda _: None)
    assert caught.value.message.endswith("can't evaluate field Foo in type volume.Volume")


def test_times_and_durations_print_as_in_go() -> None:
    network = Inspected("", {"Created": "2024-01-02T15:04:05.5Z"}, "network.Inspect")
    check = Inspected("", {"Healthcheck": {"Interval": 90_000_000_000}}, "container.Config")
    parts: list[str] = []
    inspect(["n"], "{{.Created}} {{json .Created}}", lambda _: network, parts.append)
    inspect(["c"], "{{.Healthcheck.Interval}}", lambda _: check, parts.append)
    assert parts == ['2024-01-02 15:04:05.5 +0000 UTC "2024-01-02T15:04:05.5Z"\n', "1m30s\n"]


@pytest.mark.parametrize(
    ("sent", "go_type", "expected"),
    [
        # Fields that the type lacks are left out; fields that were not sent are there unless they are omitted when
        # empty.
        ({"Type": "bind", "New": 1, "RW": True}, "container.MountPoint", "type Source Destination Mode RW Propagation"),
        ({}, "network.IPAMConfig", ""),
        ({"Init": False}, "container.HostConfig", "Init"),
        ({"Global": {}}, "swarm.ServiceMode", "Global"),
    ],
)
def test_struct_json_equals_gos(sent: dict[str, Any], go_type: str, expected: str) -> None:
    parts: list[str] = []
    inspect(["x"], "{{json .}}", lambda _: Inspected("", sent, go_type), parts.append)
    shown = json.loads(parts[0])
    assert "New" not in shown
    assert [key.lower() for key in expected.split()] == [
        key.lower() for key in shown if go_type != "container.HostConfig" or key in expected
    ]


@pytest.mark.parametrize(
    ("sent", "go_type", "form", "expected"),
    [
        ({"Volumes": {"/d": {}}}, "container.Config", "{{.Volumes}} {{json .Volumes}}", 'map[/d:{}] {"/d":{}}'),
        ({"Global": {}}, "swarm.ServiceMode", "{{if .Global}}g{{end}}{{if .Replicated}}r{{end}}", "g"),
        ({"Delay": 5_000_000_000}, "swarm.RestartPolicy", "{{.Delay}} {{.Window}}", "5s <nil>"),
        (
            {"StartedAt": "2024-01-02T03:04:05Z"},
            "swarm.UpdateStatus",
            "{{.StartedAt}}",
            "2024-01-02 03:04:05 +0000 UTC",
        ),
    ],
)
def test_values_behind_pointers_and_empty_structs_print_as_in_go(
    sent: dict[str, Any], go_type: str, form: str, expected: str
) -> None:
    parts: list[str] = []
    inspect(["x"], form, lambda _: Inspected("", sent, go_type), parts.append)
    assert parts == [f"{expected}\n"]


def test_string_function_refuses_plain_json_number() -> None:
    with pytest.raises(ExitStatus) as caught:
        inspect(["x"], "{{upper .New}}", lambda _: Inspected('{"New":7}', {"New": 7}, "volume.Volume"), lambda _: None)
    assert "expected string; got json.Number" in caught.value.message
