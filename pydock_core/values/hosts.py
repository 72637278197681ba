"""Names of hosts and containers: `--add-host`, `--dns-search`, `--link`."""

from __future__ import annotations

from pydock_core.errors import InvalidValue
from pydock_core.values.addresses import is_ip
from pydock_core.values.quote import quote

_HOST_GATEWAY = "host-gateway"
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LABEL = _LETTERS + "0123456789-"


def parse_extra_host(text: str) -> str:
    """Parses `--add-host` `name:ip` or `name=ip`, the address in brackets or not, to the API's `name:ip`."""
    name, separator, address = text.partition("=")
    if not separator:
        name, separator, address = text.partition(":")
    if not separator or not name or ":" in name:
        raise InvalidValue(f"bad format for add-host: {quote(text)}")
    if address != _HOST_GATEWAY:
        if len(address) > 2 and address[0] == "[" and address[-1] == "]":
            address = address[1:-1]
        if not is_ip(address.strip()):
            raise InvalidValue(f"invalid IP address in add-host: {quote(address)}")
    return f"{name}:{address}"


def parse_search_domain(text: str) -> str:
    """Returns the domain of `--dns-search` without its final dot; `.` alone stands for no search."""
    domain = text.strip(" ")
    if domain == ".":
        return domain
    name = domain.rstrip(" \t\n\f\r")
    name = name[:-1] if name.endswith(".") else name
    if not _is_domain(name) or len(name) >= 255:
        raise InvalidValue(f"{domain} is not a valid domain")
    return name


def parse_link(text: str) -> tuple[str, str]:
    """Parses `--link name[:alias]` to (name, alias); docker sends the text as typed."""
    if not text:
        raise InvalidValue("empty string specified for links")
    name, colon, alias = text.partition(":")
    if ":" in alias:
        raise InvalidValue(f"bad format for links: {text}")
    if not colon:
        return text, text
    if name.startswith("/"):  # the form in which the engine reports links: /name:/container/alias
        return name[1:], alias.rpartition("/")[2]
    return name, alias


def check_link(text: str) -> str:
    """Returns `--link NAME[:ALIAS]` as typed; raises InvalidValue if it is wrong."""
    parse_link(text)
    return text


def _is_domain(name: str) -> bool:
    """Returns whether the name has labels of letters, digits and inner dashes, with at least one letter.

    docker's pattern accepts stray colons, and so does this function.
    """
    if not any(character in _LETTERS for character in name):
        return False
    return all(_is_label(label) for label in name.split("."))


def _is_label(text: str) -> bool:
    return text != "" and not text.strip(_LABEL) and text[0] != "-" and text[-1] != "-"
