from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydock_self.environment import Environment, name_of

from pydock_core.plugin_api import PyDockError

if TYPE_CHECKING:
    from pathlib import Path

RECEIPT = """
[tool]
requirements = [
    {{ name = "PyDock_CLI"{ours} }},
    {{ name = "budget", extras = ["x", "y"], specifier = ">=2,<3" }},
    {{ name = "local", editable = "/src/local" }},
    {{ name = "wheel", path = "/wheels/wheel-1.0-py3-none-any.whl" }},
    {{ name = "there", url = "https://example.org/there.zip" }},
    {{ name = "git", git = "https://example.org/git?rev=v1" }},
]
entrypoints = [{{ name = "pydock", install-path = "/home/me/bin/pydock", from = "pydock-cli" }}]
{more}
"""
OTHERS = [
    *("--with", "budget[x,y]>=2,<3"),
    *("--with-editable", "/src/local"),
    *("--with", "wheel @ file:///wheels/wheel-1.0-py3-none-any.whl"),
    *("--with", "there @ https://example.org/there.zip"),
    *("--with", "git @ git+https://example.org/git@v1"),
]


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A PATH that has uv and pipx."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("uv", "pipx"):
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    return folder


def environment(prefix: Path, *, marker: str = "", has_pip: bool = True, search: object = "") -> Environment:
    return Environment(
        prefix=str(prefix), python=f"{prefix}/bin/python", marker=marker, has_pip=has_pip, search=str(search)
    )


@pytest.mark.parametrize("verb", ["install", "upgrade", "uninstall"])
def test_externally_managed_environment_is_refused_with_advice(tmp_path: Path, verb: str) -> None:
    with pytest.raises(PyDockError) as caught:
        environment(tmp_path, marker="/usr/lib/python3/EXTERNALLY-MANAGED").command(verb, ["a b", "c"])
    lines = caught.value.message.splitlines()
    assert lines[0].endswith("which is not to be changed: /usr/lib/python3/EXTERNALLY-MANAGED")
    assert "  pipx install pydock-cli && pipx inject pydock-cli 'a b' c" in lines
    assert "  uv tool install pydock-cli --with 'a b' --with c" in lines


def test_environment_without_pip_and_uv_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PyDockError, match="neither pip nor uv is there") as caught:
        environment(tmp_path, has_pip=False).command("install", ["budget"])
    assert caught.value.message.endswith(f"To get pip: {tmp_path}/bin/python -m ensurepip")


@pytest.mark.parametrize(("file", "program"), [("uv-receipt.toml", "uv"), ("pipx_metadata.json", "pipx")])
def test_managing_tool_must_be_on_path(tmp_path: Path, file: str, program: str) -> None:
    (tmp_path / file).write_text(RECEIPT.format(ours="", more=""))
    with pytest.raises(PyDockError, match=f"^{program} made the environment .* put it on PATH"):
        environment(tmp_path).command("install", ["budget"])


@pytest.mark.parametrize(("file", "program"), [("uv-receipt.toml", "uv"), ("pipx_metadata.json", "pipx")])
def test_managing_tool_in_the_current_folder_is_not_run(
    tmp_path: Path, programs: Path, monkeypatch: pytest.MonkeyPatch, file: str, program: str
) -> None:
    (tmp_path / file).write_text(RECEIPT.format(ours="", more=""))
    monkeypatch.chdir(programs)
    with pytest.raises(PyDockError, match=f"^{program}: cannot run executable found relative to current directory"):
        environment(tmp_path, search=".").command("install", ["budget"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[tool", "Expected"),
        ("", "'tool'"),
        ("[tool]\nrequirements = [{}]", "'name'"),
        (RECEIPT.format(ours="", more='constraints = [{ name = "a" }]'), "installed with constraints, which PyDock"),
    ],
)
def test_uv_receipt_with_unsupported_members_is_refused(
    tmp_path: Path, programs: Path, content: str, message: str
) -> None:
    (tmp_path / "uv-receipt.toml").write_text(content)
    with pytest.raises(PyDockError, match=message) as caught:
        environment(tmp_path, search=programs).command("install", ["budget"])
    assert "Install once more yourself: uv tool install pydock-cli --with PLUGIN" in caught.value.message


def test_uv_tool_refuses_uninstall_of_dependency(tmp_path: Path, programs: Path) -> None:
    (tmp_path / "uv-receipt.toml").write_text(RECEIPT.format(ours="", more=""))
    with pytest.raises(PyDockError, match=r"^unasked came with another package"):
        environment(tmp_path, search=programs).command("uninstall", ["Unasked", "budget"])


@pytest.mark.parametrize(
    ("verb", "words"),
    [("install", ["install"]), ("upgrade", ["install", "--upgrade"]), ("uninstall", ["uninstall", "--yes"])],
)
def test_plain_environment_is_changed_by_pip(tmp_path: Path, verb: str, words: list[str]) -> None:
    command = environment(tmp_path).command(verb, ["budget", "x"])
    pip = [f"{tmp_path}/bin/python", "-I", "-m", "pip", "--disable-pip-version-check"]
    assert command == ([*pip, *words, "budget", "x"], {})


@pytest.mark.parametrize(("verb", "words"), [("install", []), ("upgrade", ["--upgrade"]), ("uninstall", [])])
def test_environment_without_pip_is_changed_by_uv(tmp_path: Path, programs: Path, verb: str, words: list[str]) -> None:
    command, _ = environment(tmp_path, has_pip=False, search=programs).command(verb, ["budget"])
    word = "uninstall" if verb == "uninstall" else "install"
    assert command == [f"{programs}/uv", "pip", word, "--python", f"{tmp_path}/bin/python", *words, "budget"]


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("install", ["inject"]),
        ("upgrade", ["inject", "--force", "--pip-args=--upgrade"]),
        ("uninstall", ["uninject"]),
    ],
)
def test_pipx_environment_is_changed_by_pipx_with_its_name(
    tmp_path: Path, programs: Path, verb: str, words: list[str]
) -> None:
    prefix = tmp_path / "pipx" / "venvs" / "pydock-cli-next"
    prefix.mkdir(parents=True)
    (prefix / "pipx_metadata.json").write_text("{}")
    command = environment(prefix, search=programs).command(verb, ["budget"])
    variables = {"PIPX_HOME": str(tmp_path / "pipx")}
    assert command == ([f"{programs}/pipx", *words, "pydock-cli-next", "budget"], variables)


@pytest.mark.parametrize(
    ("ours", "said"),
    [
        ("", ["PyDock_CLI"]),
        (', specifier = "==0.1.0"', ["PyDock_CLI==0.1.0"]),
        (', editable = "/src/pydock"', ["--editable", "/src/pydock"]),
        (', directory = "/src/pydock"', ["PyDock_CLI @ file:///src/pydock"]),
    ],
)
def test_uv_tool_command_repeats_receipt(tmp_path: Path, programs: Path, ours: str, said: list[str]) -> None:
    (tmp_path / "uv-receipt.toml").write_text(RECEIPT.format(ours=ours, more='python = "3.12"'))
    command, variables = environment(tmp_path, search=programs).command("install", ["new>=1"])
    python = ["--python", "3.12"]
    assert command == [f"{programs}/uv", "tool", "install", *said, *OTHERS, "--with", "new>=1", *python]
    assert variables == {"UV_TOOL_DIR": str(tmp_path.parent), "UV_TOOL_BIN_DIR": "/home/me/bin"}


@pytest.mark.parametrize(
    ("verb", "name", "expected"),
    [
        ("install", "Budget==2.5", [*OTHERS[2:], "--with", "Budget==2.5"]),
        ("upgrade", "budget", [*OTHERS, "--upgrade-package", "budget"]),
        ("upgrade", "more", [*OTHERS, "--with", "more", "--upgrade-package", "more"]),
        ("uninstall", "budget", OTHERS[2:]),
    ],
)
def test_uv_tool_command_applies_requested_change(
    tmp_path: Path, programs: Path, verb: str, name: str, expected: list[str]
) -> None:
    (tmp_path / "uv-receipt.toml").write_text(RECEIPT.format(ours="", more=""))
    command, _ = environment(tmp_path, search=programs).command(verb, [name])
    assert command == [f"{programs}/uv", "tool", "install", "PyDock_CLI", *expected]


@pytest.mark.parametrize(
    ("requirement", "name"),
    [
        ("budget", "budget"),
        ("Bud_get.x[a,b]>=1 ; python_version > '3'", "Bud_get.x"),
        ("budget @ https://example.org/x.zip", "budget"),
        ("./dist/pydock_budget-1.0-py3-none-any.whl", "pydock_budget"),
    ],
)
def test_name_of_returns_distribution_of_requirement(requirement: str, name: str) -> None:
    assert name_of(requirement) == name


def test_constraints_reach_pip_uv_and_pipx(tmp_path: Path, programs: Path) -> None:
    assert environment(tmp_path).command("install", ["budget"], "/c")[0][-4:] == ["install", "-c", "/c", "budget"]
    words, _ = environment(tmp_path, has_pip=False, search=programs).command("install", ["budget"], "/c")
    assert words[-3:] == ["-c", "/c", "budget"]
    (tmp_path / "pipx_metadata.json").write_text("{}")
    pipx = environment(tmp_path, search=programs)
    assert "--pip-args=-c '/c c'" in pipx.command("install", ["budget"], "/c c")[0]
    assert "--pip-args=--upgrade -c /c" in pipx.command("upgrade", ["budget"], "/c")[0]
