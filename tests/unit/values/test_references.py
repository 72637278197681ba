"""Image references."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.errors import InvalidValue
from pydock_core.values.references import Reference, check_digest, parse_any_reference, parse_reference

HEX = "a" * 64
DIGEST = "sha256:" + HEX
FORMAT = "invalid reference format"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        *[
            (text, FORMAT)
            for text in [
                "", "/a", "a/", "a//b", "a-", "-a", ".a", "a..b", "a._b", "a___b", "x:", "x:-a", "x:" + "a" * 129,
                "x:y:z", "x:y/z", "x@", "x@sha256", "x@y@z", "x@sha256:" + "a" * 31, "a b", "é", "x\n", "[::1/x",
                "a.b:/x", "a.b:80a/x", "-a.b/x", "foo_bar.com:80/x", "http://x/y",
            ]
        ],
        ("A", f"{FORMAT}: repository name (library/A) must be lowercase"),
        ("foo/Bar:T", f"{FORMAT}: repository name (foo/Bar) must be lowercase"),
        ("A/B", f"{FORMAT}: repository name (B) must be lowercase"),
        (HEX, f"invalid repository name ({HEX}), cannot specify 64-byte hexadecimal strings"),
        ("a" * 256, "repository name must not be more than 255 characters"),
        ("x@sha256:" + "A" * 64, "invalid checksum digest format"),
        ("x:t@SHA256:" + HEX, "invalid checksum digest format"),
        ("x@sha256:" + "a" * 63, "invalid checksum digest length"),
        ("x@md5:" + "a" * 32, "unsupported digest algorithm"),
        ("x@sha256+b64:" + HEX, "unsupported digest algorithm"),
    ],
)  # fmt: skip
def test_invalid_reference_is_refused_with_dockers_message(text: str, message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_reference(text)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("text", "canonical", "familiar"),
    [
        ("ubuntu", "docker.io/library/ubuntu", "ubuntu"),
        ("ubuntu:22.04", "docker.io/library/ubuntu:22.04", "ubuntu:22.04"),
        ("x:" + "A" * 128, "docker.io/library/x:" + "A" * 128, "x:" + "A" * 128),
        ("team/app", "docker.io/team/app", "team/app"),
        ("docker.io/x", "docker.io/library/x", "x"),
        ("index.docker.io/x:y", "docker.io/library/x:y", "x:y"),
        ("library/x/y", "docker.io/library/x/y", "library/x/y"),
        ("localhost/x", "localhost/x", "localhost/x"),
        ("localhost:5000/x:y", "localhost:5000/x:y", "localhost:5000/x:y"),
        ("A/b", "A/b", "A/b"),
        ("[::1]:5000/x", "[::1]:5000/x", "[::1]:5000/x"),
        ("foo_bar.com/x", "foo_bar.com/x", "foo_bar.com/x"),
        ("a--b__c.d_e", "docker.io/library/a--b__c.d_e", "a--b__c.d_e"),
        (f"x:t@{DIGEST}", f"docker.io/library/x:t@{DIGEST}", f"x:t@{DIGEST}"),
        ("docker.io/" + "a" * 247, "docker.io/library/" + "a" * 247, "a" * 247),
    ],
)
def test_familiar_name_is_parsed_to_canonical_reference(text: str, canonical: str, familiar: str) -> None:
    reference = parse_reference(text)
    assert (str(reference), reference.familiar) == (canonical, familiar)


def test_default_tag_is_added_only_without_tag_and_digest() -> None:
    assert parse_reference("x").with_default_tag().familiar == "x:latest"
    assert parse_reference("x:y").with_default_tag().familiar == "x:y"
    assert parse_reference(f"x@{DIGEST}").with_default_tag().tag == ""
    assert parse_any_reference(HEX).with_default_tag().is_identifier


def test_reference_tag_and_digest_can_be_set_and_removed() -> None:
    reference = parse_reference("host:80/x")
    assert reference.with_tag("t").with_digest(DIGEST).familiar == f"host:80/x:t@{DIGEST}"
    assert reference.with_tag("t").without_tag() == reference
    assert len({reference, reference.without_tag()}) == 1
    with pytest.raises(InvalidValue, match="invalid tag format"):
        reference.with_tag("-")
    with pytest.raises(InvalidValue, match="invalid digest format"):
        reference.with_digest("x")


@pytest.mark.parametrize("text", [HEX, DIGEST])
def test_image_id_names_no_repository(text: str) -> None:
    reference = parse_any_reference(text)
    assert reference.is_identifier
    assert str(reference) == DIGEST


@pytest.mark.parametrize("text", ["", "sha256:", ":" + HEX, HEX, "sha256:" + "g" * 64, "A:b"])
def test_digest_needs_algorithm_and_its_digits(text: str) -> None:
    with pytest.raises(InvalidValue, match="invalid checksum digest format"):
        check_digest(text)


ATOM = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
LABEL = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
DOMAIN = rf"(?:{LABEL}(?:\.{LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
TAG = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"


def is_accepted(text: str) -> bool:
    try:
        parse_reference(text)
    except InvalidValue:
        return False
    return True


@given(st.text(alphabet="aZ0.-_/:", max_size=12))
def test_reference_paths_and_tags_match_grammar_regexp(text: str) -> None:
    expected = re.fullmatch(rf"{ATOM}(?:/{ATOM})*(?::{TAG})?", text)
    assert is_accepted(f"a.b/{text}") == (expected is not None)


@given(st.text(alphabet="aZ0.-_:[]", max_size=12).filter(lambda text: "." in text or ":" in text))
def test_reference_domains_match_grammar_regexp(text: str) -> None:
    expected = re.fullmatch(rf"{DOMAIN}|{ATOM}", text)  # text that is not a domain may still be a path
    assert is_accepted(f"{text}/x") == (expected is not None)


WORDS = st.text(alphabet="az09", min_size=1, max_size=5)
NAMES = st.lists(WORDS, min_size=1, max_size=3).flatmap(
    lambda words: st.sampled_from([".", "_", "__", "-", "--", "/"]).map(lambda separator: separator.join(words))
)


@given(WORDS, NAMES, st.text(alphabet="aZ0", max_size=3))
def test_canonical_reference_round_trips(domain: str, name: str, tag: str) -> None:
    text = f"{domain}.io/{name}" + (f":{tag}" if tag else "")
    assert str(parse_reference(text)) == text


@given(NAMES, st.text(alphabet="aZ0", max_size=3))
def test_familiar_name_round_trips(name: str, tag: str) -> None:
    reference = parse_reference(name + (f":{tag}" if tag else ""))
    assert parse_reference(reference.familiar) == parse_reference(str(reference)) == reference


@given(st.text())
def test_any_reference_text_raises_only_invalid_value(text: str) -> None:
    try:
        assert isinstance(parse_any_reference(text), Reference)
    except InvalidValue:
        pass
