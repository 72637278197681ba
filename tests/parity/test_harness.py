"""Tests of the harness: comparison, normalisation, and the detection of differences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engines.relay import Request
from tests.parity import help_page, records
from tests.parity.cases import Case
from tests.parity.normalise import Normaliser
from tests.parity.outcome import Outcome, changes, report
from tests.parity.runner import link_programs
from tests.parity.snippet import docker_commands

if TYPE_CHECKING:
    from pathlib import Path

ID, OTHER = "c0ffee" + "0" * 58, "decade" + "1" * 58
PAGE = """Usage:  docker thing [OPTIONS] NAME

Words that explain

Aliases:
  docker thing, docker things

Options:
  -a, --all              Show all of it (default shows
                         some)
      --last int         Show the last (default -1)
      --pull string      Words ("a", "b") (default
                         "missing")
      --rm               Remove it

For more help, go elsewhere
"""


def test_unknown_member_of_a_case_is_refused() -> None:
    with pytest.raises(ValueError, match=r"topic.toml: name: unknown members \['stdn'\]"):
        Case("topic", "name", {"run": "docker ps", "stdn": ""})


def test_changed_case_needs_a_new_record() -> None:
    with pytest.raises(LookupError, match=r"changed since it was recorded: run .*/parity-record 'ps:none'"):
        records.read(Case("ps", "none", {"run": "docker ps -a"}))


def test_case_without_record_raises_lookup_error() -> None:
    with pytest.raises(LookupError, match="ps:new: not recorded"):
        records.read(Case("ps", "new", {"run": "docker ps"}))


def test_each_stream_is_compared() -> None:
    one = Outcome(0, "a\n", "b", [{"request": "GET /x", "body": {"A": None}}])
    two = Outcome(1, "a", "b", [{"request": "GET /x", "body": {}}])
    assert changes(one, two, "status") == ["-0", "+1"]
    assert changes(one, two, "stdout") == ["-a", "+a (no newline at the end)"]
    assert changes(one, two, "stderr") == []
    assert report(one, two, "stderr", "one", "two") == ""
    assert '-  "A": null' in changes(one, two, "requests")
    assert report(one, two, "status", "one", "two") == "--- status of one\n+++ status of two\n@@ -1 +1 @@\n-0\n+1"


def test_full_and_short_id_have_the_same_number() -> None:
    normaliser = Normaliser({}, [f"sha256:{OTHER}"])
    assert normaliser.text(f"/containers/{ID}/start") == "/containers/<id 1>/start"
    assert normaliser.text(f"{ID[:12]} {OTHER[:12]} {OTHER}") == "<short id 1> <short id 2> <id 2>"


def test_twelve_digits_are_an_id_only_if_an_id_starts_with_them() -> None:
    assert Normaliser({}).text("123456789012 deadbeefface") == "123456789012 deadbeefface"
    assert Normaliser({}, ["123456789012" + "a" * 52]).text("123456789012") == "<short id 1>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2031-11-25T09:25:02.123456789Z", "<time>"),
        ("2031-11-25 09:25:02 +0000 UTC", "<time>"),
        ("2024-01-01T00:00:00Z 0001-01-01T00:00:00Z", "2024-01-01T00:00:00Z 0001-01-01T00:00:00Z"),
        ("1764062702.123456789 1357133017.000000000", "<timestamp> 1357133017.000000000"),
        ("127.0.0.1:49153->80/tcp, 127.0.0.1:8080->81/tcp", "127.0.0.1:<port>->80/tcp, 127.0.0.1:8080->81/tcp"),
        ("OCI runtime create failed: runc: exec: permission denied: unknown", "<words of the runtime> permission"),
        ("/tmp/here/x", "<folder>/x"),
        ("jolly_turing my_name", "<random name> my_name"),
    ],
)
def test_variable_text_is_replaced(text: str, expected: str) -> None:
    assert expected in Normaliser({"/tmp/here": "<folder>"}, (), ["jolly_turing", "web"]).text(text)


def test_table_with_durations_is_compared_without_widths() -> None:
    table = b"CREATED              STATUS\nAbout a minute ago   Up 2 seconds\n"
    assert Normaliser({}).output(table) == "CREATED   STATUS\n<duration>   Up <duration>\n"
    assert Normaliser({}).output(b"NAMES     IMAGE\n") == "NAMES     IMAGE\n"


def test_request_has_no_version_and_keeps_compared_headers_and_decodes_credentials() -> None:
    headers = [("User-Agent", "x"), ("x-registry-auth", "eyJhIjoiYiJ9"), ("Content-Type", "text/plain")]
    request = Request("POST", "/v1.41/images/create?tag=1&fromImage=a", headers)
    request.body = b"no JSON"
    assert Normaliser({}).request(request) == {
        "request": "POST /images/create",
        "query": [["fromImage", "a"], ["tag", "1"]],
        "headers": {"Content-Type": "text/plain", "X-Registry-Auth": {"a": "b"}},
        "body": "no JSON",
    }


def test_unordered_lists_are_sorted_at_any_depth() -> None:
    request = Request("POST", "/containers/create", [])
    request.body = b'{"HostConfig": {"Binds": ["b", "a"]}, "Cmd": ["b", "a"]}'
    assert Normaliser({}).request(request, ["Binds"])["body"] == {
        "HostConfig": {"Binds": ["a", "b"]},
        "Cmd": ["b", "a"],
    }


def test_help_page_is_reduced_to_its_structure() -> None:
    assert help_page.reduced(PAGE).splitlines() == [
        "Usage:  docker thing [OPTIONS] NAME",
        "Aliases:",
        "  docker thing, docker things",
        "Options:",
        "  -a, --all",
        "  --last int (default -1)",
        '  --pull string (default "missing")',
        "  --rm",
    ]


def test_message_with_usage_line_is_not_reduced() -> None:
    message = (
        "Did you mean:\n  docker ps\n\nUsage:  docker ps [OPTIONS]\n\nRun 'docker ps --help' for more information\n"
    )
    assert help_page.reduced(message) == message


def test_create_body_is_recorded_as_its_difference_from_a_plain_one() -> None:
    case = Case("ps", "x", {"run": "docker ps"})
    (plain,) = records.read(Case("create-flags", "nothing", {"run": "docker create busybox"})).requests[1:]
    body = {**plain["body"], "Cmd": ["x"], "NetworkingConfig": {"EndpointsConfig": {"n": None}}}
    outcome = Outcome(0, "", "", [{"request": "POST /v1.41/containers/create", "body": body}])
    (kept,) = records.record_of(case, outcome)["requests"]
    assert kept["body"] == {"Cmd": ["x"], "NetworkingConfig": {"EndpointsConfig": {"default": "<absent>", "n": None}}}
    assert records.expanded(kept)["body"] == body


def test_path_of_a_case_has_the_programs_without_credential_helpers(tmp_path: Path) -> None:
    for name in ("one/sh", "one/docker-credential-pass", "two/sh", "two/pass"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    link_programs(f"{tmp_path}/one:{tmp_path}/nosuch:{tmp_path}/two", tmp_path / "programs")
    links = {link.name: str(link.readlink().relative_to(tmp_path)) for link in (tmp_path / "programs").iterdir()}
    assert links == {"sh": "one/sh", "pass": "two/pass"}


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("echo docker ps; ls docker", []),
        ("sh -c 'docker ps'; mydocker ps", []),
        ("docker ps >out 2>&1 </dev/null", [["ps"]]),
        ("A=1 B= docker a 2 2>err | docker b && ! docker c; (docker d)", [["a", "2"], ["b"], ["c"], ["d"]]),
        ("docker a 'b c;' \"d 'e'\"f \\g \"\" ''", [["a", "b c;", "d 'e'f", "g", "", ""]]),
        ("docker rm $(docker ps -q | head -1) x", [["ps", "-q"], ["rm", "$()", "x"]]),
        ('id=$(docker ps -q); docker rm "a $(docker a)"', [["ps", "-q"], ["a"], ["rm", "a $()"]]),
        ("docker a $HOME '$x' \"$x\"", [["a", "$HOME", "$x", "$x"]]),
        ("for x in a 'b c'; do docker $x \"$x\" '$x'; done", [["a", "a", "$x"], ["b", "c", "b c", "$x"]]),
        ("for x in '' '$y'; do docker a$x ${x}; done", [["a"], ["a$y", "$y"]]),
    ],
)
def test_docker_commands_of_a_snippet_are_parsed(run: str, expected: list[list[str]]) -> None:
    assert docker_commands(run) == expected
