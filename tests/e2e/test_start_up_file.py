"""The start-up file of an installed PyDock: written once, used by each import, ignored where it is not right."""

from __future__ import annotations

import importlib.metadata
import marshal
import os
import shutil
import subprocess
import sys
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from typing import Any

import pytest

import pydock_core
from pydock_core import start_up_file

REPOSITORY = Path(pydock_core.__file__).resolve().parents[1]

# Executes the statements `sys.argv[2]`, a command line in the installation `sys.argv[1]`, the statements `sys.argv[3]`.
PROGRAM = """
import sys
site, before, statements, *words = sys.argv[1:]
sys.path.insert(0, site)
exec(before)
sys.argv = ["pydock", *words]
from pydock_core import cli, start_up_file
def leave(status):
    exec(statements)
    sys.stdout.flush()
    import os
    os._exit(status)
cli.leave = leave
cli.entry()
"""
LOADERS = """
loaders = {type(m.__spec__.loader).__name__ for n, m in sys.modules.items() if n.startswith("pydock_core.invocation.")}
print(*sorted(loaders))
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder that holds the core, the built-in plugins and their metadata, as an installed wheel does."""
    folder = tmp_path / "site"
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(REPOSITORY / "pydock_core", folder / "pydock_core", ignore=ignore)
    for plugin in sorted((REPOSITORY / "plugins").glob("pydock_*")):
        shutil.copytree(plugin, folder / plugin.name, ignore=ignore)
    metadata = folder / "pydock_cli-1.0.0.dist-info"
    metadata.mkdir()
    installed = importlib.metadata.distribution("pydock-cli")
    for name in ("METADATA", "entry_points.txt"):
        (metadata / name).write_text(installed.read_text(name) or "")
    return folder


def start_up_path(site: Path) -> Path:
    return site / "pydock_core/__pycache__" / Path(start_up_file.PATH).name


def run(
    site: Path, *words: str, before: str = "", then: str = "", interpreter: tuple[str, ...] = (), **environ: str
) -> subprocess.CompletedProcess[str]:
    environ = {"HOME": str(site.parent), "PATH": os.defpath, "DOCKER_HOST": "unix:///nonexistent", **environ}
    command = [sys.executable, *interpreter, "-c", PROGRAM, str(site), before, then, *words]
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)


def warm(site: Path) -> Path:
    """Runs commands until the start-up file has what `ps` loads, and returns the file's path."""
    for _ in range(3):
        assert run(site, "ps").returncode == 1
    return start_up_path(site)


def test_start_up_file_is_written_once_and_used_by_the_next_command(site: Path) -> None:
    first = run(site, "ps", then=LOADERS)
    assert first.stdout == "SourceFileLoader\n"
    written = warm(site).stat()
    second = run(site, "ps", then=LOADERS)
    assert (second.stdout, second.stderr, second.returncode) == ("CodeLoader\n", first.stderr, 1)
    assert start_up_path(site).stat() == written or start_up_path(site).stat().st_ino == written.st_ino


def test_start_up_file_learns_the_modules_of_another_command(site: Path) -> None:
    size = warm(site).stat().st_size
    statements = 'print(type(sys.modules["pydock_container.stop"].__spec__.loader).__name__)'
    assert run(site, "stop", "x", then=statements).stdout == "SourceFileLoader\n"
    assert start_up_path(site).stat().st_size > size
    assert run(site, "stop", "x", then=statements).stdout == "CodeLoader\n"


def test_changed_source_is_used_and_remembered(site: Path) -> None:
    warm(site)
    module = site / "pydock_core/invocation/execute.py"
    module.write_text(module.read_text() + "\nCHANGED = 1\n")
    statements = 'from pydock_core.invocation import execute\nprint(execute.CHANGED, end=" ")\n' + LOADERS
    assert run(site, "ps", then=statements).stdout == "1 CodeLoader SourceFileLoader\n"
    assert run(site, "ps", then=statements).stdout == "1 CodeLoader\n"


def test_removed_source_is_not_imported_from_the_start_up_file(site: Path) -> None:
    warm(site)
    (site / "pydock_core/output/human.py").unlink()
    shutil.rmtree(site / "pydock_core/output/__pycache__")
    done = run(site, "ps")
    assert done.returncode != 0
    assert "human" in done.stderr


def table_of(data: Any) -> bytes:
    header = start_up_file.HEADER
    place = len(header) + 8
    return header + place.to_bytes(8, "little") + marshal.dumps(data)


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 100,
        start_up_file.HEADER,
        start_up_file.HEADER + b"\xff" * 8,
        start_up_file.HEADER + (10**9).to_bytes(8, "little") + b"x",
        bytes([MAGIC_NUMBER[0] ^ 1]) + table_of({})[1:],
        table_of({}).replace(b"PyDock 1", b"PyDock 0"),
        table_of(["pydock_core.session"]),
        table_of({"pydock_core.session": ()}),
        table_of({"pydock_core.session": ("/x", "a", "b", "c", "d")}),
        table_of({"pydock_core.session": (1, 2, 3, 4, 5)}),
        table_of({7: ("/x", 1, 2, 3, 4)}),
        table_of({})[:-1],
    ],
)
def test_damaged_or_foreign_start_up_file_is_ignored_and_replaced(site: Path, content: bytes) -> None:
    expected = run(site, "ps")
    path = warm(site)
    path.write_bytes(content)
    done = run(site, "ps")
    assert (done.stdout, done.stderr, done.returncode) == (expected.stdout, expected.stderr, expected.returncode)
    assert run(site, "ps", then=LOADERS).stdout == "CodeLoader\n"


@pytest.mark.parametrize("change", ["place", "length", "huge"])
def test_entry_whose_code_is_not_there_is_read_from_the_source(site: Path, change: str) -> None:
    path = warm(site)
    data = path.read_bytes()
    size = len(start_up_file.HEADER)
    place = int.from_bytes(data[size : size + 8], "little")
    table = marshal.loads(data[place:])
    for name, (source, mtime, length, start, count) in table.items():
        wrong = {"place": (start + 3, count), "length": (start, count // 2), "huge": (start, 2**62)}[change]
        table[name] = (source, mtime, length, *wrong)
    path.write_bytes(data[:place] + marshal.dumps(table))
    done = run(site, "ps")
    assert done.stderr.startswith("Cannot connect to the Docker daemon")
    assert done.returncode == 1


@pytest.mark.parametrize("kind", ["fifo", "folder", "device"])
def test_special_file_in_place_of_the_start_up_file_does_not_block(site: Path, kind: str) -> None:
    path = warm(site)
    path.unlink()
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero")
    assert run(site, "ps").stderr.startswith("Cannot connect to the Docker daemon")


def test_moved_installation_does_not_use_the_code_of_the_old_path(site: Path) -> None:
    warm(site)
    moved = site.parent / "moved"
    shutil.copytree(site, moved)
    statements = "from pydock_core import session\nprint(session.Session.__init__.__code__.co_filename)"
    assert run(moved, "ps", then=statements).stdout == f"{moved}/pydock_core/session.py\n"


def test_module_has_the_attributes_that_python_s_own_loader_gives(site: Path) -> None:
    statements = """
import importlib.resources, inspect, pickle
from pydock_core import session, invocation
from pydock_core.invocation import errors
for module in (session, invocation, errors):
    spec = module.__spec__
    print(module.__name__, module.__file__, module.__cached__, module.__package__, getattr(module, "__path__", None))
    print(spec.origin, spec.cached, spec.has_location, spec.parent, spec.submodule_search_locations)
    print(len(spec.loader.get_source(module.__name__)), spec.loader.is_package(module.__name__))
print(importlib.resources.files("pydock_core.invocation").joinpath("errors.py").read_bytes()[:20])
print(pickle.loads(pickle.dumps(session.Clock)) is session.Clock)
print(inspect.getsourcelines(session.Session.resolve_endpoint)[1])
"""
    first = run(site, "ps", then=statements)
    warm(site)
    second = run(site, "ps", then=statements)
    assert first.stdout.count("\n") == 12
    assert second.stdout == first.stdout
    assert "CodeLoader" in run(site, "ps", then=LOADERS).stdout


def test_traceback_and_importtime_name_each_module(site: Path) -> None:
    warm(site)
    statements = """
import traceback
from pydock_core import session
try:
    session.Clock().sleep("x")
except TypeError:
    traceback.print_exc(file=sys.stdout)
"""
    done = run(site, "ps", then=statements, interpreter=("-X", "importtime"))
    assert f'File "{site}/pydock_core/session.py", line' in done.stdout
    assert "time.sleep(seconds)" in done.stdout
    assert "pydock_core.invocation.execute" in done.stderr


def test_process_that_writes_no_bytecode_writes_no_start_up_file(site: Path) -> None:
    run(site, "ps")
    start_up_path(site).unlink()
    run(site, "ps", PYTHONDONTWRITEBYTECODE="1")
    run(site, "ps", PYTHONPYCACHEPREFIX=str(site.parent / "prefix"))
    assert not start_up_path(site).exists()


def test_editable_installation_has_no_start_up_file(site: Path) -> None:
    shutil.rmtree(site / "pydock_cli-1.0.0.dist-info")
    for _ in range(2):
        run(site, "ps")
    assert not start_up_path(site).exists()


def test_folder_that_cannot_be_written_gets_no_start_up_file(site: Path) -> None:
    run(site, "ps")
    path = start_up_path(site)
    path.unlink()
    run(site, "ps", before="import os\nos.access = lambda *arguments: False")
    assert not path.exists()


def test_optimised_interpreter_has_a_start_up_file_of_its_own(site: Path) -> None:
    warm(site)
    for _ in range(2):
        done = run(site, "ps", then=LOADERS, interpreter=("-OO",))
    assert done.stdout == "CodeLoader\n"
    assert len(list((site / "pydock_core/__pycache__").glob("start-up*"))) == 2


@pytest.mark.parametrize("mode", [0o644, 0o600, 0o664])
def test_start_up_file_has_the_mode_of_the_sources(site: Path, mode: int) -> None:
    (site / "pydock_core/start_up_file.py").chmod(mode)
    before = "import os\nos.umask(0)"
    for _ in range(2):
        run(site, "ps", before=before)
    assert start_up_path(site).stat().st_mode & 0o777 == mode


def test_start_up_file_is_read_only_where_pyc_files_are(site: Path) -> None:
    """With PYTHONPYCACHEPREFIX, Python trusts no `__pycache__` of the installation."""
    warm(site)
    done = run(site, "ps", then=LOADERS, PYTHONPYCACHEPREFIX=str(site.parent / "prefix"))
    assert done.stdout == "SourceFileLoader\n"


def test_ctrl_c_while_the_start_up_file_is_written_shows_no_traceback(site: Path) -> None:
    warm(site).unlink()
    before = """
from pydock_core.files import atomic
def write_atomically(path, *arguments, **options):
    if "start-up" in path:  # not the index
        print("writing")
        raise KeyboardInterrupt
atomic.write_atomically = write_atomically
"""
    done = run(site, "ps", before=before)
    assert done.stdout == "writing\n"
    assert done.stderr.startswith("Cannot connect to the Docker daemon")
    assert "Traceback" not in done.stderr
    assert done.returncode == 1


def test_damaged_start_up_file_leaves_no_descriptor_open(site: Path) -> None:
    path = warm(site)
    path.write_bytes(b"damaged")
    statements = """
import os
try:
    os.fstat(start_up_file._descriptor)
except OSError as error:
    print(error.strerror)
"""
    assert run(site, "ps", then=statements).stdout == "Bad file descriptor\n"
