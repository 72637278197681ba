"""Archives of contexts: written with docker's headers, read from tar and zip, hostile ones refused."""

from __future__ import annotations

import io
import stat
import tarfile
import zipfile

import pytest
from pydock_context.archive import FILE_LIMIT, SIZE_LIMIT, TooLarge, pack, unpack

from pydock_core.plugin_api import InvalidValue
from pydock_core.toolkit import TarReader

DOCUMENT = b'{"Name":"one"}'
TLS = {"docker": {"ca.pem": b"CA" * 400, "key.pem": b"KEY"}, "other": {"cert.pem": b""}}


def tar(*members: tuple[str, bytes], **more: object) -> bytes:
    """Returns a tar archive of files; `more` are attributes of the last member."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for number, (name, data) in enumerate(members, 1):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            if number == len(members):
                for key, value in more.items():
                    setattr(info, key, value)
            archive.addfile(info, io.BytesIO(data))
    return target.getvalue()


def packed_zip(*members: tuple[str, bytes], mode: int = 0, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Returns a zip archive of files; `mode` is that of the last member."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for number, (name, data) in enumerate(members, 1):
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            if number == len(members):
                info.external_attr = mode << 16
            archive.writestr(info, data)
    return target.getvalue()


def message(data: bytes) -> str:
    with pytest.raises(InvalidValue) as caught:
        unpack(data)
    return caught.value.message


def test_packed_context_is_read_back() -> None:
    assert unpack(pack(DOCUMENT, TLS)) == (DOCUMENT, TLS)


def test_packed_context_is_a_complete_tar_archive() -> None:
    with tarfile.open(fileobj=io.BytesIO(pack(DOCUMENT, TLS))) as archive:
        found = [(member.name, member.mode, member.isdir(), member.mtime) for member in archive]
    assert found == [
        ("meta.json", 0o644, False, 0),
        ("tls", 0o700, True, 0),
        ("tls/docker", 0o700, True, 0),
        ("tls/docker/ca.pem", 0o600, False, 0),
        ("tls/docker/key.pem", 0o600, False, 0),
        ("tls/other", 0o700, True, 0),
        ("tls/other/cert.pem", 0o600, False, 0),
    ]
    assert len(list(TarReader(io.BytesIO(pack(DOCUMENT, TLS)).read))) == len(found)


def test_archive_without_padding_and_end_is_read_as_docker_writes_it() -> None:
    whole = pack(DOCUMENT, {"docker": {"key.pem": b"KEY"}})
    assert unpack(whole[: whole.rindex(b"KEY") + 3]) == (DOCUMENT, {"docker": {"key.pem": b"KEY"}})


@pytest.mark.parametrize("left", [1, 100, 511, 513, 1111, 1600, 2100, 3000, 3101])
def test_truncated_tar_archive_is_refused(left: int) -> None:
    whole = pack(b"{}" * 300, {"docker": {"key.pem": b"KEY" * 10}})
    assert message(whole[:left]) == "unexpected EOF"


@pytest.mark.parametrize("left", [1112, 1500, 1536, 2048])
def test_tar_archive_that_ends_between_two_members_is_read_as_docker_reads_it(left: int) -> None:
    assert unpack(pack(b"{}" * 300, {"docker": {"key.pem": b"KEY"}})[:left]) == (b"{}" * 300, {})


def test_folder_of_an_endpoint_is_no_file() -> None:
    assert unpack(tar(("meta.json", DOCUMENT), ("tls/docker", b""), type=tarfile.DIRTYPE)) == (DOCUMENT, {})


def test_zip_archive_is_read() -> None:
    data = packed_zip(("meta.json", DOCUMENT), ("tls/", b""), ("tls/docker/ca.pem", b"CA"))
    assert unpack(data) == (DOCUMENT, {"docker": {"ca.pem": b"CA"}})
    assert unpack(packed_zip(("meta.json", DOCUMENT), method=zipfile.ZIP_STORED)) == (DOCUMENT, {})


PATHS = [
    ("other", "other: unexpected context file"),
    ("./meta.json", "./meta.json: unexpected context file"),
    ("/meta.json", "/meta.json: unexpected context file"),
    ("../meta.json", "../meta.json: unexpected context file"),
    ("tls/../meta.json", "tls/../meta.json: unexpected path format"),
    ("tls/docker/../../x", "tls/docker/../../x: unexpected path format"),
    ("tls/./x", "tls/./x: unexpected path format"),
    ("tls//x", "tls//x: unexpected path format"),
    ("tls/docker/..", "tls/docker/..: unexpected path format"),
    ("tls/docker/a\\b", "tls/docker/a\\b: unexpected '\\' in path"),
    ("tls/ca.pem", "archive format is invalid"),
    ("tls/docker/a/b", "tls/docker/a/b: unexpected path format"),
    ("tls/docker/a\nb", "tls/docker/a\nb: unexpected path format"),
    ("tls/docker/\x1b[2J", "tls/docker/\x1b[2J: unexpected path format"),
]


@pytest.mark.parametrize(("path", "expected"), PATHS)
@pytest.mark.parametrize("pack_members", [tar, packed_zip])
def test_path_outside_of_a_context_is_refused(pack_members: object, path: str, expected: str) -> None:
    assert callable(pack_members)
    assert message(pack_members(("meta.json", DOCUMENT), (path, b"x"))) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (tarfile.LNKTYPE, "a hard link"),
        (tarfile.SYMTYPE, "a symbolic link"),
        (tarfile.CHRTYPE, "a device"),
        (tarfile.BLKTYPE, "a device"),
        (tarfile.FIFOTYPE, "a named pipe"),
    ],
)
def test_special_file_in_a_tar_archive_is_refused(kind: bytes, expected: str) -> None:
    data = tar(("meta.json", DOCUMENT), ("tls/docker/ca.pem", b""), type=kind, linkname="/etc/shadow")
    assert message(data) == f"tls/docker/ca.pem: unexpected file: {expected}"


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_special_file_in_a_zip_archive_is_refused(kind: int) -> None:
    data = packed_zip(("meta.json", DOCUMENT), ("tls/docker/ca.pem", b"/etc/shadow"), mode=kind | 0o777)
    assert message(data) == "tls/docker/ca.pem: unexpected file: no regular file"


@pytest.mark.parametrize("path", ["meta.json", "tls/docker/ca.pem"])
def test_duplicate_entry_is_refused(path: str) -> None:
    members = (("meta.json", DOCUMENT), ("tls/docker/ca.pem", b"1"), (path, b"2"))
    assert message(tar(*members)) == f"{path}: duplicate entry"
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = packed_zip(*members)
    assert message(data) == f"{path}: duplicate entry"


def test_archive_without_metadata_is_refused() -> None:
    for data in (b"", tar(("tls/docker/ca.pem", b"")), packed_zip(("tls/docker/ca.pem", b""))):
        assert message(data) == "invalid context: no metadata found"


def test_archive_with_too_many_files_is_refused() -> None:
    members = [(f"tls/docker/{number}", b"") for number in range(FILE_LIMIT + 1)]
    assert message(tar(("meta.json", DOCUMENT), *members)) == f"the archive has more than {FILE_LIMIT} files"
    assert len(unpack(tar(("meta.json", DOCUMENT), *members[1:]))[1]["docker"]) == FILE_LIMIT


def test_zip_archive_that_unpacks_to_more_than_the_limit_is_refused() -> None:
    half = bytes(SIZE_LIMIT // 2 + 1)
    bomb = packed_zip(("meta.json", DOCUMENT), ("tls/docker/a", half), ("tls/docker/b", half))
    assert len(bomb) < SIZE_LIMIT // 100
    with pytest.raises(TooLarge, match="read exceeds the defined limit"):
        unpack(bomb)


def test_zip_member_larger_than_its_directory_says_is_not_unpacked_whole() -> None:
    data = bytearray(packed_zip(("meta.json", bytes(SIZE_LIMIT))))
    place = data.index(b"PK\x01\x02") + 24  # the size in the central directory
    data[place : place + 4] = (100).to_bytes(4, "little")
    assert message(bytes(data)) in ("zip: checksum error", "zip: not a valid zip file")


def test_header_with_a_huge_size_is_refused() -> None:
    data = bytearray(tar(("meta.json", DOCUMENT)))
    data[124:136] = b"77777777777\0"
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data[:512])
    assert message(bytes(data)) == "unexpected EOF"


@pytest.mark.parametrize("data", [b"x" * 512, b"x" * 2000, tar(("meta.json", DOCUMENT)).replace(b"meta", b"beta", 1)])
def test_data_that_is_no_archive_is_refused(data: bytes) -> None:
    assert message(data) == "archive/tar: invalid tar header"


def test_broken_zip_archive_is_refused() -> None:
    whole = packed_zip(("meta.json", DOCUMENT * 50))
    assert message(whole[:-30]) == "zip: not a valid zip file"
    place = whole.index(b"meta.json") + 12
    assert message(whole[:place] + b"\xff\xff" + whole[place + 2 :]).startswith("zip: ")
    assert message(packed_zip(("meta.json", DOCUMENT), method=zipfile.ZIP_BZIP2)) == (
        "zip: unsupported compression algorithm"
    )


def test_encrypted_zip_archive_is_refused() -> None:
    data = bytearray(packed_zip(("meta.json", DOCUMENT)))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert message(bytes(data)) == "zip: unsupported compression algorithm"
