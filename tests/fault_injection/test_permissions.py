"""What another user may not read, write or connect to."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine
from tests.fault_injection.processes import PYDOCK

if TYPE_CHECKING:
    from collections.abc import Iterator

AS_NOBODY = ["setpriv", "--reuid", "65534", "--clear-groups", "--bounding-set=-all", "--inh-caps=-all"]
TREE = Path(__file__).parents[2]
# Root's home is closed to others, and so is a checkout in it: in mounts of its own, the checkout is all that is there.
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


class Nobody:
    """Runs PyDock as a user without rights, whose home is `folder`; the engine's socket is there, too."""

    def __init__(self, folder: Path, engine: FakeEngine) -> None:
        self.folder = folder
        self.socket = folder / "engine.sock"
        engine.serve(str(self.socket))
        self.socket.chmod(0o666)

    def __call__(self, *words: str) -> tuple[int, str, str]:
        """(Status, stdout, stderr)."""
        environ = {
            **os.environ,
            "HOME": str(self.folder),
            "DOCKER_HOST": f"unix://{self.socket}",
            "PYDOCK_INDEX": "off",
        }
        program = [*_opened(), *AS_NOBODY, PYDOCK, *words]
        result = subprocess.run(program, capture_output=True, text=True, timeout=60, env=environ)
        return result.returncode, result.stdout, result.stderr


def _opened() -> list[str]:
    """What to run a program with so that others may come to the checkout; nothing where they may."""
    for folder in reversed(TREE.parents):
        if not folder.stat().st_mode & 0o001:
            return ["unshare", "--mount", "sh", "-c", OPENED, "sh", str(folder), str(TREE)]
    return []


@pytest.fixture
def nobody(real_parts: None) -> Iterator[Nobody]:
    with tempfile.TemporaryDirectory(prefix="pydock-nobody-") as folder, FakeEngine() as engine:
        Path(folder).chmod(0o755)
        made = Nobody(Path(folder), engine)
        if made("--version")[0] != 0:
            pytest.skip("the interpreter itself is where another user can't run it")
        yield made


def test_a_socket_that_may_not_be_connected_to(nobody: Nobody) -> None:
    nobody.socket.chmod(0o600)
    status, stdout, stderr = nobody("ps")
    assert (status, stdout, stderr.count("\n")) == (1, "", 1)
    host = f"unix://{nobody.socket}"
    assert stderr.startswith(f"permission denied while trying to connect to the Docker daemon socket at {host}: Get ")


def test_a_folder_that_the_cidfile_may_not_be_made_in(nobody: Nobody) -> None:
    file = nobody.folder / "cid"
    status, stdout, stderr = nobody("run", "--cidfile", str(file), "busybox", "true")
    assert (status, stdout) == (126, "")  # docker's status, by accident: it looks for "permission denied"
    assert f"failed to create the container ID file: open {file}: permission denied" in stderr
    assert not file.exists()


def test_settings_that_may_not_be_read(nobody: Nobody) -> None:
    file = nobody.folder / ".config" / "pydock" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('log_level = "info"\n')
    file.chmod(0o600)
    assert nobody("ps") == (1, "", f"cannot read {file}: Permission denied\n")


def test_a_config_json_that_may_not_be_read_is_a_warning(nobody: Nobody) -> None:
    file = nobody.folder / ".docker" / "config.json"
    file.parent.mkdir()
    file.write_text("{}")
    file.chmod(0o600)
    status, stdout, stderr = nobody("ps", "-q")
    assert (status, stdout, stderr) == (0, "", f"WARNING: Error loading config file: open {file}: permission denied\n")
