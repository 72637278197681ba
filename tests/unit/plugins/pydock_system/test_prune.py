from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine, faults, run_pydock

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock

STEPS = ["POST /containers/prune", "POST /networks/prune", "POST /images/prune", "POST /build/prune"]


def test_prune_makes_steps_in_order_and_sums_sizes(pydock: PyDock) -> None:
    pydock("create", "--name", "made", "busybox")
    result = pydock("system", "prune", "-f")
    assert result.asked == ["HEAD /_ping", *STEPS]
    assert result.stdout.startswith("Deleted Containers:\n")
    assert result.stdout.endswith("\nTotal reclaimed space: 0B\n")


def test_prune_with_volumes_removes_volumes_before_images(pydock: PyDock) -> None:
    assert pydock("system", "prune", "-f", "--volumes").asked[1:] == [*STEPS[:2], "POST /volumes/prune", *STEPS[2:]]


@pytest.mark.parametrize("answer", [b"n\n", b"yes\n", b""])
def test_prune_that_is_not_confirmed_removes_nothing(pydock: PyDock, answer: bytes) -> None:
    result = pydock("system", "prune", "--all", "--volumes", "--filter", "label=a10", stdin=answer)
    assert (result.status, result.asked) == (0, ["HEAD /_ping"])
    assert result.stdout == (
        "WARNING! This will remove:\n"
        "  - all stopped containers\n"
        "  - all networks not used by at least one container\n"
        "  - all anonymous volumes not used by at least one container\n"
        "  - all images without at least one container associated to them\n"
        "  - all build cache\n"
        "\n"
        "  Items to be pruned will be filtered with:\n"
        "  - label=a10\n"
        "\n"
        "Are you sure you want to continue? [y/N] "
    )


def test_prune_question_on_a_terminal(pydock: PyDock) -> None:
    result = pydock("system", "prune", stdin=b"y\r", terminal=True)
    assert result.stdout.startswith("WARNING! This will remove:\r\n  - all stopped containers\r\n")
    assert "Are you sure you want to continue? [y/N] y\r\nTotal reclaimed space: 0B\r\n" in result.stdout


def test_prune_shows_finished_steps_before_a_failure(pydock: PyDock) -> None:
    pydock("create", "busybox")
    pydock.engine.fault("POST", "/images/prune", faults.message("broken"))
    result = pydock("system", "prune", "-f")
    assert (result.status, result.stderr) == (1, "Error response from daemon: broken\n")
    assert result.stdout.startswith("Deleted Containers:\n")
    assert "Total" not in result.stdout


def test_prune_refuses_until_with_volumes_before_any_removal(pydock: PyDock) -> None:
    result = pydock("system", "prune", "-f", "--volumes", "--filter", "until=1h")
    assert (result.status, result.asked) == (1, ["HEAD /_ping"])
    assert result.stderr == 'ERROR: The "until" filter is not supported with "--volumes"\n'


def test_prune_all_sends_filters_of_each_kind() -> None:
    with FakeEngine() as engine:
        run_pydock(["system", "prune", "-af", "--filter", "label=x"], engine=engine)
    queries = {request.path: request.query for request in engine.requests if request.method == "POST"}
    assert queries["/containers/prune"] == {"filters": '{"label":{"x":true}}'}
    assert queries["/images/prune"] == {"filters": '{"dangling":{"false":true},"label":{"x":true}}'}
    assert queries["/build/prune"] == {"all": "1", "filters": '{"label":{"x":true}}'}
