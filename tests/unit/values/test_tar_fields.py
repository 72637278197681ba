"""The fields of a tar header at their limits."""

from __future__ import annotations

import pytest

from pydock_core.values.tar_header import encode_header


def test_header_has_zeros_for_what_is_not_given() -> None:
    header = encode_header(b"a", mode=0)
    assert header[100:148] == b"0000000\0" * 3 + b"00000000000\0" * 2
    assert header[156:157] == b"0"
    assert header[329:345] == b"0000000\0" * 2


@pytest.mark.parametrize("field", ["uid", "gid", "size", "modified"])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_small_numbers_are_in_their_fields(field: str, number: int) -> None:
    places = {"uid": (108, 115), "gid": (116, 123), "size": (124, 135), "modified": (136, 147)}
    start, end = places[field]
    arguments: dict[str, int] = {field: number}
    header = encode_header(b"a", mode=0, **arguments)  # type: ignore[arg-type]
    assert len(header) == 512
    assert int(header[start:end], 8) == number


@pytest.mark.parametrize(
    ("name", "prefix", "rest"),
    [
        (b"f" * 99 + b"/", b"", b"f" * 99 + b"/"),
        (b"d/" + b"f" * 100, b"d", b"f" * 100),
        (b"d" * 155 + b"/" + b"f" * 100, b"d" * 155, b"f" * 100),
        (b"d" * 110 + b"/e/", b"d" * 110, b"e/"),
        (b"d" * 60 + b"/" + b"e" * 93 + b"/", b"d" * 60, b"e" * 93 + b"/"),
        (b"d" * 60 + b"/" + b"e" * 94 + b"/", b"d" * 60, b"e" * 94 + b"/"),
        (b"d" * 60 + b"/" + b"e" * 60 + b"/", b"d" * 60, b"e" * 60 + b"/"),
    ],
)
def test_long_name_is_split_at_a_slash(name: bytes, prefix: bytes, rest: bytes) -> None:
    header = encode_header(name, mode=0)
    assert len(header) == 512
    assert (header[345:500].rstrip(b"\0"), header[:100].rstrip(b"\0")) == (prefix, rest)


@pytest.mark.parametrize(
    "name",
    [b"d" * 156 + b"/f", b"d/" + b"f" * 101, b"f" * 101, b"/" + b"f" * 100, b"d" * 155 + b"/", b"d" * 100 + b"/"],
)
def test_name_that_can_not_be_split_is_in_a_record(name: bytes) -> None:
    header = encode_header(name, mode=0)
    assert header[156:157] == b"x"
    assert b" path=" + name + b"\n" in header


@pytest.mark.parametrize("size", [*range(1, 12), *range(85, 95), *range(980, 992)])
def test_length_of_a_record_counts_its_own_digits(size: int) -> None:
    header = encode_header(b"a", mode=0, records={"k": b"v" * size})
    content = header[512 : 512 + int(header[124:135], 8)]
    length, _, rest = content.partition(b" ")
    assert rest == b"k=" + b"v" * size + b"\n"
    assert int(length) == len(content)


@pytest.mark.parametrize(("length", "blocks"), [(99, 1), (100, 1), (101, 3)])
def test_link_of_a_hundred_bytes_is_in_its_field(length: int, blocks: int) -> None:
    header = encode_header(b"a", mode=0, kind=b"2", link=b"l" * length)
    assert len(header) == 512 * blocks
    assert header[-512:][157:257] == b"l" * min(length, 100) + bytes(100 - min(length, 100))
    assert (b" linkpath=" in header) is (blocks > 1)


@pytest.mark.parametrize(
    ("field", "limit", "key"),
    [
        ("uid", 0o7777777, b" uid="),
        ("gid", 0o7777777, b" gid="),
        ("size", 0o77777777777, b" size="),
        ("modified", 0o77777777777, b" mtime="),
    ],
)
def test_number_beyond_its_field_is_in_a_record(field: str, limit: int, key: bytes) -> None:
    below: dict[str, int] = {field: limit}
    above: dict[str, int] = {field: limit + 1}
    assert len(encode_header(b"a", mode=0, **below)) == 512  # type: ignore[arg-type]
    assert key + b"%d\n" % (limit + 1) in encode_header(b"a", mode=0, **above)  # type: ignore[arg-type]
    assert b" mtime=-1\n" in encode_header(b"a", mode=0, modified=-1)


def test_cut_name_of_a_file_ends_with_no_slash() -> None:
    header = encode_header(b"a" * 99 + b"/" + b"b" * 101, mode=0)
    assert header[-512:][:100] == b"a" * 99 + b"\0"
