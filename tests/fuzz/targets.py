"""All targets of the fuzzing, by name, and the inputs that found a fault once."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from tests.fuzz.engine_targets import ENGINE_TARGETS
from tests.fuzz.file_targets import FILE_TARGETS
from tests.fuzz.target import check, check_growth
from tests.fuzz.value_targets import VALUE_TARGETS
from tests.fuzz.web_targets import WEB_TARGETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fuzz.target import Target

TARGETS: dict[str, Target] = {
    target.name: target for target in (*ENGINE_TARGETS, *WEB_TARGETS, *FILE_TARGETS, *VALUE_TARGETS)
}
KEPT = Path(__file__).parent / "inputs"
GROWTH = ".growth"


def kept_inputs() -> Iterator[tuple[str, Path]]:
    """Yields the name of the target and the file of each input in `inputs/TARGET/`."""
    for name in TARGETS:
        for file in sorted((KEPT / name).glob("*")):
            yield name, file


def replay(name: str, file: Path) -> None:
    """Checks a kept input: a file of bytes, or `*.growth`, JSON with the arguments of `check_growth` as Latin-1."""
    if file.suffix == GROWTH:
        head, piece, tail = (part.encode("latin-1") for part in json.loads(file.read_text()))
        check_growth(TARGETS[name], head, piece, tail)
    else:
        check(TARGETS[name], file.read_bytes())


def keep(name: str, found: bytes | tuple[bytes, bytes, bytes]) -> Path:
    """Writes an input that found a fault to `inputs/TARGET/`; returns its path."""
    is_growth = isinstance(found, tuple)
    data = json.dumps([part.decode("latin-1") for part in found]).encode() if isinstance(found, tuple) else found
    folder = KEPT / name
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / (sha256(data).hexdigest()[:12] + (GROWTH if is_growth else ""))
    file.write_bytes(data)
    return file
