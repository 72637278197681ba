"""A sample of the random .dockerignore files of `python -m tests.parity.ignore_files`."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.parity import clients, ignore_files

if TYPE_CHECKING:
    from pathlib import Path


def test_random_ignore_files_exclude_the_same_files_as_docker(tmp_path: Path) -> None:
    docker = clients.docker()
    if docker is None:
        pytest.skip("needs docker's client to compare with")
    assert ignore_files.differences(docker, tmp_path, 60, 1) == []


def test_seed_determines_random_ignore_files() -> None:
    once, again = ([ignore_files.random_patterns(chance) for _ in range(99)] for chance in map(random.Random, (7, 7)))
    assert once == again
    assert len(set(once)) > 80
