"""Runs one target of the fuzzing with atheris: `python -m scripts.fuzz_atheris TARGET SECONDS`."""

from __future__ import annotations

import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

atheris: Any = import_module("atheris")  # no dependency of PyDock

with atheris.instrument_imports(include=["pydock_core"]):
    from tests.fuzz.target import LARGEST, check
    from tests.fuzz.targets import KEPT, TARGETS


def main() -> None:
    """Ends the process: with status 0 after the time, with another one at the first failure, whose input is kept."""
    target = TARGETS[sys.argv[1]]
    kept = KEPT / target.name
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        for number, example in enumerate(target.examples):
            (corpus / f"example{number}").write_bytes(example)
        words = Path(folder) / "words"
        lines = ['"' + "".join(f"\\x{byte:02x}" for byte in token) + '"' for token in target.tokens]
        words.write_text("\n".join(lines) + "\n")
        options = [f"-max_total_time={sys.argv[2]}", f"-max_len={LARGEST >> 4}", f"-dict={words}", "-timeout=60"]
        atheris.Setup(
            [sys.argv[0], *options, f"-artifact_prefix={kept}/", str(corpus)], lambda data: check(target, data)
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main()
