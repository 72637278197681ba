"""The WWW-Authenticate headers of registries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.registry.challenges import parse_challenges

BEARER = 'Bearer realm="https://auth.test/token",service="registry.test",scope="repository:x:pull,push"'


@pytest.mark.parametrize(
    ("header", "challenges"),
    [
        ("", []),
        (",, ", []),
        ('="x"', []),
        ("Basic", [("basic", {})]),
        ('Basic realm="a \\"quoted\\" one"', [("basic", {"realm": 'a "quoted" one'})]),
        ("Basic realm=bare", [("basic", {"realm": "bare"})]),
        ('Bearer realm="cut', [("bearer", {"realm": "cut"})]),
        (
            BEARER,
            [
                (
                    "bearer",
                    {
                        "realm": "https://auth.test/token",
                        "service": "registry.test",
                        "scope": "repository:x:pull,push",
                    },
                )
            ],
        ),
        ('Bearer realm="a", Basic realm="b"', [("bearer", {"realm": "a"}), ("basic", {"realm": "b"})]),
        ("Negotiate, Basic realm=b", [("negotiate", {}), ("basic", {"realm": "b"})]),
    ],
)
def test_challenges_are_schemes_with_parameters(header: str, challenges: list[tuple[str, dict[str, str]]]) -> None:
    assert parse_challenges(header) == challenges


@given(st.text(alphabet='ab ,="\\\t;é', max_size=40))
def test_challenge_parser_accepts_any_header(header: str) -> None:
    for scheme, parameters in parse_challenges(header):
        assert scheme
        assert all(parameters)


@given(st.dictionaries(st.sampled_from(["realm", "service", "scope"]), st.text(max_size=20), max_size=3))
def test_challenge_quoted_values_round_trip(parameters: dict[str, str]) -> None:
    quoted = {name: value.replace("\\", "\\\\").replace('"', '\\"') for name, value in parameters.items()}
    header = "Bearer " + ",".join([f'{name}="{value}"' for name, value in quoted.items()])
    assert parse_challenges(header) == [("bearer", parameters)]
