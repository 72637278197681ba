"""An attacker's part in the tests: a folder that is exchanged for a link, again and again, while it is read."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = b"not the reader's to send"
_EXCHANGE = """
import os, sys, time
place, real, link = sys.argv[1:]
while True:
    os.rename(place, real)
    os.rename(link, place)
    time.sleep(0.001)
    os.rename(place, link)
    os.rename(real, place)
    time.sleep(0.002)
"""


@contextmanager
def exchanged(tmp_path: Path) -> Iterator[Path]:
    """Gives a folder `tree` in which the folder `d` and a link to a folder outside take turns.

    Both hold `e/f000` to `e/f199`; those outside contain SECRET, the others as many bytes.
    """
    tree, outside = tmp_path / "tree", tmp_path / "outside"
    for folder, content in ((tree / "d" / "e", bytes(len(SECRET))), (outside / "e", SECRET)):
        folder.mkdir(parents=True)
        for number in range(200):
            (folder / f"f{number:03}").write_bytes(content)
    link = tmp_path / "link"
    link.symlink_to(outside)
    # Another process: a thread would wait for this one's at almost every step.
    process = subprocess.Popen([sys.executable, "-S", "-c", _EXCHANGE, tree / "d", tmp_path / "real", link])
    try:
        yield tree
    finally:
        process.kill()
        process.wait()
