"""Tables and other formats of fixed objects, compared with golden files."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.session import Clock
from pydock_core.testing import FakeEngine, faults, run_pydock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOW = 1_735_689_600  # 1 January 2025
ID = "0123456789abcdef" * 4
OTHER = "fedcba9876543210" * 4


class FixedClock(Clock):
    """A clock that always returns NOW."""

    __slots__ = ()

    def time(self) -> float:
        return NOW


@pytest.fixture(autouse=True)
def universal_time() -> Iterator[None]:
    """Sets the local time zone to UTC during each test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


def _container(**more: Any) -> dict[str, Any]:
    return {
        "Id": ID,
        "Names": ["/web", "/db/alias"],
        "Image": "busybox",
        "ImageID": f"sha256:{OTHER}",
        "Command": "sh -c 'while true; do sleep 1; done'",
        "Created": NOW - 7200,
        "Ports": [
            {"IP": "0.0.0.0", "PrivatePort": 80, "PublicPort": 8080, "Type": "tcp"},
            {"PrivatePort": 443, "Type": "tcp"},
        ],
        "Labels": {"b": "2", "a": "<1>"},
        "State": "running",
        "Status": "Up 2 hours",
        "NetworkSettings": {"Networks": {"bridge": {}}},
        "Mounts": [{"Type": "volume", "Name": "a-rather-long-volume-name", "Driver": "local"}],
        "SizeRw": 1234,
        "SizeRootFs": 5_000_000,
        **more,
    }


CONTAINERS = [
    _container(),
    _container(Id=OTHER, Names=["/wörld"], Image=f"team/app@sha256:{ID}", Command="", Ports=[], State="exited"),
    _container(Names=["/only/alias"], Image=OTHER, SizeRootFs=0, Labels=None, Mounts=None, Status="Created"),
]
IMAGES: list[dict[str, Any]] = [
    {
        "Id": f"sha256:{ID}",
        "RepoTags": ["docker.io/library/web:1", "localhost:5000/web:latest", "web:2"],
        "RepoDigests": [f"web@sha256:{OTHER}", f"other@sha256:{ID}"],
        "Created": NOW - 86_400,
        "Size": 1_234_567,
        "SharedSize": -1,
        "Containers": -1,
    },
    {"Id": f"sha256:{OTHER}", "RepoTags": ["<none>:<none>"], "RepoDigests": ["<none>@<none>"], "Created": 0, "Size": 0},
    {"Id": f"sha256:{OTHER}", "RepoTags": None, "RepoDigests": None, "Created": -62_135_596_800, "Size": 12},
]
FORMS = {
    "table": (),
    "no-trunc": ("--no-trunc",),
    "quiet": ("-q",),
    "json": ("--format", "json"),
    "raw": ("--format", "raw"),
    "raw-quiet": ("--format", "raw", "-q"),
}


def _printed(words: list[str], path: str, objects: list[dict[str, Any]]) -> str:
    with FakeEngine() as engine:
        engine.fault("GET", path, faults.answer(200, json.dumps(objects).encode()))
        result = run_pydock(words, engine=engine, clock=FixedClock(), environ={"HOME": "/", "PYDOCK_INDEX": "off"})
    assert result.status == 0
    return result.stdout


@pytest.mark.parametrize("form", [*FORMS, "size", "raw-size"])
def test_containers_match_golden_file(form: str, golden: Callable[[str, str], None]) -> None:
    page = _printed(
        ["ps", "-a", *(FORMS | {"size": ("-s",), "raw-size": ("-s", "--format", "raw")})[form]],
        "/containers/json",
        CONTAINERS,
    )
    golden(f"ps/{form}.txt", page)


@pytest.mark.parametrize("form", [*FORMS, "digests"])
def test_images_match_golden_file(form: str, golden: Callable[[str, str], None]) -> None:
    page = _printed(["images", *FORMS.get(form, ("--digests",))], "/images/json", IMAGES)
    golden(f"images/{form}.txt", page)


HISTORY: list[dict[str, Any]] = [
    {
        "Id": f"sha256:{ID}",
        "Created": NOW - 86_400,
        "CreatedBy": 'CMD ["sh"]\twith a tab',
        "Size": 0,
        "Comment": "buildkit",
    },
    {"Id": "<missing>", "Created": 0, "CreatedBy": f"ADD file:{OTHER} in /", "Size": 1_234_567},
]
FOUND: list[dict[str, Any]] = [
    {
        "name": "web",
        "description": "A server\nfor pages, with more words than are shown",
        "star_count": 12,
        "is_official": True,
    },
    {"name": "team/wörld", "description": "", "star_count": 0},
]


@pytest.mark.parametrize("form", [*FORMS, "not-human"])
def test_history_matches_golden_file(form: str, golden: Callable[[str, str], None]) -> None:
    page = _printed(["history", "web", *FORMS.get(form, ("-H=false",))], "/images/web/history", HISTORY)
    golden(f"history/{form}.txt", page)


@pytest.mark.parametrize("form", ["table", "no-trunc", "json"])
def test_search_results_match_golden_file(form: str, golden: Callable[[str, str], None]) -> None:
    golden(f"search/{form}.txt", _printed(["search", *FORMS[form], "web"], "/images/search", FOUND))
