"""The flag `--docker` of `context create` and `context update`: the engine of a context."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from pydock_core.plugin_api import InvalidValue, PyDockError
from pydock_core.toolkit import check_context_engine, context_engine, kinds, parse_list, read_tls_files

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from pydock_core.toolkit import Contexts

HELP = "Set the engine: host=URL,ca=FILE,cert=FILE,key=FILE,skip-tls-verify=true, or from=CONTEXT"
_KEYS = ("from", "host", "ca", "cert", "key", "skip-tls-verify")


def parse_pairs(text: str) -> list[tuple[str, str]]:
    """Returns the pairs of one use of the flag, as pflag's StringToString; raises InvalidValue for a word without `=`.

    A text with a single `=` is no CSV: its quotes at the begin and the end are removed.
    """
    words = parse_list(text) if text.count("=") > 1 else [text.strip('"')]
    pairs = []
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            raise InvalidValue(f"{word} must be formatted as key=value")
        pairs.append((key, value))
    return pairs


def read_engine(contexts: Contexts, uses: Iterable[Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Returns the engine that the flag describes, and the contents of its TLS files.

    `uses` are the values of the flag, each a list of pairs.
    Raises PyDockError for an unknown key, and where the engine can't be used.
    """
    values = dict(chain.from_iterable(uses))
    try:
        return _read_engine(contexts, values)
    except PyDockError as error:
        raise PyDockError(f"unable to create docker endpoint config: {error.message}") from error


def _read_engine(contexts: Contexts, values: dict[str, str]) -> tuple[dict[str, Any], dict[str, bytes]]:
    unknown = [key for key in values if key not in _KEYS]
    if unknown:
        raise InvalidValue("\n".join(f"unrecognized config key: {key}" for key in unknown))
    if "from" in values:
        # docker copies the address alone, without the TLS files, and ignores the other keys.
        metadata = contexts.get(values["from"])
        try:
            return context_engine(metadata), {}
        except PyDockError as error:
            raise PyDockError(f'unable to get endpoint from context "{values["from"]}"') from error
    host = values.get("host", "")
    paths = {f"{key}.pem": values.get(key, "") for key in ("ca", "cert", "key")}
    tls = read_tls_files(paths)
    engine = {"Host": host, "SkipTLSVerify": _boolean(values.get("skip-tls-verify", "false"))}
    check_context_engine(host, tls, paths=paths)
    return engine, tls


def _boolean(text: str) -> bool:
    try:
        return kinds.boolean(text)
    except InvalidValue as error:
        raise InvalidValue(f'skip-tls-verify: parsing "{text}": invalid syntax') from error
