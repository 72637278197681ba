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


def test_a_limit_out_of_range_is_refused_by_the_engine(pydock: PyDock) -> None:
    result = pydock("search", "--limit", "1000", "box")
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr == "Error response from daemon: Limit 1000 is outside the range of [1, 100]\n"


def test_descriptions_cannot_move_the_cursor(pydock: PyDock) -> None:
    body = b'[{"name":"x\\u001b[2J","description":"a\\nb\\rc\\u001b[2J"}]'
    pydock.engine.fault("GET", "/images/search", faults.answer(200, body))
    shown = pydock("search", "x", terminal=(200, 24)).stdout
    assert "\x1b" not in shown
    assert "a b c" in shown


def test_what_is_found_is_a_table(pydock: PyDock) -> None:
    lines = pydock("search", "busy").stdout.splitlines()
    assert lines[0].split() == ["NAME", "DESCRIPTION", "STARS", "OFFICIAL"]
    assert lines[1].split() == ["busybox", "What", "busybox", "is", "for", "7", "[OK]"]


@pytest.mark.parametrize(
    ("form", "shown"),
    [("{{json .IsOfficial}}", '"[OK]"'), ('{{(index (split (json .) ",") 1)}}', '"IsOfficial":"true"')],
)
def test_an_official_image_is_true_in_json(pydock: PyDock, form: str, shown: str) -> None:
    assert pydock("search", "--format", form, "busybox").stdout == f"{shown}\n"


def test_filters_and_limit_are_sent(pydock: PyDock) -> None:
    result = pydock("search", "-f", "is-official=true", "-f", "stars=3", "--limit", "5", "box")
    assert result.requests[-1].query == {
        "term": "box",
        "limit": "5",
        "filters": '{"is-official":{"true":true},"stars":{"3":true}}',
    }


@pytest.mark.parametrize(
    ("term", "user"), [("x", "a"), ("some/x", "a"), ("example.test/x", "c"), ("other.test/x", None)]
)
def test_the_credentials_are_those_of_the_registry_in_the_term(pydock: PyDock, term: str, user: str | None) -> None:
    folder = Path(pydock.environ["HOME"]) / ".docker"
    folder.mkdir(exist_ok=True)
    auths = {"https://index.docker.io/v1/": {"auth": "YTpi"}, "example.test": {"auth": "Yzpk"}}
    (folder / "config.json").write_text(json.dumps({"auths": auths}))
    header = pydock("search", term).requests[-1].headers["x-registry-auth"]
    assert json.loads(urlsafe_b64decode(header)).get("username") == user
