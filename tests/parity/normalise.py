"""Replaces the parts that differ between runs or machines: ids, times, ports, folders, random names."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
import tarfile
from typing import TYPE_CHECKING, Any

from tests.parity import help_page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.engines.relay import Request

# Content-Length follows from the body; User-Agent and Host differ between the clients.
HEADERS = ("Connection", "Content-Type", "Upgrade", "X-Registry-Auth", "X-Registry-Config")

_VERSION = re.compile(r" /v\d+\.\d+(?=/)")
_FULL_ID = re.compile(r"\b[0-9a-f]{64}\b")
_SHORT_ID = re.compile(r"\b[0-9a-f]{12}\b")
# The id of a build may consist of digits only.
_ID_OF_STEP = re.compile(r"(?:(?<= ---> )|(?<=Running in )|(?<=container )|(?<=built ))[0-9a-f]{12}$", re.M)
_WORD_OR_NUMBER = re.compile(r"\d+|[a-f]+")
# The fixed times of the test data (images.CREATED, Go's zero time) are compared.
_TIME = re.compile(
    r"\b(?!0001-|2024-01-01)\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d| [+-]\d{4} [A-Z]+)"
)
_TIMESTAMP = re.compile(r"\b1[789]\d{8}(\.\d{9})?\b")
_DURATION = re.compile(
    r"\b(Less than a second|About an? (minute|hour)|\d+ (seconds?|minutes|hours|days|weeks|months|years))( ago)?\b"
)
_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_PORT = re.compile(r"(?<=:)(32[7-9]\d\d|3[3-9]\d{3}|[45]\d{4}|60\d{3})(?=->)")
_RANDOM_DOCKERFILE = re.compile(r"(?<=\.dockerfile\.)[0-9a-f]{20}\b")
_RANDOM_NAME = re.compile(r"[a-z]+_[a-z]+\d?")
# The engine sends this message only for slow layers.
_FLEETING = re.compile(r"^.*: (?:Verifying Checksum|Download complete)\n", re.M)
# The container runtime has its own version; the words that decide docker's exit status stay.
_RUNTIME = re.compile(
    r"OCI runtime create failed: .*?"
    r"((?:executable file not found in \$PATH|permission denied|no such file or directory)?(?:: unknown)?)$",
    re.M,
)


def unversioned(request: str) -> str:
    """Returns "METHOD path" without the API version of the path: the clients support different ones."""
    return _VERSION.sub(" ", request)


class Normaliser:
    """Numbers ids by their first appearance: an id has the same number everywhere in one outcome.

    `fixed` maps texts of this run to placeholders; `ids` and `names` are those of the engine after the run.
    """

    def __init__(self, fixed: dict[str, str], ids: Iterable[str] = (), names: Iterable[str] = ()) -> None:
        self._fixed = sorted(fixed.items(), key=lambda pair: -len(pair[0]))
        self._known = [identity.removeprefix("sha256:") for identity in ids]
        self._names = [name for name in names if _RANDOM_NAME.fullmatch(name)]
        self._numbers: dict[str, int] = {}

    def text(self, text: str) -> str:
        """Returns the text without the parts that differ between runs."""
        for mine, replacement in self._fixed:
            text = text.replace(mine, replacement)
        for name in self._names:
            text = text.replace(name, "<random name>")
        text = _RANDOM_DOCKERFILE.sub("<random>", text)
        text = _FULL_ID.sub(lambda match: f"<id {self._number(match[0])}>", text)
        text = _ID_OF_STEP.sub(lambda match: f"<short id {self._number(self._full(match[0]) or match[0])}>", text)
        text = _SHORT_ID.sub(self._short_id, text)
        text = _TIME.sub("<time>", text)
        text = _TIMESTAMP.sub("<timestamp>", text)
        text = _PORT.sub("<port>", text)
        return _RUNTIME.sub(r"OCI runtime create failed: <words of the runtime> \1", text)

    def output(self, raw: bytes) -> str:
        """Returns the normalised output of a stream; a help page is reduced to its structure."""
        text = self.text(raw.decode("utf-8", "backslashreplace"))
        text = _FLEETING.sub("", text)
        text = help_page.reduced(text)
        shown, count = _DURATION.subn("<duration>", text)
        # The width of a column depends on the durations in the column.
        return _GAP.sub("   ", shown) if count else shown

    def request(self, request: Request, unordered: Iterable[str] = ()) -> dict[str, Any]:
        """Returns the compared parts of a request, as `Outcome` describes them, with the lists `unordered` sorted."""
        found: dict[str, Any] = {"request": self.text(unversioned(f"{request.method} {request.path}"))}
        if request.query:
            found["query"] = sorted([key, self.text(value)] for key, value in request.query)
        headers = {name: self._header(value) for name in HEADERS if (value := request.header(name)) is not None}
        if headers:
            found["headers"] = headers
        if request.body:
            found["body"] = _sorted(self._body(request), tuple(unordered))
        return found

    def _header(self, value: str) -> Any:
        """Returns the decoded value of a header with credentials (JSON in base64), other values unchanged."""
        try:
            return json.loads(self.text(base64.urlsafe_b64decode(value).decode()))
        except ValueError:
            return self.text(value)

    def _body(self, request: Request) -> Any:
        # Compressed bytes differ between the clients.
        body = gzip.decompress(request.body) if request.body.startswith(b"\x1f\x8b") else request.body
        if body[257:262] == b"ustar":
            return {"tar": self._members(body), **({"compressed": True} if body is not request.body else {})}
        text = self.text(body.decode("utf-8", "backslashreplace"))
        try:
            return json.loads(text)
        except ValueError:
            return text

    def _members(self, archive: bytes) -> list[dict[str, Any]]:
        """Returns the members of a tar archive, without times and padding."""
        # docker ends the archive without empty blocks if it has added a Dockerfile to the build context.
        with tarfile.open(fileobj=io.BytesIO(archive + bytes(4 * tarfile.BLOCKSIZE))) as opened:
            files = [(member, opened.extractfile(member) if member.isreg() else None) for member in opened]
            return [
                {
                    "name": self.text(member.name),
                    "mode": oct(member.mode),
                    "owner": [member.uid, member.gid],
                    **({"link": member.linkname} if member.linkname else {}),
                    "text": self.text(file.read().decode("utf-8", "backslashreplace")) if file else None,
                }
                for member, file in files
            ]

    def _short_id(self, match: re.Match[str]) -> str:
        """Returns the number of a short id; twelve digits count as an id only if a known id starts with them."""
        short = match[0]
        full = self._full(short)
        if full is None and _WORD_OR_NUMBER.fullmatch(short):
            return short
        return f"<short id {self._number(full or short)}>"

    def _full(self, short: str) -> str | None:
        return next((identity for identity in [*self._numbers, *self._known] if identity.startswith(short)), None)

    def _number(self, identity: str) -> int:
        return self._numbers.setdefault(identity, len(self._numbers) + 1)


def _sorted(value: Any, names: tuple[str, ...]) -> Any:
    """Returns decoded JSON with the lists of these names sorted, at any depth."""
    if isinstance(value, dict):
        return {
            key: sorted(inner, key=json.dumps) if key in names and isinstance(inner, list) else _sorted(inner, names)
            for key, inner in value.items()
        }
    return value
