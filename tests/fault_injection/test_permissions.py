"""Files and sockets that an unprivileged user may not read, write or connect to."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pydock_core.config.settings_check import MENDING
from pydock_core.testing import FakeEngine
from tests.fault_injection.processes import PYDOCK

if TYPE_CHECKING:
    from collections.abc import Iterator

AS_UNPRIVILEGED = ["setpriv", "--reuid", "65534", "--clear-groups", "--bounding-set=-all", "--inh-caps=-all"]
TREE = Path(__file__).parents[2]
# Other users can't enter root's home: a mount namespace replaces it by a folder that contains only the checkout.
OPENED = """
set -e
mount --bind "$2" /mnt
mount -t tmpfs -o mode=755 tmpfs "$1"
mkdir -p "$2"
mount --bind /mnt "$2"
cd /
shift 2
exec "$@"
"""


class Unprivileged:
    """Runs PyDock as an unprivileged user with the home `folder`, which also contains the socket of the engine."""

    def __init__(self, folder: Path, engine: FakeEngine) -> None:
        self.folder = folder
        self.socket = folder / "engine.sock"
        engine.serve(str(self.socket))
        self.socket.chmod(0o666)

    def __call__(self, *words: str) -> tuple[int, str, str]:
        """Runs a command line and returns (status, stdout, stderr)."""
        environ = {
            **os.environ,
            "HOME": str(self.folder),
            "DOCKER_HOST": f"unix://{self.socket}",
            "PYDOCK_INDEX": "off",
        }
        program = [*_opened(), *AS_UNPRIVILEGED, PYDOCK, *words]
        result = subprocess.run(program, capture_output=True, text=True, timeout=60, env=environ)
        return result.returncode, result.stdout, result.stderr


def _opened() -> list[str]:
    """Returns the words before a program that make the checkout accessible to other users; none if it is."""
    for folder in reversed(TREE.parents):
        if not folder.stat().st_mode & 0o001:
            return ["unshare", "--mount", "sh", "-c", OPENED, "sh", str(folder), str(TREE)]
    return []


@pytest.fixture
def unprivileged(real_parts: None) -> Iterator[Unprivileged]:
    with tempfile.TemporaryDirectory(prefix="pydock-unprivileged-") as folder, FakeEngine() as engine:
        Path(folder).chmod(0o755)
        made = Unprivileged(Path(folder), engine)
        if made("--version")[0] != 0:
            pytest.skip("another user can't run the interpreter")
        yield made


def test_socket_without_permission_is_reported(unprivileged: Unprivileged) -> None:
    unprivileged.socket.chmod(0o600)
    status, stdout, stderr = unprivileged("ps")
    assert (status, stdout) == (1, "")
    message, hint = stderr.splitlines()
    host = f"unix://{unprivileged.socket}"
    assert message.startswith(f"permission denied while trying to connect to the Docker daemon socket at {host}: Get ")
    assert hint == (
        "To get access, become a member of the group docker and log in again, or use sudo; "
        "a rootless engine has a socket of its own: name it with --host, DOCKER_HOST or --context"
    )


@pytest.mark.parametrize("line", ["run busybox", "stop x y", "rmi x y", "inspect x", "stats x"])
def test_socket_without_permission_has_one_hint_in_every_command(unprivileged: Unprivileged, line: str) -> None:
    unprivileged.socket.chmod(0o600)
    status, _, stderr = unprivileged(*line.split())
    assert status != 0
    assert "permission denied" in stderr
    assert stderr.count("To get access, become a member of the group docker") == 1


def test_cidfile_in_a_folder_without_permission_is_reported(unprivileged: Unprivileged) -> None:
    file = unprivileged.folder / "cid"
    status, stdout, stderr = unprivileged("run", "--cidfile", str(file), "busybox", "true")
    assert (status, stdout) == (126, "")  # docker derives the status from "permission denied"
    assert f"failed to create the container ID file: open {file}: permission denied" in stderr
    assert not file.exists()


def test_settings_without_permission_are_reported(unprivileged: Unprivileged) -> None:
    file = unprivileged.folder / ".config" / "pydock" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('log_level = "info"\n')
    file.chmod(0o600)
    assert unprivileged("ps") == (1, "", f"cannot read {file}: Permission denied\n{MENDING}\n")


def test_config_json_without_permission_is_a_warning(unprivileged: Unprivileged) -> None:
    file = unprivileged.folder / ".docker" / "config.json"
    file.parent.mkdir()
    file.write_text("{}")
    file.chmod(0o600)
    status, stdout, stderr = unprivileged("ps", "-q")
    assert (status, stdout, stderr) == (0, "", f"WARNING: Error loading config file: open {file}: permission denied\n")
