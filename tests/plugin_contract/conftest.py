from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.broken_plugins.conftest import docker_host, home, installation, normal
from tests.engines import namespaces

if TYPE_CHECKING:
    from tests.broken_plugins.installation import Installation

__all__ = ["docker_host", "home", "installation", "normal"]
API_1_0 = Path(__file__).parent / "api_1_0"


@pytest.fixture(scope="session")
def oldest_pluggy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a folder with the oldest pluggy that PyDock allows."""
    folder = tmp_path_factory.mktemp("pluggy")
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder), "pluggy==1.2.0"]
    subprocess.run([*namespaces.outside(), *install], check=True)
    return folder


@pytest.fixture(params=[pytest.param("oldest", marks=pytest.mark.slow), "newest"])
def with_pluggy(request: pytest.FixtureRequest, installation: Installation) -> Installation:
    """An installation with the oldest pluggy that PyDock allows, and one with the environment's, the newest."""
    if request.param == "oldest":
        pluggy = request.getfixturevalue("oldest_pluggy")
        installation.environ["PYTHONPATH"] += os.pathsep + str(pluggy)
    return installation
