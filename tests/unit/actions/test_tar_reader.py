"""Reading archives: what `tarfile` would let pass is an error."""

from __future__ import annotations

import io
import tarfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.actions.tar_reader import Entry, TarReader
from pydock_core.errors import ProtocolError


def written(*names: str, format: int = tarfile.PAX_FORMAT, text: bytes = b"text", **more: Any) -> bytes:
    """An archive of files, and its end without what fills up tarfile's records."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=format) as archive:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = len(text)
            for attribute, value in more.items():
                setattr(member, attribute, value)
            archive.addfile(member, io.BytesIO(text))
    return raw.getvalue()


def read(data: bytes) -> list[tuple[Entry, bytes]]:
    reader = TarReader(io.BytesIO(data).read)
    return [(entry, b"".join(reader.content())) for entry in reader]


def names(data: bytes) -> list[str]:
    return [entry.name for entry, _ in read(data)]


def with_checksum(block: bytes) -> bytes:
    return block[:148] + b"%06o\0 " % (sum(block[:148] + block[156:512]) + 256) + block[156:]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is cut"),
        (b"x" * 100, "is cut"),
        (b"x" * 512, "a number in a header is none"),
        (b"\0" * 512, "is cut"),
        (b"\0" * 512 + written("a"), "an empty block is not its end"),
        (written("a")[:-10240] + b"junk" * 128, "is none|is wrong"),
        (written("a")[:512], "is cut"),
        (written("a")[:516], "is cut"),
        (written("a")[:1024], "is cut"),
        (b"y" + written("a")[1:], "checksum is wrong"),
        (with_checksum(written("a")[:124] + b"\xff" * 12 + written("a")[136:]), "size is negative"),
        (with_checksum(written("a")[:124] + b"99999999999\0" + written("a")[136:]), "a number in a header is none"),
        (written("a", pax_headers={"size": "-1"}), "a number in a PAX record"),
        (written("a", pax_headers={"mtime": "soon"}), "a number in a PAX record"),
        (written("a", pax_headers={"GNU.sparse.major": "1"}), "sparse"),
        (written("a", pax_headers={"path": "a\0b"}), "a zero byte"),
        (written("a", pax_headers={"comment": "x" * (2 << 20)}), "a header of"),
    ],
)
def test_tar_reader_refuses_data_that_is_no_archive(data: bytes, words: str) -> None:
    with pytest.raises(ProtocolError, match=words):
        read(data)


@pytest.mark.parametrize("record", [b"5 a=b", b"999 a=b\n", b"6 a=b\n\n", b"x", b"3 \n", b"0 a=b\n", b"6 abc\n"])
def test_tar_reader_refuses_broken_pax_record(record: bytes) -> None:
    header = tarfile.TarInfo("x")
    header.type, header.size = b"x", len(record)
    data = header.tobuf(tarfile.USTAR_FORMAT) + record.ljust(512, b"\0") + written("a")
    with pytest.raises(ProtocolError):
        read(data)


def test_tar_reader_accepts_checksum_of_signed_bytes() -> None:
    block = written("\xe9", format=tarfile.GNU_FORMAT)[:512]
    summed = sum(byte - 256 if byte > 127 else byte for byte in block[:148] + block[156:]) + 256
    data = block[:148] + b"%06o\0 " % summed + block[156:] + written("\xe9", format=tarfile.GNU_FORMAT)[512:]
    assert data[:512] != block
    assert names(data) == ["\xe9"]


def test_tar_reader_ignores_global_headers() -> None:
    header = tarfile.TarInfo("pax_global_header")
    header.type, header.size = b"g", 10
    assert names(header.tobuf(tarfile.USTAR_FORMAT) + b"10 a=bcde\n".ljust(512, b"\0") + written("a")) == ["a"]


@pytest.mark.parametrize("format", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("name", ["a", "a/b", "f" * 90 + "/" + "g" * 90, "ä"])
def test_tar_reader_reads_every_form_of_name(format: int, name: str) -> None:
    assert names(written(name, "next", format=format)) == [name, "next"]


@pytest.mark.parametrize("format", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_tar_reader_reads_long_names_and_links(format: int) -> None:
    data = written("n" * 300, format=format, text=b"", type=tarfile.SYMTYPE, linkname="l" * 300)
    ((entry, content),) = read(data)
    assert (entry.name, entry.link, entry.kind, content) == ("n" * 300, "l" * 300, "2", b"")


def test_tar_reader_reads_sizes_and_times_beyond_octal() -> None:
    ((entry, _),) = read(written("a", format=tarfile.GNU_FORMAT, mtime=-1))
    assert entry.mtime == -1_000_000_000
    ((entry, _),) = read(written("a", pax_headers={"mtime": "1.5"}))
    assert entry.mtime == 1_500_000_000


def test_tar_reader_skips_unread_content() -> None:
    reader = TarReader(io.BytesIO(written("a", "b", text=b"x" * 5000)).read)
    assert [entry.name for entry in reader] == ["a", "b"]


def test_tar_reader_takes_file_with_trailing_slash_as_folder() -> None:
    ((entry, _),) = read(written("d/", text=b"", type=tarfile.AREGTYPE, format=tarfile.USTAR_FORMAT))
    assert entry.kind == "5"


def test_tar_reader_reads_link_without_content() -> None:
    member = tarfile.TarInfo("l")
    member.type, member.linkname, member.size = tarfile.LNKTYPE, "x", 1000
    assert names(member.tobuf(tarfile.USTAR_FORMAT) + written("a")) == ["l", "a"]


@given(st.binary(max_size=2000))
def test_tar_reader_raises_only_protocol_error_for_arbitrary_bytes(data: bytes) -> None:
    try:
        read(data)
    except ProtocolError:
        pass


@given(st.integers(0, 2047), st.integers(0, 255))
def test_tar_reader_raises_only_protocol_error_for_changed_byte(position: int, value: int) -> None:
    data = bytearray(written("name", "n" * 120))
    data[position] = value
    try:
        read(bytes(data))
    except ProtocolError:
        pass


@given(st.lists(st.binary(max_size=3000), max_size=4), st.integers(1, 700))
def test_tar_reader_content_is_independent_of_pieces(contents: list[bytes], size: int) -> None:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        for number, content in enumerate(contents):
            member = tarfile.TarInfo(str(number))
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    raw.seek(0)
    reader = TarReader(lambda wanted: raw.read(min(wanted, size)))
    assert [b"".join(reader.content()) for _ in reader] == contents
