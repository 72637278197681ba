from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.testing import FakeEngine, faults, run_pydock

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock

TOTALS = {"TotalCount": 3, "ActiveCount": 1, "TotalSize": 2000, "Reclaimable": 500}
TOTALS_ROW = "3         1         2kB       500B (25%)\n"


def test_df_shows_totals(pydock: PyDock) -> None:
    pydock("create", "busybox")
    result = pydock("system", "df")
    rows = [line.split() for line in result.stdout.splitlines()]
    assert rows[0] == ["TYPE", "TOTAL", "ACTIVE", "SIZE", "RECLAIMABLE"]
    assert [row[: row.index("0") + 1] if "0" in row else row[:3] for row in rows[1:3]] == [
        ["Images", "1", "1"],
        ["Containers", "1", "0"],
    ]
    assert result.asked == ["HEAD /_ping", "GET /system/df"]


@pytest.mark.parametrize("api_version", ["1.41", "1.44", "1.51", "1.52", "1.55"])
@pytest.mark.parametrize("verbose", [False, True])
def test_df_asks_for_items_since_api_1_52(api_version: str, verbose: bool) -> None:
    with FakeEngine(api_version=api_version) as engine:
        run_pydock(["create", "--name", "made", "busybox"], engine=engine)
        result = run_pydock(["system", "df", *(["-v"] if verbose else [])], engine=engine)
    assert result.status == 0
    assert engine.requests[-1].query == ({"verbose": "1"} if verbose and api_version >= "1.52" else {})
    assert ("made" in result.stdout) is verbose
    if not verbose:
        assert "Containers      1         0         0B        0B\n" in result.stdout


def test_df_shows_totals_that_the_engine_has_counted() -> None:
    with FakeEngine(api_version="1.52") as engine:
        answer = {f"{kind}Usage": TOTALS for kind in ("Image", "Container", "Volume", "BuildCache")}
        engine.fault("GET", "/system/df", faults.answer(200, json.dumps(answer).encode()))
        shown = run_pydock(["system", "df"], engine=engine).stdout
    assert f"Images          {TOTALS_ROW}" in shown
    assert f"Local Volumes   {TOTALS_ROW}" in shown
    assert "Build Cache     3         1         2kB       500B\n" in shown


def test_df_verbose_has_a_table_for_each_kind(pydock: PyDock) -> None:
    shown = pydock("system", "df", "-v").stdout
    headings = ["Images space usage:", "Containers space usage:", "Local Volumes space usage:", "Build cache usage: 0B"]
    assert [line for line in shown.splitlines() if line.endswith((":", "0B")) and "usage" in line] == headings


def test_df_verbose_template_sees_all_lists(pydock: PyDock) -> None:
    pydock("create", "--name", "made", "busybox")
    form = "{{len .Images}} {{(index .Containers 0).Names}} {{len .Volumes}}{{range .BuildCache}}x{{end}}"
    assert pydock("system", "df", "-v", "--format", form).stdout == "1 made 0"


def test_df_verbose_of_an_invalid_time_is_reported(pydock: PyDock) -> None:
    answer: dict[str, Any] = {"BuildCache": [{"ID": "x", "CreatedAt": "yesterday"}]}
    pydock.engine.fault("GET", "/system/df", faults.answer(200, json.dumps(answer).encode()))
    result = pydock("system", "df", "-v")
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr == "the engine's answer to GET /system/df is wrong: invalid time: 'yesterday'\n"
