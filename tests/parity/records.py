"""The recorded outcomes of docker: `recorded/TOPIC.json`, one object for each case of the topic."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.parity.normalise import unversioned
from tests.parity.outcome import Outcome

if TYPE_CHECKING:
    from tests.parity.cases import Case

FOLDER = Path(__file__).parent / "recorded"
ABOUT = FOLDER / "about.json"
# The body of a plain `docker create`; the other records store only the difference of their create requests from it.
PLAIN_CREATE = FOLDER / "plain-create.json"
CREATE = "/containers/create"
ABSENT = "<absent>"


def about() -> dict[str, str]:
    """Returns the versions of `client` and `engine` of the records."""
    found: dict[str, str] = json.loads(ABOUT.read_text())
    return found


def topics() -> list[str]:
    """Returns the topics that have records."""
    return sorted(file.stem for file in FOLDER.glob("*.json") if file not in (ABOUT, PLAIN_CREATE))


def of_topic(topic: str) -> dict[str, Any]:
    """Returns the records of a topic by the names of their cases, {} without a file."""
    file = FOLDER / f"{topic}.json"
    records: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    return records


def read(case: Case) -> Outcome:
    """Returns the outcome of docker; raises LookupError without a record, or if the case has changed since."""
    record = of_topic(case.topic).get(case.name)
    if record is None or record["case"] != case.fingerprint:
        state = "not recorded" if record is None else "changed since it was recorded"
        raise LookupError(f"{case.id}: {state}: run ./scripts/parity-record '{case.id}'")
    requests = [expanded({**one, "request": unversioned(one["request"])}) for one in record["requests"]]
    return Outcome(record["status"], "".join(record["stdout"]), "".join(record["stderr"]), requests)


def record_of(case: Case, outcome: Outcome) -> dict[str, Any]:
    """Returns the record of an outcome."""
    return {
        "case": case.fingerprint,
        "status": outcome.status,
        "stdout": outcome.stdout.splitlines(keepends=True),
        "stderr": outcome.stderr.splitlines(keepends=True),
        "requests": [_reduced(request) for request in outcome.requests],
    }


def write(topic: str, records: dict[str, Any]) -> None:
    """Writes the records of a topic with each output line and each request on its own line, for readable diffs."""
    cases = []
    for name, record in records.items():
        members = []
        for key, value in record.items():
            text = json.dumps(value, ensure_ascii=False)
            if isinstance(value, list) and value:
                lines = ",\n".join(f"   {json.dumps(item, ensure_ascii=False)}" for item in value)
                text = f"[\n{lines}\n  ]"
            members.append(f"  {json.dumps(key)}: {text}")
        body = ",\n".join(members)
        cases.append(f" {json.dumps(name)}: {{\n{body}\n }}")
    (FOLDER / f"{topic}.json").write_text("{\n" + ",\n".join(cases) + "\n}\n")


def _plain_create() -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(PLAIN_CREATE.read_text())
    return plain


def _is_create(request: dict[str, Any]) -> bool:
    return request["request"].endswith(CREATE) and isinstance(request.get("body"), dict)


def _reduced(request: dict[str, Any]) -> dict[str, Any]:
    return {**request, "body": _difference(_plain_create(), request["body"])} if _is_create(request) else request


def expanded(request: dict[str, Any]) -> dict[str, Any]:
    """Returns the request with the members of a plain create, which the record leaves out."""
    return {**request, "body": _applied(_plain_create(), request["body"])} if _is_create(request) else request


def _difference(plain: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """Returns the members of `body` that differ from `plain`, and ABSENT for those that only `plain` has."""
    found: dict[str, Any] = {key: ABSENT for key in plain if key not in body}
    for key, value in body.items():
        if key in plain and isinstance(value, dict) and isinstance(plain[key], dict):
            inner = _difference(plain[key], value)
            if inner:
                found[key] = inner
        elif key not in plain or plain[key] != value:
            found[key] = value
    return found


def _applied(plain: dict[str, Any], difference: dict[str, Any]) -> dict[str, Any]:
    """Returns the body from its `difference` to `plain`."""
    body = copy.deepcopy(plain)
    for key, value in difference.items():
        if value == ABSENT:
            del body[key]
        elif isinstance(value, dict) and isinstance(body.get(key), dict):
            body[key] = _applied(body[key], value)
        else:
            body[key] = value
    return body
