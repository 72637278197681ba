"""Unpacking archives of strangers: whatever they hold, the world outside the target stays as it was."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import tarfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pydock_core.actions.unpack import unpack
from pydock_core.errors import ProtocolError, PyDockError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DIRECTORY, SYMLINK, LINK, FIFO = tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE
CHARACTER, BLOCK = tarfile.CHRTYPE, tarfile.BLKTYPE


def entry(name: str, text: bytes = b"", *, type: bytes = tarfile.REGTYPE, **more: Any) -> tuple[tarfile.TarInfo, bytes]:
    """A member of an archive, as a hostile engine would write it: nothing is checked."""
    member = tarfile.TarInfo(name)
    member.type = type
    member.size = len(text)
    for attribute, value in more.items():
        setattr(member, attribute, value)
    return member, text


def archive(*members: tuple[tarfile.TarInfo, bytes]) -> Callable[[int], bytes]:
    """Reads an archive of these members, some bytes at a time."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as writer:
        for member, text in members:
            writer.addfile(member, io.BytesIO(text))
    raw.seek(0)
    return lambda size: raw.read(min(size, 1000))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Path]:
    """Yields a folder with a target in it, and beside that what must never change."""
    (tmp_path / "target").mkdir()
    (tmp_path / "target-beside").mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_text("untouched")
    (tmp_path / "outside" / "secret").chmod(0o600)
    yield tmp_path
    subprocess.run(["rm", "-rf", str(tmp_path / "target")], check=True)  # pytest's rmtree recurses too deep


def outside(world: Path) -> dict[str, object]:
    """All that is beside the target: names, modes, times, contents."""
    found: dict[str, object] = {}
    for path in sorted(world.rglob("*")):
        if path.is_relative_to(world / "target"):
            continue
        status = path.lstat()
        changed = status.st_mtime_ns if path != world else 0
        content = path.read_bytes() if stat.S_ISREG(status.st_mode) else None
        found[str(path)] = (status.st_mode, status.st_ino, status.st_nlink, changed, content)
    return found


HOSTILE = {
    "a file above": ([entry("../evil", b"x")], '"../evil" is outside of'),
    "a file far above": ([entry("a/../../outside/secret", b"x")], "is outside of"),
    "the folder above": ([entry("..", type=DIRECTORY, mode=0o777)], "is outside of"),
    "the folder above by detour": ([entry("a/..//../", type=DIRECTORY)], "is outside of"),
    "beside, with the target's name in front": ([entry("../target-beside/x", b"x")], "is outside of"),
    "a link above": ([entry("up", type=SYMLINK, linkname="..")], "invalid symlink"),
    "a link far above": ([entry("a/b/up", type=SYMLINK, linkname="../../../outside")], "invalid symlink"),
    "a link beside": ([entry("up", type=SYMLINK, linkname="../target-beside")], "invalid symlink"),
    "through an absolute link": (
        [entry("out", type=SYMLINK, linkname="OUTSIDE"), entry("out/secret", b"evil")],
        "it is a symbolic link",
    ),
    "through a link to a link": (
        [
            entry("one", type=SYMLINK, linkname="OUTSIDE"),
            entry("two", type=SYMLINK, linkname="one"),
            entry("two/secret", b"evil"),
        ],
        "it is a symbolic link",
    ),
    "a folder where a link is": (
        [entry("out", type=SYMLINK, linkname="OUTSIDE"), entry("out", type=DIRECTORY, mode=0o777)],
        "cannot overwrite non-directory",
    ),
    "a folder through a link": (
        [entry("out", type=SYMLINK, linkname="OUTSIDE"), entry("out/new", type=DIRECTORY)],
        "it is a symbolic link",
    ),
    "a link through a link": (
        [entry("out", type=SYMLINK, linkname="OUTSIDE"), entry("out/new", type=SYMLINK, linkname="x")],
        "it is a symbolic link",
    ),
    "a pipe through a link": (
        [entry("out", type=SYMLINK, linkname="OUTSIDE"), entry("out/new", type=FIFO)],
        "it is a symbolic link",
    ),
    "a second name for a file above": ([entry("x", type=LINK, linkname="../outside/secret")], "invalid hardlink"),
    "a second name through a link": (
        [entry("out", type=SYMLINK, linkname="OUTSIDE"), entry("x", type=LINK, linkname="out/secret")],
        "it is a symbolic link",
    ),
    "a second name for the target": ([entry("x", type=LINK, linkname=".")], "invalid hardlink"),
    "a character device": ([entry("null", type=CHARACTER, devmajor=1, devminor=3)], "may not bring devices"),
    "a block device": ([entry("disk", type=BLOCK, devmajor=8, devminor=0, mode=0o666)], "may not bring devices"),
    "an unknown kind": ([entry("x", type=b"Z")], "unhandled tar header type 90"),
    "a file where a folder is": (
        [entry("x", type=DIRECTORY), entry("x/y", b""), entry("x", b"z")],
        "cannot overwrite directory",
    ),
    "something below a file": ([entry("x", b""), entry("x/y", b"z")], "it is not a directory"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_unpack_refuses_hostile_archive_without_changes_outside(world: Path, case: str) -> None:
    members, words = HOSTILE[case]
    for member, _ in members:
        member.linkname = member.linkname.replace("OUTSIDE", str(world / "outside"))
    before = outside(world)
    with pytest.raises(PyDockError, match=words):
        unpack(archive(*members), str(world / "target"))
    assert outside(world) == before


def test_unpack_replaces_link_by_file_of_same_name(world: Path) -> None:
    before = outside(world)
    secret = str(world / "outside" / "secret")
    unpack(archive(entry("x", type=SYMLINK, linkname=secret), entry("x", b"mine")), str(world / "target"))
    assert outside(world) == before
    assert not (world / "target" / "x").is_symlink()
    assert (world / "target" / "x").read_text() == "mine"


def test_unpack_file_after_hard_link_keeps_linked_file(world: Path) -> None:
    target = world / "target"
    (target / "own").write_text("own")
    (target / "own").chmod(0o600)
    members = [entry("x", type=LINK, linkname="own", mode=0o777), entry("x", b"new", mode=0o777)]
    unpack(archive(*members), str(target))
    assert ((target / "own").read_text(), stat.S_IMODE((target / "own").stat().st_mode)) == ("own", 0o600)


def test_unpack_hard_link_keeps_mode_and_time_of_file(world: Path) -> None:
    own = world / "target" / "own"
    own.write_text("own")
    own.chmod(0o600)
    before = own.stat().st_mtime_ns
    unpack(archive(entry("x", type=LINK, linkname="own", mode=0o777, mtime=5)), str(world / "target"))
    assert (stat.S_IMODE(own.stat().st_mode), own.stat().st_mtime_ns) == (0o600, before)


def test_unpack_does_not_follow_existing_links_in_target(world: Path) -> None:
    (world / "target" / "mine").symlink_to(world / "outside")
    before = outside(world)
    with pytest.raises(PyDockError, match="it is a symbolic link"):
        unpack(archive(entry("mine/secret", b"evil")), str(world / "target"))
    with pytest.raises(PyDockError, match="cannot overwrite non-directory"):
        unpack(archive(entry("mine", type=DIRECTORY)), str(world / "target"))
    assert outside(world) == before


def test_unpack_replaces_file_with_hard_link_outside_target(world: Path) -> None:
    os.link(world / "outside" / "secret", world / "target" / "x")
    unpack(archive(entry("x", b"evil")), str(world / "target"))
    assert (world / "outside" / "secret").read_text() == "untouched"


def test_unpack_drops_setuid_and_setgid(world: Path) -> None:
    members = [
        entry("x", b"x", mode=0o6755),
        entry("d", type=DIRECTORY, mode=0o7777),
        entry("p", type=FIFO, mode=0o6600),
    ]
    unpack(archive(*members), str(world / "target"))
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (world / "target").iterdir()}
    assert modes["x"] == 0o755
    assert modes["d"] == 0o1777
    assert modes["p"] & 0o7000 == 0


def test_unpack_drops_extended_attributes(world: Path) -> None:
    members = [entry("x", b"x", pax_headers={"SCHILY.xattr.user.evil": "1", "SCHILY.xattr.security.capability": "1"})]
    unpack(archive(*members), str(world / "target"))
    if hasattr(os, "listxattr"):
        assert os.listxattr(world / "target" / "x") == []


def test_unpack_absolute_names_are_relative_to_target(world: Path) -> None:
    unpack(archive(entry("/etc/x", b"x"), entry("/../y", b"y"), entry("//z", b"z")), str(world / "target"))
    assert sorted(path.name for path in (world / "target").rglob("*")) == ["etc", "x", "y", "z"]


def test_unpack_keeps_absolute_symlink(world: Path) -> None:
    unpack(archive(entry("sh", type=SYMLINK, linkname="/bin/busybox")), str(world / "target"))
    assert os.readlink(world / "target" / "sh") == "/bin/busybox"


def test_unpack_keeps_mode_of_target_folder(world: Path) -> None:
    (world / "target").chmod(0o700)
    unpack(
        archive(entry("./", type=DIRECTORY, mode=0o777), entry("/", type=DIRECTORY, mode=0o777)), str(world / "target")
    )
    assert stat.S_IMODE((world / "target").stat().st_mode) == 0o700


def test_unpack_keeps_modes_times_and_links(world: Path) -> None:
    members = [
        entry("d", type=DIRECTORY, mode=0o555, mtime=1_000_000_000),
        entry("d/f", b"text", mode=0o640, mtime=1_000_000_001),
        entry("d/l", type=SYMLINK, linkname="f", mtime=1_000_000_002),
        entry("d/h", type=LINK, linkname="d/f"),
    ]
    unpack(archive(*members), str(world / "target"))
    folder = world / "target" / "d"
    assert (stat.S_IMODE(folder.stat().st_mode), folder.stat().st_mtime) == (0o555, 1_000_000_000)
    assert (stat.S_IMODE((folder / "f").stat().st_mode), (folder / "f").stat().st_mtime) == (0o640, 1_000_000_001)
    assert (os.readlink(folder / "l"), (folder / "l").lstat().st_mtime) == ("f", 1_000_000_002)
    assert (folder / "h").samefile(folder / "f")
    folder.chmod(0o755)


@pytest.mark.parametrize("mtime", [-5, 1 << 62])
def test_unpack_sets_invalid_times_to_1970(world: Path, mtime: int) -> None:
    unpack(archive(entry("x", b"", mtime=mtime)), str(world / "target"))
    assert (world / "target" / "x").stat().st_mtime == 0


def test_unpack_keeps_long_and_unusual_names(world: Path) -> None:
    names = ["n" * 200, "ä/ö", "\udcff", "a b\n"]
    unpack(archive(*(entry(name, b"x") for name in names)), str(world / "target"))
    assert all(os.path.isfile(os.path.join(world / "target", name)) for name in names)


def test_unpack_makes_missing_parent_folders(world: Path) -> None:
    unpack(archive(entry("a/b/c", b"x")), str(world / "target"))
    assert (world / "target" / "a" / "b" / "c").read_text() == "x"


def test_unpack_place_function_maps_or_refuses_entries(world: Path) -> None:
    unpack(
        archive(entry("old/f", b"x"), entry("old/h", type=LINK, linkname="old/f")), str(world / "target"), place=renamed
    )
    assert (world / "target" / "new" / "h").samefile(world / "target" / "new" / "f")
    with pytest.raises(PyDockError, match="not asked for"):
        unpack(archive(entry("other", b"x")), str(world / "target"), place=renamed)
    with pytest.raises(PyDockError, match="is outside of"):
        unpack(archive(entry("other", b"x")), str(world / "target"), place=lambda path: f"../{path}")
    with pytest.raises(PyDockError, match="is outside of"):
        unpack(archive(entry("other", b"x")), str(world / "target"), place=lambda path: f"/{path}")


def renamed(path: str) -> str:
    if not path.startswith("old"):
        raise PyDockError("not asked for")
    return "new" + path[3:]


def test_unpack_fails_for_truncated_archive(world: Path) -> None:
    whole = archive(entry("x", b"x" * 2000))
    data = b"".join(iter(lambda: whole(512), b""))
    for size in (0, 100, 512, 1000, 512 + 2048, 512 + 2048 + 512):
        cut = io.BytesIO(data[:size])
        with pytest.raises(ProtocolError, match="is cut"):
            unpack(cut.read, str(world / "target"))


def test_unpack_fails_for_target_that_is_no_folder(world: Path) -> None:
    with pytest.raises(PyDockError, match="open .*nosuch: no such file or directory"):
        unpack(archive(), str(world / "nosuch"))


def test_unpack_closes_all_descriptors(world: Path) -> None:
    before = len(os.listdir("/dev/fd"))
    for members, _ in HOSTILE.values():
        with pytest.raises(PyDockError):
            unpack(archive(*members), str(world / "target"))
        for path in (world / "target").iterdir():
            os.system(f"rm -rf '{path}'")
    assert len(os.listdir("/dev/fd")) == before


NAMES = st.lists(st.sampled_from(["a", "b", "..", ".", "", "out"]), min_size=1, max_size=4).map("/".join)
TYPES = st.sampled_from([tarfile.REGTYPE, DIRECTORY, SYMLINK, LINK, FIFO])
MEMBERS = st.lists(st.tuples(NAMES, TYPES, st.one_of(NAMES, st.just("OUTSIDE"))), min_size=1, max_size=8)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(members=MEMBERS)
def test_unpack_of_arbitrary_archive_changes_nothing_outside(
    tmp_path_factory: pytest.TempPathFactory, members: list[tuple[str, bytes, str]]
) -> None:
    world = tmp_path_factory.mktemp("world")
    for folder in ("target", "outside"):
        (world / folder).mkdir()
    (world / "outside" / "a").write_text("untouched")
    (world / "target" / "out").symlink_to(world / "outside")
    before = outside(world)
    entries = [
        entry(name or "x", type=type, linkname=link.replace("OUTSIDE", str(world / "outside")), mode=0o777)
        for name, type, link in members
    ]
    try:
        unpack(archive(*entries), str(world / "target"))
    except PyDockError:
        pass  # refused, and said so
    assert outside(world) == before


@pytest.mark.parametrize("depth", [2100, 40_000, 400_000])
@pytest.mark.parametrize("type", [tarfile.REGTYPE, DIRECTORY])
def test_entry_deeper_than_file_systems_allow_is_refused_at_once(world: Path, depth: int, type: bytes) -> None:
    read = archive(entry("a/" * depth + "x", type=type))
    started = time.monotonic()
    with pytest.raises(ProtocolError, match=r"a name has \d+ bytes, and a file system allows 4095$"):
        unpack(read, str(world / "target"))
    assert time.monotonic() - started < 5
    assert list((world / "target").iterdir()) == []


def test_link_longer_than_file_systems_allow_is_refused(world: Path) -> None:
    with pytest.raises(ProtocolError, match="a name has 8000 bytes"):
        unpack(archive(entry("link", type=SYMLINK, linkname="a/" * 4000)), str(world / "target"))


def test_entry_too_long_with_the_target_s_path_is_refused(world: Path) -> None:
    with pytest.raises(PyDockError, match=r"write .*/target/aa.*: file name too long$"):
        unpack(archive(entry("/".join(["a" * 200] * 20) + "/" + "b" * 70)), str(world / "target"))


def test_deepest_allowed_folders_are_made_and_get_their_modes(world: Path) -> None:
    depth = (4000 - len(str(world))) // 2
    members = [entry("a/" * number, type=DIRECTORY, mode=0o750) for number in range(1, depth, 7)]
    started = time.monotonic()
    unpack(archive(*members, entry("a/" * (depth - 1) + "x", b"text")), str(world / "target"))
    assert time.monotonic() - started < 60
    assert (world / "target" / "a").stat().st_mode & 0o777 == 0o750
    assert (world / "target" / ("a/" * (depth - 1)) / "x").read_bytes() == b"text"
