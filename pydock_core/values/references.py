"""Parses image references: `ubuntu`, `host:5000/team/app:1.0@sha256:…`, as distribution/reference does."""

from __future__ import annotations

from pydock_core.errors import InvalidValue

DEFAULT_DOMAIN = "docker.io"
DEFAULT_TAG = "latest"
_LEGACY_DOMAIN = "index.docker.io"
_OFFICIAL = "library/"
_PATH_LIMIT = 255
_TAG_LIMIT = 128

_LOWER = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
_LETTERS = _LOWER + _LOWER.upper()
_HEX_LENGTHS = {"sha256": 64, "sha384": 96, "sha512": 128}


class Reference:
    """A normalized image reference: `domain`, `path`, and `tag` and `digest`, "" where they are absent.

    For an image ID (`sha256:…`), only `digest` is set.
    """

    __slots__ = ("digest", "domain", "path", "tag")

    def __init__(self, domain: str, path: str, tag: str = "", digest: str = "") -> None:
        self.domain = domain
        self.path = path
        self.tag = tag
        self.digest = digest

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def __repr__(self) -> str:
        return f"Reference({str(self)!r})"

    def __str__(self) -> str:
        """Returns the canonical form: `docker.io/library/ubuntu:latest`."""
        return _join(self.name, self.tag, self.digest)

    @property
    def name(self) -> str:
        """Domain and path: `docker.io/library/ubuntu`."""
        return f"{self.domain}/{self.path}" if self.domain else self.path

    @property
    def is_identifier(self) -> bool:
        """Whether this is an image ID and names no repository."""
        return not self.path

    @property
    def is_name_only(self) -> bool:
        """Whether neither a tag nor a digest is given."""
        return not self.tag and not self.digest

    @property
    def familiar_name(self) -> str:
        """The name as docker's users write it: `ubuntu`, `team/app`, `host:5000/app`."""
        if self.domain != DEFAULT_DOMAIN:
            return self.name
        official = self.path[len(_OFFICIAL) :] if self.path.startswith(_OFFICIAL) else ""
        return official if official and "/" not in official else self.path

    @property
    def familiar(self) -> str:
        """The familiar name with tag and digest."""
        return _join(self.familiar_name, self.tag, self.digest)

    def with_default_tag(self) -> Reference:
        """Returns the reference with the tag `latest`, if it has neither tag nor digest."""
        return Reference(self.domain, self.path, DEFAULT_TAG) if self.path and self.is_name_only else self

    def with_tag(self, tag: str) -> Reference:
        """Returns the reference with this tag; keeps its digest."""
        if not _is_tag(tag):
            raise InvalidValue("invalid tag format")
        return Reference(self.domain, self.path, tag, self.digest)

    def with_digest(self, digest: str) -> Reference:
        """Returns the reference with this digest; keeps its tag."""
        if not _is_digest(digest):
            raise InvalidValue("invalid digest format")
        return Reference(self.domain, self.path, self.tag, digest)

    def without_digest(self) -> Reference:
        """Returns the reference without its digest; keeps its tag."""
        return Reference(self.domain, self.path, self.tag)

    def without_tag(self) -> Reference:
        """Returns the reference of the repository, without tag and digest."""
        return Reference(self.domain, self.path)


def parse_reference(text: str) -> Reference:
    """Returns the reference that an image's name stands for, as Go's `ParseNormalizedNamed`; adds no default tag.

    `text` is the name as a user types it: `ubuntu`, `team/app:1.0`, `host:5000/app@sha256:…`. Raises InvalidValue with
    docker's message for an invalid reference, and for an image ID.
    """
    if _is_identifier(text):
        raise InvalidValue(f"invalid repository name ({text}), cannot specify 64-byte hexadecimal strings")
    domain, remainder = _split_domain(text)
    remote = remainder.partition(":")[0]
    if remote.lower() != remote:
        raise InvalidValue(f"invalid reference format: repository name ({remote}) must be lowercase")
    return _parse_canonical(f"{domain}/{remainder}")


def check_reference(text: str) -> str:
    """Returns `-t NAME[:TAG]` as typed; raises InvalidValue if it is wrong."""
    parse_reference(text)
    return text


def parse_any_reference(text: str) -> Reference:
    """Parses an image ID (64 hexadecimal digits, or a digest) or a familiar name, as ParseAnyReference."""
    if _is_identifier(text):
        return Reference("", "", digest="sha256:" + text)
    try:
        check_digest(text)
    except InvalidValue:
        return parse_reference(text)
    return Reference("", "", digest=text)


def check_digest(text: str) -> None:
    """Raises InvalidValue for a digest that go-digest refuses.

    Valid are only sha256, sha384 and sha512, with lower-case digits.
    """
    algorithm, colon, encoded = text.partition(":")
    if not colon or not algorithm or not encoded:
        raise InvalidValue("invalid checksum digest format")
    length = _HEX_LENGTHS.get(algorithm)
    if length is None:
        foreign = _is_foreign_digest(algorithm, encoded)
        raise InvalidValue("unsupported digest algorithm" if foreign else "invalid checksum digest format")
    if len(encoded) != length:
        raise InvalidValue("invalid checksum digest length")
    if encoded.strip("0123456789abcdef"):
        raise InvalidValue("invalid checksum digest format")


def _join(name: str, tag: str, digest: str) -> str:
    if not name:
        return digest
    return name + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")


def _split_domain(text: str) -> tuple[str, str]:
    first, slash, rest = text.partition("/")
    if not slash:
        return DEFAULT_DOMAIN, _OFFICIAL + text
    if first == _LEGACY_DOMAIN:
        domain, remote = DEFAULT_DOMAIN, rest
    elif first == "localhost" or "." in first or ":" in first or first.lower() != first:
        domain, remote = first, rest
    else:
        domain, remote = DEFAULT_DOMAIN, text
    if domain == DEFAULT_DOMAIN and "/" not in remote:
        remote = _OFFICIAL + remote
    return domain, remote


def _parse_canonical(text: str) -> Reference:
    parts = _match(text)
    if parts is None:
        if _match(text.lower()) is not None:
            raise InvalidValue("repository name must be lowercase")
        raise InvalidValue("invalid reference format")
    domain, path, tag, digest = parts
    if len(path) > _PATH_LIMIT:
        raise InvalidValue(f"repository name must not be more than {_PATH_LIMIT} characters")
    if digest:
        check_digest(digest)
    return Reference(domain, path, tag, digest)


def _match(text: str) -> tuple[str, str, str, str] | None:
    """Returns (domain, path, tag, digest) of a text that matches the grammar; None for any other."""
    rest, at, digest = text.partition("@")
    if at and not _is_digest(digest):
        return None
    name, colon, tag = rest.rpartition(":")
    if not colon or "/" in tag:
        name, tag = rest, ""
    elif not _is_tag(tag):
        return None
    domain, slash, path = name.partition("/")
    if slash and _is_domain(domain) and _is_path(path):
        return domain, path, tag, digest
    return ("", name, tag, digest) if _is_path(name) else None


def _is_domain(text: str) -> bool:
    if text.startswith("["):
        host, bracket, port = text[1:].partition("]")
        if not bracket or not host or host.strip("0123456789abcdefABCDEF:"):
            return False
        return not port or (port[0] == ":" and _is_made_of(port[1:], _DIGITS))
    host, colon, port = text.partition(":")
    if colon and not _is_made_of(port, _DIGITS):
        return False
    return all(
        _is_made_of(label, _LETTERS + _DIGITS + "-") and label[0] != "-" and label[-1] != "-"
        for label in host.split(".")
    )


def _is_path(text: str) -> bool:
    return all(_is_path_component(component) for component in text.split("/"))


def _is_path_component(text: str) -> bool:
    """Returns whether the text consists of lower-case words joined by `.`, `_`, `__` or any number of `-`."""
    if not _is_made_of(text, _LOWER + _DIGITS + "._-") or text[0] in "._-" or text[-1] in "._-":
        return False
    separator = ""
    for character in text:
        if character in "._-":
            separator += character
        else:
            if separator not in ("", ".", "_", "__") and separator.strip("-"):
                return False
            separator = ""
    return True


def _is_tag(text: str) -> bool:
    return _is_made_of(text, _LETTERS + _DIGITS + "_.-") and text[0] not in ".-" and len(text) <= _TAG_LIMIT


def _is_digest(text: str) -> bool:
    algorithm, _, encoded = text.partition(":")
    if len(encoded) < 32 or not _is_made_of(encoded, "0123456789abcdefABCDEF"):
        return False
    return all(
        _is_made_of(part, _LETTERS + _DIGITS) and part[0] in _LETTERS
        for part in algorithm.replace("-", "+").replace("_", "+").replace(".", "+").split("+")
    )


def _is_foreign_digest(algorithm: str, encoded: str) -> bool:
    parts = algorithm.replace("-", "+").replace("_", "+").replace(".", "+").split("+")
    return all(_is_made_of(part, _LOWER + _DIGITS) for part in parts) and _is_made_of(
        encoded, _LETTERS + _DIGITS + "=_-"
    )


def _is_identifier(text: str) -> bool:
    return len(text) == 64 and not text.strip("0123456789abcdef")


def _is_made_of(text: str, characters: str) -> bool:
    return text != "" and not text.strip(characters)
