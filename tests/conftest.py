"""Fixtures of all tests: real engines and registries, started at first use, one set for each process."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from tests import markers, sampling
from tests.engines import images, namespaces, processes, tls
from tests.engines.dockerd import Dockerd
from tests.engines.registry import Registry
from tests.engines.relay import Relay
from tests.engines.sshd import Sshd
from tests.engines.tls import Certificates
from tests.engines.tokens import TokenServer

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

ACCOUNT = ("somebody", "a password")

# No test fails because the machine is slow.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")
processes.catch_ignored_signals()  # before the collection, in the controller and in each worker


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds `--renew-goldens`, whose changes need a review before a commit, `--random` and `--sample`."""
    parser.addoption("--renew-goldens", action="store_true", help="write the golden files of tests/golden")
    parser.addoption("--random", metavar="SEED", help="run the tests in a random order, the same for the same SEED")
    parser.addoption("--sample", metavar="K", default="0", help="the Kth sample of large tests; `all` for every case")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Adds the markers before the selection by `-m`, takes the sample, and shuffles: the same in every worker."""
    for item in items:
        for name in dict.fromkeys(markers.names(item)):
            item.add_marker(name)
    if not sampling.names_a_case(config.args):
        items[:], others = sampling.split(items, config.getoption("sample"))
        config.hook.pytest_deselected(items=others)
    seed = config.getoption("random")
    if seed is not None:
        random.Random(seed).shuffle(items)


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, Any, Any]:
    """Makes the report of a failed test one that a worker can send: xdist ends the run at half a surrogate pair."""
    return _encodable((yield))


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {_encodable(key): _encodable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(map(_encodable, value))
    return value


def pytest_report_header(config: pytest.Config) -> str | None:
    """Returns the seed of the order for the report."""
    seed = config.getoption("random")
    return None if seed is None else f"random order: --random {seed}"


def pytest_sessionstart(session: pytest.Session) -> None:
    """Enters the network namespace of the tests before any thread or server of the tests exists."""
    if session.config.getoption("numprocesses", None) and "PYTEST_XDIST_WORKER" not in os.environ:
        return  # the workers would inherit the namespace and regard it as that of the machine
    if namespaces.missing() is None:
        namespaces.enter()
        if "PYTEST_XDIST_WORKER" in os.environ:  # a worker would continue its test after a kill of pytest
            processes.die_with_parent()


@pytest.fixture(scope="session")
def real_parts() -> None:
    """Skips the test if no real server can be started; fails under ./scripts/test, which runs the whole suite."""
    reason = namespaces.missing()
    if reason is not None:
        if "PYDOCK_TEST_WHOLE" in os.environ:
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def engine(real_parts: None) -> Iterator[Dockerd]:
    """Yields a private dockerd with busybox:latest; the tests of a process share it and restore its state."""
    with Dockerd(images=(images.busybox(),)) as running:
        yield running


@pytest.fixture
def relay(engine: Dockerd) -> Iterator[Relay]:
    """Yields a relay to `engine` that records the requests of a client."""
    with Relay(engine.socket) as running:
        yield running


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Returns valid and invalid certificates of servers and clients."""
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def tls_engine(real_parts: None, certificates: Certificates) -> Iterator[Dockerd]:
    """Yields a dockerd with --tlsverify and busybox:latest; clients use `tcp_host` and `certificates.client`."""
    options = tls.dockerd_options(certificates.server, processes.free_port())
    with Dockerd(*options, images=(images.busybox(),)) as running:
        yield running


@pytest.fixture(scope="session")
def sshd(engine: Dockerd) -> Iterator[Sshd]:
    """Yields an sshd whose sessions use `engine`."""
    with Sshd(engine.host) as running:
        yield running


@pytest.fixture(scope="session")
def registry(real_parts: None) -> Iterator[Registry]:
    """Yields an empty registry without credentials."""
    with Registry() as running:
        yield running


@pytest.fixture(scope="session")
def private_registry(real_parts: None) -> Iterator[Registry]:
    """Yields a registry that requires the name and password of its `account`."""
    with Registry(account=ACCOUNT) as running:
        yield running


@pytest.fixture(scope="session")
def tls_registry(real_parts: None, certificates: Certificates) -> Iterator[Registry]:
    """Yields a registry with HTTPS and the certificate `certificates.server`."""
    with Registry(certificates=certificates.server) as running:
        yield running


@pytest.fixture(scope="session")
def token_registry(real_parts: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """Yields a registry with a token server that requires the `account` of the registry."""
    with (
        TokenServer(tmp_path_factory.mktemp("tokens"), account=ACCOUNT) as tokens,
        Registry(token_server=tokens) as running,
    ):
        yield running


@pytest.fixture(scope="session")
def wheelhouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a folder with the wheels of PyDock, its dependencies and its build backend.

    With PIP_NO_INDEX=1 and this folder as PIP_FIND_LINKS, pip installs PyDock, a checkout or a plugin offline.
    """
    folder = tmp_path_factory.mktemp("wheelhouse")
    root = Path(__file__).parent.parent
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", str(folder), str(root), "hatchling"]
    subprocess.run([*namespaces.outside(), *command], check=True)
    return folder
