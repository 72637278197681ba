"""pre-commit, whose hooks run in containers: an image from a registry, or one that pre-commit builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.clients.programs import PRE_COMMIT
from tests.engines import images

if TYPE_CHECKING:
    from tests.clients.programs import Program
    from tests.clients.side import Compare, Side
    from tests.engines.registry import Registry

HOOKS = """\
- id: no-tabs
  name: no tabs
  language: docker
  entry: sh -c '! grep -l tab "$@"' sh
  files: txt$
- id: writer
  name: writer
  language: docker
  entry: sh -c 'echo end >>"$1"' sh
  files: end$
"""
CONFIGURATION = """\
repos:
  - repo: ../hooks
    rev: v1
    hooks: [{id: no-tabs}, {id: writer}]
  - repo: local
    hooks:
      - id: image
        name: image
        language: docker_image
        entry: REGISTRY/busybox sh -c 'pwd; ls "$@"' sh
        verbose: true
      - id: entry-point
        name: entry point
        language: docker_image
        entry: --entrypoint /bin/false REGISTRY/busybox
"""
REPOSITORY = "git init -q . && git add -A && git -c user.name=n -c user.email=e commit -qm first"
RESULTS = r"^([a-z ]+\.{3,}\w+$|- (?!duration).*|[a-z/.]+\.(?:txt|yaml)$|/src$|ERROR.*)"


@pytest.mark.parametrize("program", [PRE_COMMIT], ids=lambda program: program.name)
def test_hooks_in_containers_pass_and_fail(compare: Compare, program: Program, registry: Registry) -> None:
    name = registry.push(images.busybox(), "busybox").partition(":latest")[0]

    def script(side: Side) -> None:
        side.hide(registry.address, "<registry>")
        side.write(
            {
                ".pre-commit-config.yaml": CONFIGURATION.replace("REGISTRY", registry.address),
                "good.txt": "good\n",
                "../hooks/.pre-commit-hooks.yaml": HOOKS,
                "../hooks/Dockerfile": f"FROM {name}\n",
            }
        )
        side.environ["PRE_COMMIT_HOME"] = f"{side.project}/../pre-commit"
        side.run(f"{REPOSITORY} && cd ../hooks && {REPOSITORY} && git tag v1")
        side.run("pre-commit run --all-files", only=RESULTS)
        side.write({"bad.txt": "a tab\n", "marks.end": "begin\n"})
        side.run("git add -A && pre-commit run; cat marks.end", only=RESULTS + "|^begin|^end")
        side.run("pre-commit run image --files good.txt", only=RESULTS)
        side.run("docker image ls -q --filter label=PRE_COMMIT | wc -l")
        side.note("containers", *side.get("/containers/json?all=1"))

    compare(script)
