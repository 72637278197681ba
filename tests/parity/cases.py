"""Cases: shell snippets in which `docker` stands for the client, stored in `cases/*.toml`, one file per topic.

    [name-of-the-case]
    run = "docker stop web"           # for sh, in an empty folder, also the home; $REGISTRY is a local registry
    given = [{name = "web", start = true, Cmd = ["top"]}]       # the objects on the engine before
    files = {"variables" = "A=1\n"}   # the files in the folder before
    stdin = "typed"
    unordered = ["requests", "Env"]   # requests sent at the same time; lists in bodies without a fixed order
    canned = {api = "1.50", os = "windows", answers = {"GET /info" = "{}"}}   # a canned engine in place of dockerd

`given` is a list of containers (members of the create request's body, and `name`, `start`, `wait` for its end), of
images `{image = "name:tag"}`, networks `{network = "name"}` and volumes `{volume = "name"}`. The runner
removes all objects. The members of the table `[EVERY]` of a file are defaults of every case in the file.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import tomli

FOLDER = Path(__file__).parent / "cases"
EVERY = "EVERY"
MEMBERS = {"run", "given", "files", "stdin", "unordered", "canned"}


class Case:
    """A snippet with its `id` (`topic:name`); the docstring of the module explains the other members."""

    __slots__ = ("canned", "data", "files", "given", "name", "run", "stdin", "topic", "unordered")

    def __init__(self, topic: str, name: str, data: dict[str, Any]) -> None:
        unknown = data.keys() - MEMBERS
        if unknown:
            raise ValueError(f"{topic}.toml: {name}: unknown members {sorted(unknown)}")
        self.topic = topic
        self.name = name
        self.data = data
        self.run: str = data["run"]
        self.given: list[dict[str, Any]] = data.get("given", [])
        self.files: dict[str, str] = data.get("files", {})
        self.stdin: str = data.get("stdin", "")
        self.unordered: list[str] = data.get("unordered", [])
        self.canned: dict[str, Any] | None = data.get("canned")

    @property
    def id(self) -> str:
        """`topic:name`, unique among all cases."""
        return f"{self.topic}:{self.name}"

    @property
    def fingerprint(self) -> str:
        """A hash of the case: a record with another fingerprint is outdated."""
        return hashlib.sha256(json.dumps(self.data, sort_keys=True).encode()).hexdigest()[:12]

    @property
    def sampled(self) -> bool:
        """Whether the case belongs to the tenth that also runs with docker, if docker is installed."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 10 == 0

    def __repr__(self) -> str:
        return self.id


def load() -> list[Case]:
    """Returns all cases by topic, in the order of the files; raises ValueError for an unknown member."""
    found = []
    for file in sorted(FOLDER.glob("*.toml")):
        tables = tomli.loads(file.read_text())
        every = tables.pop(EVERY, {})
        found += [Case(file.stem, name, {**every, **data}) for name, data in tables.items()]
    return found
