"""Python processes that PyDock starts, and PyDock itself, run no file of the current folder in place of a module."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pydock_core.engine.endpoint import Endpoint
from pydock_core.engine.messages import Request
from pydock_core.engine.transport.ssh import SSHTransport
from pydock_core.errors import EngineError
from pydock_core.host import child_process
from pydock_core.host.index_file import search_path
from pydock_core.values.programs import find_program

SHADOWED = ("argparse", "base64", "difflib", "json", "pip", "pydock_groups", "re", "socket", "subprocess")
HOOK = """
import sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "plugin_far":
            from importlib.util import spec_from_file_location
            return spec_from_file_location(name, {file!r})
sys.meta_path.append(Finder())
"""
PLUGIN = """
from pydock_core.plugin_api import Command, hookimpl
@hookimpl
def pydock_commands(): return [Command(("NAME",), "nowhere", "From the user site")]
"""
FRESH = """
import sys
sys.path += {path!r}
from pydock_core.host import load_index
index = load_index({{"HOME": {home!r}}})
print([bool(index.command(name)) for name in ("near", "far")])
"""


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A folder with files that leave a mark when they run."""
    folder = tmp_path / "planted"
    folder.mkdir()
    for name in SHADOWED:
        (folder / f"{name}.py").write_text(
            f"open({str(tmp_path / 'mark')!r}, 'a').write({name!r})\nraise SystemExit(9)\n"
        )
    return folder


@pytest.mark.parametrize("line", ["--version", "self index", "--help", "self doctor", "nothing", "self install ./x"])
def test_module_run_imports_nothing_from_current_folder(planted: Path, tmp_path: Path, line: str) -> None:
    environ = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", "PIP_NO_INDEX": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "pydock_core", *line.split()],
        cwd=planted,
        env={**environ, "DOCKER_HOST": "unix:///nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not (tmp_path / "mark").exists(), done.stderr
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr


def test_child_imports_nothing_from_current_folder_or_relative_path(
    planted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (planted / "sitecustomize.py").write_text((planted / "re.py").read_text())
    monkeypatch.chdir(planted)
    command = child_process.isolated_python(
        "import re, json\nprint(json.dumps(arguments))\n", ["a", "b"], search_path()
    )
    done = subprocess.run(command, env={"PYTHONPATH": "."}, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == ["a", "b"]
    assert not (tmp_path / "mark").exists()


def test_plugins_in_the_user_site_are_found(tmp_path: Path) -> None:
    """Modules that lie there, and those that an import hook in a .pth file finds (an editable install)."""
    environment = tmp_path / "venv"
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", "--system-site-packages", str(environment)], check=True
    )
    python = environment / "bin" / "python"
    environ = {"PYTHONUSERBASE": str(tmp_path / "base"), "PYTHONDONTWRITEBYTECODE": "1"}
    ask = "import site; print(site.ENABLE_USER_SITE, site.getusersitepackages())"
    enabled, _, folder = subprocess.check_output([python, "-c", ask], env=environ, text=True).strip().partition(" ")
    if enabled != "True":
        pytest.skip("this Python has no user site")
    site = Path(folder)
    site.mkdir(parents=True)
    (site / "plugin_near.py").write_text(PLUGIN.replace("NAME", "near"))
    far = tmp_path / "far.py"
    far.write_text(PLUGIN.replace("NAME", "far"))
    (site / "hook_far.py").write_text(HOOK.format(file=str(far)))
    (site / "far.pth").write_text("import hook_far\n")
    for name in ("near", "far"):
        info = site / f"dist_{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: dist-{name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[pydock.plugins]\n{name} = plugin_{name}\n")
    program = FRESH.format(path=[item for item in sys.path if item], home=str(tmp_path))
    done = subprocess.run([python, "-c", program], env=environ, capture_output=True, text=True, check=False)
    assert done.stdout == "[True, True]\n", done.stderr


def test_program_in_a_relative_entry_of_path_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "ssh"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    assert find_program("ssh", {"PATH": str(tmp_path)}) == str(program)
    for path in (".", "", ":/usr/bin", f"nowhere:../{tmp_path.name}"):
        if path:
            with pytest.raises(PermissionError, match="found relative to current directory"):
                find_program("ssh", {"PATH": path})
    with pytest.raises(FileNotFoundError):
        find_program("no-such-program", {"PATH": "."})
    endpoint = Endpoint("ssh", "host", url="ssh://host")
    with pytest.raises(EngineError, match="ssh can't be run: cannot run executable found relative to current"):
        SSHTransport(endpoint, {"PATH": "."})(Request("GET", "/_ping"))
