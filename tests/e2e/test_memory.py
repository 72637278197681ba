"""Commands with archives need constant memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.engines import images

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engines.dockerd import Dockerd

PYDOCK = str(Path(sys.executable).with_name("pydock"))
LARGE = 150 << 20
MOST_KIB = 60_000
MEASURE = """\
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(status)
"""


@pytest.fixture(scope="module")
def large(engine: Dockerd, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yields a folder with the archive of a large image; the engine has the image `large` and its container `web`."""
    folder = tmp_path_factory.mktemp("large")
    image = images.busybox("large:latest", more_layers=1, layer_bytes=LARGE)
    (folder / "image.tar").write_bytes(image.archive())
    (folder / "file").write_bytes(image.layers[1])
    engine.load(image)
    assert engine.request("POST", "/containers/create?name=web", {"Image": "large"}).status == 201
    yield folder
    engine.reset()


@pytest.mark.parametrize(
    "line",
    [
        "save -o {new} large",
        "save large > {new}",
        "load -q -i image.tar",
        "load -q < image.tar",
        "export -o {new} web",
        "export web > {new}",
        "import image.tar other:1",
        "import - other:2 < image.tar",
        "cp file web:/file",
        "cp web:/layers {new}",
        "cp web:/layers - > {new}",
        "cp - web:/ < image.tar",
    ],
)
def test_large_archives_need_constant_memory(engine: Dockerd, large: Path, tmp_path: Path, line: str) -> None:
    new = tmp_path / "new"
    script = f'"$0" -c "$MEASURE" {PYDOCK} {line.format(new=new)}'
    done = subprocess.run(
        ["sh", "-c", script, sys.executable],
        cwd=large,
        env={**os.environ, "HOME": str(tmp_path), "DOCKER_HOST": engine.host, "MEASURE": MEASURE},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stderr.splitlines()[-1]) < MOST_KIB
    if "{new}" in line:
        assert sum(file.stat().st_size for file in (new, *new.rglob("*"))) > LARGE
