"""An attacker's part in the tests: a folder that is exchanged for a link, again and again, while it is read."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = b"not the reader's to send"


@contextmanager
def exchanged(tmp_path: Path) -> Iterator[Path]:
    """Gives a folder `tree` in which the folder `d` and a link to a folder outside take turns.

    Both hold `e/f00` to `e/f19`; those outside contain SECRET.
    """
    tree, outside = tmp_path / "tree", tmp_path / "outside"
    for folder, content in ((tree / "d" / "e", b"mine"), (outside / "e", SECRET)):
        folder.mkdir(parents=True)
        for number in range(20):
            (folder / f"f{number:02}").write_bytes(content)
    link = tmp_path / "link"
    link.symlink_to(outside)
    ended = threading.Event()

    def exchange() -> None:
        place, real = str(tree / "d"), str(tmp_path / "real")
        while not ended.is_set():
            os.rename(place, real)
            os.rename(link, place)
            os.rename(place, link)
            os.rename(real, place)

    thread = threading.Thread(target=exchange)
    thread.start()
    try:
        yield tree
    finally:
        ended.set()
        thread.join()
