"""`search`: what is asked of the engine, and what is shown."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock


def test_search_limit_out_of_range_is_refused_by_engine(pydock: PyDock) -> None:
    result = pydock("search", "--limit", "1000", "box")
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr == "Error response from daemon: Limit 1000 is outside the range of [1, 100]\n"


def test_search_escapes_control_characters_in_descriptions(pydock: PyDock) -> None:
    body = b'[{"name":"x\\u001b[2J","description":"a\\nb\\rc\\u001b[2J"}]'
    pydock.engine.fault("GET", "/images/search", faults.answer(200, body))
    shown = pydock("search", "x", terminal=(200, 24)).stdout
    assert "\x1b" not in shown
    assert "a b c" in shown


def test_search_prints_table(pydock: PyDock) -> None:
    lines = pydock("search", "busy").stdout.splitlines()
    assert lines[0].split() == ["NAME", "DESCRIPTION", "STARS", "OFFICIAL"]
    assert lines[1].split() == ["busybox", "What", "busybox", "is", "for", "7", "[OK]"]


@pytest.mark.parametrize(
    ("form", "shown"),
    [("{{json .IsOfficial}}", '"[OK]"'), ('{{(index (split (json .) ",") 1)}}', '"IsOfficial":"true"')],
)
def test_search_json_marks_official_image_as_true(pydock: PyDock, form: str, shown: str) -> None:
    assert pydock("search", "--format", form, "busybox").stdout == f"{shown}\n"


def test_search_sends_filters_and_limit(pydock: PyDock) -> None:
    result = pydock("search", "-f", "is-official=true", "-f", "stars=3", "--limit", "5", "box")
    assert result.requests[-1].query == {
        "term": "box",
        "limit": "5",
        "filters": '{"is-official":{"true":true},"stars":{"3":true}}',
    }


@pytest.mark.parametrize(
    ("term", "user"), [("x", "a"), ("some/x", "a"), ("example.test/x", "c"), ("other.test/x", None)]
)
def test_search_sends_credentials_of_registry_in_term(pydock: PyDock, term: str, user: str | None) -> None:
    folder = Path(pydock.environ["HOME"]) / ".docker"
    folder.mkdir(exist_ok=True)
    auths = {"https://index.docker.io/v1/": {"auth": "YTpi"}, "example.test": {"auth": "Yzpk"}}
    (folder / "config.json").write_text(json.dumps({"auths": auths}))
    header = pydock("search", term).requests[-1].headers["x-registry-auth"]
    assert json.loads(urlsafe_b64decode(header)).get("username") == user
