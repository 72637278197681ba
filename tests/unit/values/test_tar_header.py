from __future__ import annotations

import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.values import tar_header
from pydock_core.values.tar_header import encode_header, padding

NAMES = st.lists(
    st.binary(min_size=1, max_size=90).map(lambda name: name.replace(b"/", b"x").replace(b"\0", b"y")),
    min_size=1,
    max_size=4,
).map(b"/".join)


def _read(archive: bytes) -> tarfile.TarInfo:
    with tarfile.open(
        fileobj=io.BytesIO(archive + tar_header.END), encoding="utf-8", errors="surrogateescape"
    ) as opened:
        found = opened.next()
        assert found is not None
        return found


@pytest.mark.parametrize("size", [0, 1, 511, 512, 513])
def test_tar_padding_fills_last_block(size: int) -> None:
    assert (size + len(padding(size))) % tar_header.BLOCK == 0
    assert len(padding(size)) < tar_header.BLOCK


def test_plain_tar_entry_is_one_block_without_owner_names() -> None:
    header = encode_header(b"a/b", mode=0o4755, size=3, modified=1)
    assert len(header) == tar_header.BLOCK
    assert header[100:148] == b"0004755\x000000000\x000000000\x0000000000003\x0000000000001\x00"
    assert int(header[148:154], 8) == sum(header) - sum(header[148:156]) + 8 * ord(" ")
    assert header[257:345] == b"ustar\x0000" + bytes(64) + b"0000000\x000000000\x00"


@pytest.mark.parametrize(
    ("name", "blocks"),
    [
        (b"n" * 100, 1),
        (b"n" * 101, 3),
        (b"d" * 50 + b"/" + b"n" * 100, 1),
        (b"d" * 155 + b"/" + b"n" * 100, 1),
        (b"d" * 156 + b"/n", 3),
        (b"d" * 120 + b"/e/", 1),
        (b"/" + b"n" * 100, 3),
        ("é".encode(), 3),
    ],
)
def test_tar_name_gets_pax_record_only_if_fields_are_too_short(name: bytes, blocks: int) -> None:
    kind = tar_header.FOLDER if name.endswith(b"/") else tar_header.FILE
    header = encode_header(name, kind=kind, mode=0o644)
    assert len(header) == blocks * tar_header.BLOCK
    assert _read(header).name.encode("utf-8", "surrogateescape") == name.rstrip(b"/")


def test_splittable_tar_name_is_in_pax_records_if_any_exist() -> None:
    header = encode_header(b"d" * 80 + b"/" + b"n" * 80, mode=0o644, records={"SCHILY.xattr.user.x": b"\0\xff"})
    assert b"path=" + b"d" * 80 in header
    assert b"SCHILY.xattr.user.x=\0\xff\n" in header


@pytest.mark.parametrize(("field", "value"), [("size", 8 << 30), ("modified", -5), ("uid", 1 << 21), ("gid", 1 << 31)])
def test_too_large_tar_number_gets_pax_record(field: str, value: int) -> None:
    read = _read(encode_header(b"a", mode=0o644, **{field: value}))  # type: ignore[arg-type]
    assert getattr(read, {"modified": "mtime"}.get(field, field)) == value


@pytest.mark.parametrize("link", [b"x", b"l" * 150, "é".encode()])
def test_tar_links_keep_target(link: bytes) -> None:
    read = _read(encode_header(b"a", kind=tar_header.SYMLINK, mode=0o777, link=link))
    assert (read.issym(), read.linkname.encode()) == (True, link)


@given(NAMES, st.integers(0, 0o7777), st.integers(0, 1 << 40), st.integers(-(1 << 40), 1 << 40))
def test_tar_header_round_trips_through_tarfile(name: bytes, mode: int, size: int, modified: int) -> None:
    read = _read(encode_header(name, mode=mode, size=size, modified=modified))
    assert read.name.encode("utf-8", "surrogateescape") == name
    assert (read.mode, read.size, read.mtime) == (mode, size, modified)
