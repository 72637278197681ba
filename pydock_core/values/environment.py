"""Environment variables of a container, and files with one `KEY=value` per line: `-e`, `--env-file`, `--label-file`."""

from __future__ import annotations

from pydock_core.errors import InvalidValue
from pydock_core.values.files import read_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

# The blanks of Go's unicode.IsSpace; Python's strip() removes more characters.
_SPACE = (
    "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)


def check_variable(text: str) -> str:
    """Returns the text of `-e` as typed; raises InvalidValue if the name is empty."""
    if not text.partition("=")[0]:
        raise InvalidValue(f"invalid environment variable: {text}")
    return text


def parse_variable(text: str, environ: Mapping[str, str]) -> str:
    """Returns `KEY=value` for `-e KEY=value`; for `-e KEY` with the value in `environ`, or else `KEY` alone."""
    key, equals, _ = text.partition("=")
    if not key:
        raise InvalidValue(f"invalid environment variable: {text}")
    return text if equals or key not in environ else f"{key}={environ[key]}"


def read_variables(
    files: Iterable[str],
    variables: Iterable[str],
    environ: Mapping[str, str],
    read: Callable[[str], bytes] = read_file,
) -> list[str]:
    """Returns `Env` of a create request: the `--env-file`s, then `-e`, which therefore takes precedence.

    A `KEY` without a value in a file gets its value from `environ`; one that `environ` lacks is left out.
    """
    found = []
    for path in files:
        for line in parse_key_values(path, read):
            if "=" in line:
                found.append(line)
            elif line in environ:
                found.append(f"{line}={environ[line]}")
    return [*found, *variables]


def read_labels(files: Iterable[str], labels: Iterable[str], read: Callable[[str], bytes] = read_file) -> list[str]:
    """Returns the lines of the `--label-file`s that have a value, then the `--label`s."""
    return [line for path in files for line in parse_key_values(path, read) if "=" in line] + list(labels)


def parse_key_values(path: str, read: Callable[[str], bytes] = read_file) -> list[str]:
    """Returns the lines `KEY=value` and `KEY` of a file, without comments, empty lines, a BOM and leading blanks.

    Values are unchanged: quotes and trailing blanks belong to them.
    """
    content = _content(path, read)
    lines = []
    for number, raw in enumerate(content.split(b"\n"), 1):
        raw = raw[:-1] if raw.endswith(b"\r") else raw
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            listed = " ".join(map(str, raw))
            raise _invalid(path, f"invalid utf8 bytes at line {number}: [{listed}]") from None
        line = text.removeprefix("\ufeff").lstrip(_SPACE) if number == 1 else text.lstrip(_SPACE)
        if not line or line.startswith("#"):
            continue
        key = line.partition("=")[0]
        if not key:
            raise _invalid(path, f"no variable name on line '{line}'")
        if " " in key or "\t" in key:
            raise _invalid(path, f"variable '{key}' contains whitespaces")
        lines.append(line)
    return lines


def _content(path: str, read: Callable[[str], bytes]) -> bytes:
    """Returns the content of such a file; a folder gives an error about its content, as docker can open it."""
    try:
        return read(path)
    except InvalidValue as error:
        raise (_invalid(path, error.message) if error.message.startswith("read ") else error) from None


def _invalid(path: str, reason: str) -> InvalidValue:
    return InvalidValue(f"invalid env file ({path}): {reason}")
