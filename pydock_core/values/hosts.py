"""Names of hosts and containers: `--add-host`, `--dns-search`, `--link`."""

from __future__ import annotations

from pydock_core.errors import InvalidValue
from pydock_core.values.addresses import is_ip
from pydock_core.values.quote import quote

_HOST_GATEWAY = "host-gateway"
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LABEL = _LETTERS + "0123456789-"


def parse_extra_host(text: str) -> str:
    """`--add-host`: `name:ip` or `name=ip`, the address in brackets or not, as the `name:ip` that the API takes."""
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
    """`--dns-search`: a domain without its final dot; `.` alone stands for no search."""
    domain = text.strip(" ")
    if domain == ".":
        return domain
    name = domain.rstrip(" \t\n\f\r")
    name = name[:-1] if name.endswith(".") else name
    if not _is_domain(name) or len(name) >= 255:
        raise InvalidValue(f"{domain} is not a valid domain")
    return name


def parse_link(text: str) -> tuple[str, str]:
    """`--link name[:alias]`: (name, alias); docker sends the text as it was typed."""
    if not text:
        raise InvalidValue("empty string specified for links")
    name, colon, alias = text.partition(":")
    if ":" in alias:
        raise InvalidValue(f"bad format for links: {text}")
    if not colon:
        return text, text
    if name.startswith("/"):  # as the engine reports links: /name:/container/alias
        return name[1:], alias.rpartition("/")[2]
    return name, alias


def check_link(text: str) -> str:
    """Returns `--link NAME[:ALIAS]` as typed; raises InvalidValue if it is wrong."""
    parse_link(text)
    return text


def _is_domain(name: str) -> bool:
    """Labels of letters, digits and inner dashes, a letter among them; docker's pattern lets stray colons pass."""
    if not any(character in _LETTERS for character in name):
        return False
    return all(_is_label(label) for label in name.split("."))


def _is_label(text: str) -> bool:
    return text != "" and not text.strip(_LABEL) and text[0] != "-" and text[-1] != "-"
