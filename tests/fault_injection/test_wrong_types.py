"""Members of a wrong type in responses: one error line that names the member, and never a Python error."""

from __future__ import annotations

import copy
import json
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.testing import faults
from tests.fault_injection.case import ENDED, LIST, MADE, OBJECT, Case, Exchange
from tests.fault_injection.commands import CASES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydock_core.testing import FakeEngine, Result

    Run = Callable[[Case, FakeEngine], Result]
    Stage = Callable[[Case], FakeEngine]
    Path = tuple[str | int, ...]

BY_LINE = {case.line: case for case in CASES}
STRANGE: tuple[Any, ...] = (
    None,
    5,
    -1,
    1.5,
    10**400,  # no float
    True,
    "x",
    "",
    [],
    [None],
    [5],
    ["x"],
    [[]],
    {},
    {"x": 5},
    {"x": None},
)

# (command line, response to its last request, text of the error).
TOLD = [
    ("ps -a", [{"Id": 5}], "[0].Id is a number, not a text"),
    ("ps -aq", [{"Id": 5}], "[0].Id is"),
    ("ps -a", [{"Id": "a"}, {"Names": 5}], "[1].Names is a number, not a list"),
    ("ps -a", [{"Names": ["/a", 5]}], "[0].Names[1] is"),
    ("ps -a", [{"Ports": "x"}], "[0].Ports is a text, not a list"),
    (
        "ps -a",
        [{"Ports": [{"PrivatePort": "80"}]}],
        "[0].Ports[0].PrivatePort is a text, not a whole number of 64 bits",
    ),
    ("ps -a", [{"Created": 1.5}], "[0].Created is a number, not a whole number of 64 bits"),
    ("ps -a", [{"Created": True}], "[0].Created is true or false, not"),
    ("ps -a", [{"Created": 2**63}], "[0].Created is a number, not a whole number of 64 bits"),
    ("ps -as --no-trunc", [{"SizeRw": "x"}], "[0].SizeRw is a text"),
    ("ps -a --format json", [{"Labels": ["x"]}], "[0].Labels is a list, not an object"),
    ("ps -a --format json", [{"Labels": {"x": 5}}], "[0].Labels.x is"),
    ("ps -a --format json", [{"Mounts": ["x"]}], "[0].Mounts[0] is a text, not an object"),
    ("images --digests", [{"RepoTags": "x"}], "[0].RepoTags is a text, not a list"),
    ("images --format json", [{"Containers": "x"}], "[0].Containers is a text"),
    ("images --tree", [{"Manifests": [{"Size": 5}]}], "[0].Manifests[0].Size is"),
    ("version", {"Components": {}}, "Components is an object, not a list"),
    ("version", {"Components": [{"Details": {"x": 5}}]}, "Components[0].Details.x is"),
    ("system df -v", {"Volumes": [{"UsageData": {"Size": "x"}}]}, "Volumes[0].UsageData.Size is"),
    ("system df", {"BuildCache": [{"InUse": "yes"}]}, "BuildCache[0].InUse is a text, not true or false"),
    ("groups ls", [{"Labels": {"pydock.group": 5}}], "[0].Labels.pydock.group is"),
    ("create busybox true", {"Id": "a", "Warnings": "x"}, "Warnings is a text, not a list"),
    ("wait web", {"StatusCode": 0, "Error": {"Message": 5}}, "Error.Message is"),
    ("attach brief", {"Config": {"Tty": "false"}}, "Config.Tty is a text, not true or false"),
]


def last_json_exchange(case: Case) -> Exchange:
    """Returns the last exchange of the case whose response is one JSON text."""
    return [exchange for exchange in case.exchanges if exchange.response_kind in (LIST, OBJECT, MADE, ENDED)][-1]


@pytest.mark.parametrize(("line", "body", "words"), TOLD, ids=lambda value: value if isinstance(value, str) else None)
def test_member_of_wrong_type_is_named_in_the_error(line: str, body: Any, words: str, stage: Stage, run: Run) -> None:
    case = BY_LINE[line]
    exchange = last_json_exchange(case)
    engine = stage(case)
    engine.fault(exchange.method, exchange.path, faults.answer(200, json.dumps(body).encode()))
    result = run(case, engine)
    assert result.status == 1
    assert result.stderr.startswith("the engine's answer to ")
    assert f" is wrong: {words}" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("line", ["ps -a", "ps -aq", "ps -a --format json", "images --digests", "version", "groups ls"])
def test_null_and_missing_members_are_zero_values_as_in_go(line: str, stage: Stage, run: Run) -> None:
    case = BY_LINE[line]
    exchange = last_json_exchange(case)
    engine = stage(case)
    members = ("Id", "Names", "Ports", "Labels", "Created", "Components", "RepoTags", "Name")
    values: list[Any] = [dict.fromkeys(members), {}]
    for value in values:
        body = value if exchange.response_kind == OBJECT else [value]
        engine.fault(exchange.method, exchange.path, faults.answer(200, json.dumps(body).encode()), times=1)
        assert run(case, engine).status == 0


def usual_body(case: Case, exchange: Exchange, stage: Stage, run: Run) -> Any:
    """Returns the body of the response to the exchange without a fault."""
    requests = run(case, stage(case)).requests
    asked = [one for one in requests if one.method == exchange.method and fnmatchcase(one.path, exchange.path)][-1]
    answer, _ = stage(case).handle(asked)
    return json.loads(answer.body if isinstance(answer.body, bytes) else b"".join(answer.body))


def paths(value: Any, here: Path = ()) -> Iterator[Path]:
    """Yields the paths of the replaceable members, that of the whole value first."""
    yield here
    members = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for key, member in members:
        yield from paths(member, (*here, key))


def replaced(value: Any, path: Path, by: Any) -> Any:
    """Returns a copy of the value with the member at `path` replaced."""
    if not path:
        return by
    changed = inner = copy.deepcopy(value)
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = by
    return changed


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("case", "exchange"),
    [
        pytest.param(case, exchange, id=f"{case.line}: {exchange}")
        for case in CASES
        for exchange in case.exchanges
        if not case.line.startswith(("ps -aq", "groups st", "groups ps", "create", "run", "stats"))
        if exchange.response_kind == LIST
        or (exchange.response_kind == OBJECT and case.words[0] in ("version", "image", "info", "system"))
    ],
)
def test_member_of_any_type_causes_no_python_error(case: Case, exchange: Exchange, stage: Stage, run: Run) -> None:
    value = usual_body(case, exchange, stage, run)
    for path in paths(value):
        engine = stage(case)
        for strange in STRANGE:
            body = json.dumps(replaced(value, path, strange)).encode()
            engine.fault(exchange.method, exchange.path, faults.answer(200, body), times=1)
            result = run(case, engine)
            assert_no_python_error(result, (path, strange))


@pytest.mark.parametrize("form", ["{{json .}}", "{{.}}", "{{range .Mounts}}{{.Name}}{{end}}{{.State.Status}}"])
def test_template_over_member_of_any_type_causes_no_python_error(form: str, stage: Stage, run: Run) -> None:
    plain = BY_LINE["inspect web"]
    exchange = last_json_exchange(plain)
    case = Case("inspect web", (exchange,), setup=plain.setup)
    case.words = ["inspect", "--format", form, "web"]
    value = usual_body(case, exchange, stage, run)
    engine = stage(case)
    for path in paths(value):
        if len(path) < 2 or path[0] in ("State", "Mounts"):
            for strange in STRANGE:
                body = json.dumps(replaced(value, path, strange)).encode()
                engine.fault(exchange.method, exchange.path, faults.answer(200, body), times=1)
                assert_no_python_error(run(case, engine), (path, strange))


def assert_no_python_error(result: Result, where: object) -> None:
    """Asserts an exit status of PyDock's own, with a message after a failure; `where` is shown if the test fails."""
    assert result.status in (0, 1, 64, 125), (where, result)
    assert result.status == 0 or result.stderr, (where, result)
    assert "internal error" not in result.stderr, (where, result)
    assert "Traceback" not in result.stderr, (where, result)
