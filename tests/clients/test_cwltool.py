"""cwltool, which runs the tools of a workflow in containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.clients.programs import CWLTOOL
from tests.engines import images

if TYPE_CHECKING:
    from tests.clients.programs import Program
    from tests.clients.side import Compare, Side

TOOL = """\
cwlVersion: v1.2
class: CommandLineTool
requirements:
  DockerRequirement: {requirement}
  ShellCommandRequirement: {{}}
inputs:
  file: {{type: File, inputBinding: {{position: 1}}}}
outputs:
  sorted: {{type: stdout}}
stdin: $(inputs.file.path)
stdout: sorted.txt
baseCommand: {command}
"""
FILES = {
    "pull.cwl": TOOL.format(requirement="{dockerPull: busybox}", command="[sort]"),
    "file.cwl": TOOL.format(
        requirement='{dockerImageId: "built", dockerFile: "FROM busybox\\nENV COLOUR=blue\\n"}', command="[sort]"
    ),
    "load.cwl": TOOL.format(requirement="{dockerImageId: loaded, dockerLoad: image.tar}", command="[sort]"),
    "import.cwl": TOOL.format(requirement="{dockerImageId: imported, dockerImport: root.tar}", command="[sort]"),
    "fails.cwl": TOOL.format(requirement="{dockerPull: busybox}", command="[sh, -c, 'echo no >&2; exit 7']"),
    "long.cwl": TOOL.format(requirement="{dockerPull: busybox}", command="[sh, -c, 'sleep 3; cat \"$0\"']"),
    "words.txt": "b\nc\na\n",
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("program", [CWLTOOL], ids=lambda program: program.name)
def test_tools_run_in_containers(compare: Compare, program: Program) -> None:
    def script(side: Side) -> None:
        side.write(FILES)
        (side.project / "image.tar").write_bytes(images.busybox("loaded:latest", variables=("COLOUR=red",)).archive())
        side.run("docker create --name root busybox && docker export -o root.tar root && docker rm root")
        for tool in ("pull", "load", "import", "file", "fails"):
            side.run(f"cwltool --quiet {tool}.cwl --file words.txt >result; echo $?; cat sorted.txt; rm -f sorted.txt")
            side.note("containers", *side.get("/containers/json?all=1"))
        # A tool of more than a second is watched by `docker stats`.
        side.run("cwltool long.cwl --file words.txt >result", only=r"Max memory used: \d+MiB|completed \w+$")
        side.note_engine()

    compare(script)
