"""The cases: shell snippets in which `docker` stands for the client, kept in `cases/*.toml`, one file a topic.

    [name-of-the-case]
    run = "docker stop web"           # for sh, in an empty folder that is the home too; $REGISTRY is a local registry
    given = [{name = "web", start = true, Cmd = ["top"]}]       # what is on the engine before
    files = {"variables" = "A=1\n"}   # what is in the folder before
    stdin = "typed"
    unordered = ["requests", "Env"]   # requests sent at the same time; lists in bodies whose order is by chance
    canned = {api = "1.50", os = "windows", answers = {"GET /info" = "{}"}}   # no dockerd, but an engine that says this

`given` is a list of containers (members of the create request's body, and `name`, `start`, `wait` for its end), of
images `{image = "name:tag"}`, networks `{network = "name"}` and volumes `{volume = "name"}`. Nothing has to be cleaned
up. What the table `[EVERY]` of a file says holds for every case in it that doesn't say otherwise.
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
    """One snippet. `id` is `topic:name`; `given`, `files`, `stdin`, `unordered`, `canned` as in the module's text."""

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
        """Changes when the case does: a record made before that is worth nothing."""
        return hashlib.sha256(json.dumps(self.data, sort_keys=True).encode()).hexdigest()[:12]

    @property
    def sampled(self) -> bool:
        """Whether the case is among the tenth of all that is run with docker itself wherever docker is."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 10 == 0

    def __repr__(self) -> str:
        return self.id


def load() -> list[Case]:
    """Returns all cases, by topic and in the order of their files. ValueError for a member that isn't known."""
    found = []
    for file in sorted(FOLDER.glob("*.toml")):
        tables = tomli.loads(file.read_text())
        every = tables.pop(EVERY, {})
        found += [Case(file.stem, name, {**every, **data}) for name, data in tables.items()]
    return found
