from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from pydock_core.errors import TemplateError
from pydock_core.output.format import Column, Listing, fields_used, render
from pydock_core.output.text import ellipsis, truncate_id
from pydock_core.output.times import local_time
from tests.unit.output.goldens import golden

_RECORDED = golden("rows.json")
_CONTAINERS = _RECORDED["containers"]
_BLANK: dict[str, Any] = {
    **dict.fromkeys(("Id", "Image", "Command", "State", "Status"), ""),
    "Names": [],
    "Created": 0,
    "Ports": [],
    "Labels": {},
    "NetworkSettings": {"Networks": {}},
}
_ID = Column("ID", "CONTAINER ID", lambda item: truncate_id(item["Id"]))
_NAMES = Column("Names", "NAMES", lambda item: ",".join(name.lstrip("/") for name in item["Names"]))
_STATUS = Column("Status", "STATUS", lambda item: item["Status"])
_LISTING = Listing(
    [
        _ID,
        _NAMES,
        _STATUS,
        Column("Image", "IMAGE", lambda item: item["Image"]),
        Column("Command", "COMMAND", lambda item: f'"{ellipsis(item["Command"], 20)}"'),
        Column("CreatedAt", "CREATED AT", lambda item: local_time(item["Created"])),
        Column("RunningFor", "CREATED", lambda item: "3 years ago"),
        Column("Ports", "PORTS", lambda item: "0.0.0.0:8080->80/tcp" if item["Ports"] else ""),
        Column("State", "STATE", lambda item: item["State"]),
        Column("Size", "SIZE", lambda item: "0B"),
        Column("Labels", "LABELS", lambda item: ",".join(f"{key}={label}" for key, label in item["Labels"].items())),
        Column("Mounts", "MOUNTS", lambda item: ""),
        Column("LocalVolumes", "LOCAL VOLUMES", lambda item: "0"),
        Column("Networks", "NETWORKS", lambda item: ",".join(item["NetworkSettings"]["Networks"])),
        Column("Platform", "PLATFORM", lambda item: None),
    ],
    default=[_ID, _STATUS, _NAMES],
    go_type="*formatter.ContainerContext",
    raw="container_id: {{.ID}}\nimage: {{.Image}}\ncommand: {{.Command}}\ncreated_at: {{.CreatedAt}}\n"
    "state: {{- pad .State 1 0}}\nstatus: {{- pad .Status 1 0}}\nnames: {{.Names}}\n"
    "labels: {{- pad .Labels 1 0}}\nports: {{- pad .Ports 1 0}}\n",
    raw_quiet="container_id: {{.ID}}",
    methods={"Label": lambda item, name: item["Labels"].get(name, "")},
)


@pytest.mark.parametrize(("form", "quiet", "stdout", "stderr", "status"), _RECORDED["cases"])
def test_ps_format_equals_dockers_output(
    form: str, quiet: bool, stdout: str, stderr: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "UTC")
    try:
        fields_used(_LISTING, form, _BLANK)
        outcome = render(_LISTING, _CONTAINERS, form, quiet=quiet)
    except TemplateError as error:
        outcome = f"{error.message}\n"
    # A name cut within a character: Go prints the broken bytes, which were recorded as one or two marks.
    assert outcome.replace("\ufffd", "") == (stderr if status else stdout).replace("\ufffd", "")


def test_unknown_template_field_is_no_error_without_rows() -> None:
    assert render(_LISTING, [], "{{.Foo}}") == ""
    assert render(_LISTING, [], "table {{.Foo}}") == "<no value>\n"


def test_default_table_computes_only_shown_columns() -> None:
    assert render(_LISTING, _CONTAINERS) == (
        "CONTAINER ID   STATUS                  NAMES\n"
        "111111111111   Up 2 hours              web\n"
        "333333333333   Exited (0) 3 days ago   日本語\n"
    )
    assert render(_LISTING, [{"Id": "1", "Status": "", "Names": []}], quiet=True) == "1\n"


def test_default_columns_can_be_replaced() -> None:
    assert render(_LISTING, [], columns=[_ID, _LISTING.columns["Size"]]) == "CONTAINER ID   SIZE\n"


def test_json_format_prints_sorted_fields_one_object_per_line() -> None:
    first, second = render(_LISTING, _CONTAINERS, "json").splitlines()
    assert first.startswith('{"Command":"\\"nginx -g \'daemon of…\\"","CreatedAt":')
    assert '"Labels":"a.b-c=1\\u003c2"' in first
    assert '"Platform":null,"Ports":"0.0.0.0:8080-\\u003e80/tcp"' in first
    assert '"Names":"日本語"' in second
    assert render(_LISTING, _CONTAINERS, "{{json .}}") == render(_LISTING, _CONTAINERS, "json")


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("{{.ID}}", set()),
        ("table {{.Size}}", {"Size"}),
        ("{{if false}}{{.Size}}{{end}}", set()),
        ("{{json .}}", {"Size", "Networks"}),
        ('{{.Label "x"}}', set()),
    ],
)
def test_fields_used_returns_fields_of_template(form: str, expected: set[str]) -> None:
    assert fields_used(_LISTING, form, _BLANK) & {"Size", "Networks"} == expected


@pytest.mark.parametrize("form", ["", "table {{.ID}}\t{{.Names}}", "{{.Names}}", '{{.Label "x"}}'])
def test_list_values_have_control_characters_escaped_on_terminal(form: str) -> None:
    item = dict(_BLANK, Id="1", Names=["\x1b[2Jevil"], Labels={"x": "\x1b[2Jevil"})
    page = render(_LISTING, [item], form, escape=True)
    assert "\x1b" not in page
    assert "\\x1b[2Jevil" in page


def test_default_table_imports_neither_template_engine_nor_slow_modules() -> None:
    code = (
        "import sys; before = set(sys.modules); from pydock_core.output import format, human, times;"
        "listing = format.Listing([], default=[format.Column('A', 'A', lambda item: item)], go_type='x');"
        "assert format.render(listing, ['a…'], escape=True);"
        "human.human_duration(5); times.local_time(5);"
        "print(*sorted(set(sys.modules) - before))"
    )
    loaded = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert sorted(loaded) == [
        "__future__",
        "pydock_core",
        "pydock_core.errors",
        "pydock_core.output",
        "pydock_core.output.format",
        "pydock_core.output.human",
        "pydock_core.output.table",
        "pydock_core.output.text",
        "pydock_core.output.times",
    ]
