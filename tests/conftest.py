"""Fixtures that every test may ask for: real engines and registries, started at first use, one set for each process."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import markers
from tests.engines import images, namespaces, processes, tls
from tests.engines.dockerd import Dockerd
from tests.engines.registry import Registry
from tests.engines.relay import Relay
from tests.engines.sshd import Sshd
from tests.engines.tls import Certificates
from tests.engines.tokens import TokenServer

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCOUNT = ("somebody", "a password")

processes.catch_ignored_signals()  # before any test is collected, in the controller and in each worker


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds `--renew-goldens`, whose differences are to be read before they are committed, and `--random`."""
    parser.addoption("--renew-goldens", action="store_true", help="write the printed pages that tests/golden keeps")
    parser.addoption("--random", metavar="SEED", help="run the tests in a random order, the same for the same SEED")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Adds the markers, before `-m` selects by them; shuffles with `--random`, alike in every worker."""
    for item in items:
        for name in dict.fromkeys(markers.names(item)):
            item.add_marker(name)
    seed = config.getoption("random")
    if seed is not None:
        random.Random(seed).shuffle(items)


def pytest_report_header(config: pytest.Config) -> str | None:
    """Names the seed, to repeat the order with."""
    seed = config.getoption("random")
    return None if seed is None else f"random order: --random {seed}"


def pytest_sessionstart(session: pytest.Session) -> None:
    """Steps into a network of our own before any thread or server of the tests exists."""
    if session.config.getoption("numprocesses", None) and "PYTEST_XDIST_WORKER" not in os.environ:
        return  # the workers would inherit this network and take it for the machine's
    if namespaces.missing() is None:
        namespaces.enter()
        if "PYTEST_XDIST_WORKER" in os.environ:  # a worker would go on with its test when pytest is killed
            processes.die_with_parent()


@pytest.fixture(scope="session")
def real_parts() -> None:
    """Skips where real servers can't be started; fails instead under ./scripts/test, which promises the whole suite."""
    reason = namespaces.missing()
    if reason is not None:
        if "PYDOCK_TEST_WHOLE" in os.environ:
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def engine(real_parts: None) -> Iterator[Dockerd]:
    """A private dockerd that has busybox:latest, shared by the tests of this process: leave it as you found it."""
    with Dockerd(images=(images.busybox(),)) as running:
        yield running


@pytest.fixture
def relay(engine: Dockerd) -> Iterator[Relay]:
    """Stands before `engine` and writes down what a client sends."""
    with Relay(engine.socket) as running:
        yield running


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Right and wrong certificates for servers and clients."""
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def tls_engine(real_parts: None, certificates: Certificates) -> Iterator[Dockerd]:
    """A dockerd with --tlsverify that has busybox:latest; clients use its `tcp_host` and `certificates.client`."""
    options = tls.dockerd_options(certificates.server, processes.free_port())
    with Dockerd(*options, images=(images.busybox(),)) as running:
        yield running


@pytest.fixture(scope="session")
def sshd(engine: Dockerd) -> Iterator[Sshd]:
    """An sshd that leads to `engine`."""
    with Sshd(engine.host) as running:
        yield running


@pytest.fixture(scope="session")
def registry(real_parts: None) -> Iterator[Registry]:
    """An empty registry that anybody may use."""
    with Registry() as running:
        yield running


@pytest.fixture(scope="session")
def private_registry(real_parts: None) -> Iterator[Registry]:
    """A registry that asks for the name and password in its `account`."""
    with Registry(account=ACCOUNT) as running:
        yield running


@pytest.fixture(scope="session")
def tls_registry(real_parts: None, certificates: Certificates) -> Iterator[Registry]:
    """A registry behind HTTPS, with the certificate `certificates.server`."""
    with Registry(certificates=certificates.server) as running:
        yield running


@pytest.fixture(scope="session")
def token_registry(real_parts: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry that sends its clients to a token server, which wants the registry's `account`."""
    with (
        TokenServer(tmp_path_factory.mktemp("tokens"), account=ACCOUNT) as tokens,
        Registry(token_server=tokens) as running,
    ):
        yield running


@pytest.fixture(scope="session")
def wheelhouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with wheels of PyDock, of all that it needs and of what builds it.

    With PIP_NO_INDEX=1 and PIP_FIND_LINKS set to it, pip installs PyDock, a checkout or a plugin without the internet.
    """
    folder = tmp_path_factory.mktemp("wheelhouse")
    root = Path(__file__).parent.parent
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", str(folder), str(root), "hatchling"]
    subprocess.run([*namespaces.outside(), *command], check=True)
    return folder
