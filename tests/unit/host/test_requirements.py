from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core import __version__
from pydock_core.host import requirements
from pydock_core.session import PluginOptions

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.host.installed import Installed


@pytest.mark.parametrize(
    ("specifiers", "fitting", "others"),
    [
        ("", "0.1 99 1.0rc1", ""),
        (">=1.0,<2", "1 1.0 1.9.9 1.5.dev3", "0.9 2 2.0.0 2.0rc1"),
        ("==1.4", "1.4 1.4.0 1.4.0.0 1.4rc1 1.4+local", "1.4.1 1.3"),
        ("== 1.4.*", "1.4 1.4.7", "1.5 1"),
        ("!=1.4", "1.3 1.4.1", "1.4 1.4.0"),
        ("!=1.4.*", "1.5", "1.4 1.4.9"),
        ("~=1.4", "1.4 1.9", "1.3 2.0"),
        ("~=1.4.2", "1.4.2 1.4.9", "1.4.1 1.5"),
        (">1.4", "1.5 1.4.1", "1.4 1.4.0 1.3"),
        ("<=1.10", "1.9 1.10 1.10.0", "1.10.1 1.11"),
        ("===1.0", "1.0", "1.1"),
        (" >= v1 , ", "1.0", "0.1"),
    ],
)
def test_specifiers_compare_release_numbers(specifiers: str, fitting: str, others: str) -> None:
    assert [version for version in fitting.split() if not requirements.is_met(specifiers, version)] == []
    assert [version for version in others.split() if requirements.is_met(specifiers, version)] == []


@pytest.mark.parametrize("specifiers", ["1.0", ">=", ">=x", "~=1", ">=1.*", "=>1", "one", ">=1;<2"])
def test_invalid_version_specifier_raises(specifiers: str) -> None:
    with pytest.raises(ValueError, match=r"specifier|needs two numbers"):
        requirements.is_met(specifiers, "1.0")


@pytest.mark.parametrize(
    ("line", "specifiers"),
    [
        ("pydock-cli>=1,<2", ">=1,<2"),
        ("pydock_cli (>=1)", ">=1"),
        ("PyDock.CLI[testing] ~= 1.4", "~= 1.4"),
        ("pydock-cli", ""),
        ("requests>=2", ""),
        ("pydock-cli>=9; extra == 'new'", ""),
        ("pydock-cli @ https://example.org/x.whl", ""),
        ("pydock-cli-extras>=9", ""),
    ],
)
def test_requires_dist_specifiers_are_found(line: str, specifiers: str) -> None:
    assert requirements.of_distribution([line], "pydock-cli") == specifiers


@pytest.mark.parametrize(
    ("source", "specifiers"),
    [
        ('requires_pydock = ">=1"', ">=1"),
        ('import nothing\nrequires_pydock: str = ">=1"', ">=1"),
        ("requires_pydock = 5", ""),
        ('def f():\n    requires_pydock = ">=1"', ""),
        ("def broken(:", ""),
        ("\0", ""),
    ],
)
def test_requires_pydock_is_read_without_import(tmp_path: Path, source: str, specifiers: str) -> None:
    file = tmp_path / "module.py"
    file.write_text(source)
    assert requirements.of_module(str(file)) == specifiers
    assert requirements.of_module(str(tmp_path / "missing.py")) == ""


HEAD = "from pydock_core.plugin_api import hookimpl\n"


def test_plugin_for_another_version_is_rejected_before_import(installed: Installed, tmp_path: Path) -> None:
    imported = tmp_path / "imported"
    installed.plugin("one", f"open({str(imported)!r}, 'w')\nrequires_pydock = '>=99,<100'\n")
    installed.plugin("two", f"open({str(imported)!r}, 'w')\n")
    (info,) = installed.folder.glob("dist_two*")
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: dist-two\nVersion: 1.0\nRequires-Dist: pydock-cli>=98\n"
    )
    one, two = installed.index().diagnostics()
    assert one.reason == f"it needs pydock-cli >=99,<100, and this is {__version__}"
    assert two.reason == f"it needs pydock-cli >=98, and this is {__version__}"
    assert (one.hook, two.hook) == ("requires_pydock", "Requires-Dist")
    assert one.file.endswith("plugin_one.py")
    assert two.file.endswith("dist_two-1.0.dist-info/METADATA")
    assert not imported.exists()


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("'>=' + '99'", f"it needs pydock-cli >=99, and this is {__version__}"),
        ("99", "requires_pydock is int, not a text as `>=1.0,<2`"),
        ("'new'", "'new' is no version specifier, as `>=1.0` is one"),
    ],
)
def test_requires_pydock_is_checked_after_import(installed: Installed, value: str, reason: str) -> None:
    installed.plugin("any", f"requires_pydock = {value}\n")
    assert [error.reason for error in installed.index().diagnostics()] == [reason]


def test_plugin_for_this_version_is_used(installed: Installed) -> None:
    package = installed.folder / "plugin_package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "inside.py").write_text(f"requires_pydock = '>={__version__}'\n{HEAD}@hookimpl\ndef pydock_event(): ...")
    installed.distribution("dist-any", "1.0", {"any": "plugin_package.inside"})
    index = installed.index()
    assert index.diagnostics() == []
    assert index.implementers("pydock_event", PluginOptions()) == ["dist-any:any"]
    (package / "inside.py").write_text("requires_pydock = '>=99'\n1 / 0\n")
    assert [error.hook for error in installed.index().diagnostics()] == ["requires_pydock"]
