from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine, faults, run_pydock

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock

UNUSED = "WARNING! This will remove all custom networks not used by at least one container.\n"


@pytest.mark.parametrize(("api_version", "sends"), [("1.43", True), ("1.44", False)])
def test_network_create_asks_old_engines_to_check_for_duplicates(api_version: str, sends: bool) -> None:
    with FakeEngine(api_version=api_version) as engine:
        run_pydock(["network", "create", "net"], engine=engine)
        (body,) = [request.json() for request in engine.requests if request.path.endswith("/networks/create")]
    assert ("CheckDuplicate" in body) is sends


def test_network_create_leaves_the_families_of_addresses_to_the_engine(pydock: PyDock) -> None:
    bodies = [pydock("network", "create", *words).requests[-1].json() for words in (["a"], ["--ipv6", "b"])]
    assert [{"EnableIPv4", "EnableIPv6"} & set(body) for body in bodies] == [set(), {"EnableIPv6"}]


def test_network_ls_sorts_names_in_natural_order(pydock: PyDock) -> None:
    for name in ("net10", "net9", "Net1"):
        pydock("network", "create", name)
    result = pydock("network", "ls", "--filter", "type=custom", "--format", "{{.Name}}")
    assert result.stdout == "Net1\nnet9\nnet10\n"


def test_network_rm_reports_each_failure_and_goes_on(pydock: PyDock) -> None:
    pydock("network", "create", "net")
    result = pydock("network", "rm", "nosuch", "net", "bridge")
    assert (result.status, result.stdout) == (1, "net\n")
    assert result.stderr == (
        "Error response from daemon: network nosuch not found\n"
        "Error response from daemon: bridge is a pre-defined network and cannot be removed\n"
        "exit status 1\n"
    )


def test_network_rm_forced_has_success_for_an_unknown_network_only(pydock: PyDock) -> None:
    assert pydock("network", "rm", "-f", "nosuch").status == 0
    assert pydock("network", "rm", "-f", "bridge").status == 1


@pytest.mark.parametrize(("answer", "removes"), [(b"y\n", True), (b"n\n", False), (b"", False)])
def test_network_rm_asks_before_the_removal_of_the_routing_mesh(pydock: PyDock, answer: bytes, removes: bool) -> None:
    pydock("network", "create", "mesh")
    pydock.engine.fault("GET", "/networks/mesh", faults.answer(200, b'{"Ingress": true}'))
    result = pydock("network", "rm", "mesh", stdin=answer)
    assert result.stdout.startswith("WARNING! Before removing the routing-mesh network, make sure")
    assert ("DELETE /networks/mesh" in result.asked) is removes
    assert result.status == 0


@pytest.mark.parametrize("answer", [b"n\n", b"yes\n", b""])
def test_network_prune_that_is_not_confirmed_removes_nothing(pydock: PyDock, answer: bytes) -> None:
    result = pydock("network", "prune", stdin=answer)
    assert (result.status, result.stdout) == (0, f"{UNUSED}Are you sure you want to continue? [y/N] ")
    assert not any(request.startswith("POST") for request in result.asked)


def test_network_prune_lists_removed_networks_without_a_total(pydock: PyDock) -> None:
    pydock("network", "create", "net")
    assert pydock("network", "prune", "-f").stdout == "Deleted Networks:\nnet\n\n"
    assert pydock("network", "prune", "-f").stdout == ""


def test_network_connect_and_disconnect_complete_networks_then_containers(pydock: PyDock) -> None:
    pydock("network", "create", "net")
    pydock("create", "--name", "connected", "--network", "net", "busybox")
    pydock("create", "--name", "other", "busybox")
    assert "net" in pydock.complete("network connect ")
    assert pydock.complete("network connect net ") == ["other"]
    assert pydock.complete("network disconnect net ") == ["connected"]
    assert pydock.complete("network disconnect net connected ") == []


def test_network_names_are_completed(pydock: PyDock) -> None:
    pydock("network", "create", "net")
    for line in ("network rm n", "network inspect n", "network create --config-from n"):
        assert "net" in pydock.complete(line), line
