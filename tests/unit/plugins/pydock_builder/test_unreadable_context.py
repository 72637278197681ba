"""`build` of a context that the user may not read in full: docker's message before anything is sent."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydock_builder.folder import check_readable

from pydock_core.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Iterator

UNPRIVILEGED = 65534
DOCKER = shutil.which("docker")
# Mode of the folder `dir`, lines of .dockerignore, docker's message ("" for none).
CONTEXTS = {
    "folder without permissions": (0o000, [], "can't stat '{}/dir'"),
    "excluded folder without permissions": (0o000, ["dir"], "can't stat '{}/dir'"),
    "folder without read permission": (0o711, [], "can't stat '{}/dir'"),
    "folder without search permission": (0o744, [], "can't stat '{}/dir/bar'"),
    "excluded folder without search permission": (0o744, ["dir"], ""),
    "folder with an exception": (0o000, ["dir", "!dir/bar"], "can't stat '{}/dir'"),
    "readable folder": (0o755, [], "no permission to read from '{}/dir/bar'"),
    "excluded file without permissions": (0o755, ["dir/bar"], ""),
}


@pytest.fixture
def context() -> Iterator[Path]:
    """Yields a context that every user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="context-", dir="/tmp"))
    folder.chmod(0o755)
    (folder / "Dockerfile").write_text("FROM busybox\n")
    (folder / "dir" / "sub").mkdir(parents=True)
    (folder / "dir" / "bar").write_text("x")
    (folder / "dir" / "bar").chmod(0)
    yield folder
    (folder / "dir").chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize("name", CONTEXTS)
def test_unreadable_part_of_a_context_is_reported_as_by_docker(context: Path, name: str) -> None:
    mode, ignored, message = CONTEXTS[name]
    expected = f"error checking context: {message.format(context)}" if message else ""
    (context / "dir").chmod(mode)
    (context / ".dockerignore").write_text("".join(f"{line}\n" for line in ignored))
    os.seteuid(UNPRIVILEGED)
    try:
        check_readable(str(context), ignored)
        found = ""
    except InvalidValue as error:
        found = error.message
    finally:
        os.seteuid(0)
    assert found == expected
    if DOCKER:
        assert message_of_docker(context) == expected


def message_of_docker(context: Path) -> str:
    """Returns the last line that docker prints about a context; "" if it tries to send the context."""
    environ = {"HOME": "/nonexistent", "DOCKER_BUILDKIT": "0", "DOCKER_HOST": "unix:///nonexistent.sock"}
    words = [str(DOCKER), "build", str(context)]
    result = subprocess.run(
        words, env=environ, user=UNPRIVILEGED, group=UNPRIVILEGED, extra_groups=[], capture_output=True
    )
    last = result.stderr.decode().strip().split("\n")[-1]
    return "" if "Cannot connect" in last else last
