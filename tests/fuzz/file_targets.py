"""Targets for files that another program or user wrote: settings, config.json, contexts, .dockerignore, the index."""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pydock_context.archive import SIZE_LIMIT, pack, unpack

from pydock_core.actions.contexts import decode_context
from pydock_core.config import credentials, settings, settings_file, settings_schema
from pydock_core.config.contexts import ContextStore
from pydock_core.config.docker_config import DockerConfig
from pydock_core.errors import PyDockError
from pydock_core.host.index_file import DAMAGE, IndexFile
from pydock_core.values.environment import read_labels, read_variables
from pydock_core.values.ignore import IgnoreMatcher, read_ignore_file
from tests.fuzz.target import Target, message_of

if TYPE_CHECKING:
    from typing import Any

PATHS = ("a" * 200, "/".join("a" * 40), "é\udcff/x y")


@cache
def _folder() -> Path:
    """Returns a folder that ends with this process."""
    folder = tempfile.TemporaryDirectory(prefix="pydock-fuzz-")
    _FOLDERS.append(folder)
    return Path(folder.name)


_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []


def toml(data: bytes) -> None:
    """Reads config.toml."""
    file = _folder() / "config.toml"
    file.write_bytes(data)
    tables = settings_file.read(str(file))
    one = settings.Settings([(str(file), tables)])
    assert isinstance(one.blocked_plugins + one.required_plugins, list)
    assert one.log_level is None or one.log_level in settings_schema.BY_KEY["log_level"].choices
    # What the cache can't hold is parsed again by each command.
    settings_file.remember(str(_folder() / "settings.json"), [str(file)], [tables])


def config_json(data: bytes) -> None:
    """Reads config.json, all that is in it, and changes it."""
    folder = _folder() / "docker"
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_bytes(data)
    config = DockerConfig(str(folder))
    warning = config.warning
    assert "\n" not in warning or b"\n" in data, warning
    assert len(warning) < 500 + len(data)
    for key in ("psFormat", "detachKeys", "credsStore", "currentContext"):
        assert isinstance(config.get(key), str)
    for key in ("HttpHeaders", "credHelpers", "aliases", "features"):
        assert all(isinstance(part, str) for pair in config.table(key).items() for part in pair)
    assert all(isinstance(text, str) for text in config.list("pruneFilters"))
    config.plugins()
    config.proxy_environment("unix:///run/engine.sock")
    reported: list[str] = []
    environ = {"PATH": "", "DOCKER_AUTH_CONFIG": data.decode("utf-8", "surrogateescape").replace("\0", "")}
    credentials.registry_auth(config, environ, "registry.example", on_failure=reported.append)
    if len(data) < 4096:
        auths = credentials.all_auths(config, environ, on_failure=reported.append)
        credentials.encode_all(auths)
    try:
        config.custom_headers({})
    except PyDockError as error:
        message_of(error)
    auth = {"username": "u", "password": "p", "serveraddress": "new.example"}
    credentials.store(config, {"PATH": ""}, auth)
    again = credentials.registry_auth(config, {"PATH": ""}, "new.example")
    assert again == auth, again
    credentials.erase(config, {"PATH": ""}, "new.example")
    config.update(lambda raw: raw.update(currentContext="x"))


def context(data: bytes) -> None:
    """Reads a context's meta.json."""
    store = ContextStore(str(_folder() / "contexts"))
    folder = Path(store.metadata_folder("one"))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "meta.json").write_bytes(data)
    outcomes: list[Any] = []
    for ask in (lambda: store.metadata("one"), store.all, store.names):
        try:
            outcomes.append(ask())
        except PyDockError as error:
            message_of(error)
    endpoint = store.endpoint("one")
    assert isinstance(endpoint.host, str)


def context_archive(data: bytes) -> None:
    """Reads the archive of a context, tar or zip."""
    document, tls = unpack(data)
    assert len(document) + sum(len(content) for files in tls.values() for content in files.values()) <= SIZE_LIMIT
    for endpoint, files in tls.items():
        for name in (endpoint, *files):
            assert name not in ("", ".", "..")
            assert "/" not in name
    decode_context(document, "one")


def _zip(*members: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data)
    return target.getvalue()


def ignore(data: bytes) -> None:
    """Matches paths with the patterns of a .dockerignore."""
    patterns = read_ignore_file(data)
    matcher = IgnoreMatcher(patterns)
    for path in (*PATHS, *(pattern[:250] for pattern in patterns[:2])):
        assert isinstance(matcher.excludes(path), bool)
    state: list[bool] | None = None
    for path in ("a", "a/b", "a/b/c.txt"):
        _, state = matcher.walk(path, state)  # as in docker, the result may differ from that of `excludes`
    matcher.may_include_below("a")
    matcher.excludes_build_file("Dockerfile")


def environment(data: bytes) -> None:
    """Reads files of variables and of labels."""

    def read(_path: str) -> bytes:
        return data

    labels = read_labels(["file"], [], read)
    assert all(isinstance(label, str) for label in labels)
    for variable in read_variables(["file"], [], {"A": "b"}, read):
        assert isinstance(variable, str)


def index(data: bytes) -> None:
    """Reads the index of plugins, which is a cache: each fault makes PyDock build it again."""
    try:
        file = IndexFile.parse(data)
        file.tables()
        assert isinstance(file.what_changed([os.devnull]), str)
    except DAMAGE:
        return


FILE_TARGETS = (
    Target(
        "toml",
        toml,
        (
            b'log_level = "debug"\n[plugins]\nblocked = ["a", \'b\']\n[plugins.x]\ndate = 2020-01-01T00:00:00Z\n',
            b"# comment\nplugins.x.y = 1_000\nplugins.x.z = [1.5e3, 0x1F, inf, true]\n",
            b'[[plugins.a.list]]\nb = """\nmulti\\u00e9\n"""\n',
        ),
        (
            b"[",
            b"]",
            b"=",
            b".",
            b'"',
            b"'",
            b'"""',
            b"{a=",
            b"}",
            b"[[",
            b"plugins.",
            b"1979-05-27",
            b"T99:99",
            b"nan",
            b"0o7",
            b"1e99999",
            b"\\ud800",
            b"a.",
            b",",
            b"#",
        ),
    ),
    Target(
        "config.json",
        config_json,
        (
            b'{\n\t"auths": {"registry.example": {"auth": "dTpw"}, "https://b/v1/": {"identitytoken": "x"}}\n}',
            b'{\n  "credHelpers": {"c": "d"},\n  "psFormat": "table {{.ID}}"\n}\n',
            b'{"HttpHeaders":{"X-Y":"z"},"proxies":{"default":{"httpProxy":"http://p:1"}},"plugins":{"x":{"a":"b"}}}',
            b'{"Auths":null,"unknown":[1,2.50,{"a":"<"}],"pruneFilters":["a=b"],"aliases":{"x":"y"}}',
        ),
        (
            b"{",
            b"}",
            b"[",
            b'"',
            b":",
            b",",
            b"null",
            b"1e400",
            b"\\ud800",
            b'"auths":',
            b'"AUTHS":{"x":{}}',
            b'"auth":"===="',
            b'"auth":"/w=="',
            b'{"a":',
            b"\\u0000",
            b"true",
            b"\\",
        ),
    ),
    Target(
        "context",
        context,
        (
            b'{"Name":"one","Metadata":{"Description":"d"},"Endpoints":{"docker":{"Host":"tcp://h:1","SkipTLSVerify":false}}}',
            b'{"name":null,"endpoints":{"docker":null,"x":{"y":1}}}',
        ),
        (b"{", b"}", b"[", b'"', b":", b"null", b"1e999", b"\\ud800", b'"Host":', b"true", b'{"a":', b"1"),
    ),
    Target(
        "context-archive",
        context_archive,
        (
            pack(b'{"Name":"one"}', {"docker": {"ca.pem": b"CA"}}),
            pack(b"{}", {})[:1024],
            _zip(("meta.json", b"{}"), ("tls/docker/ca.pem", b"CA")),
        ),
        (b"\0", b"tls/", b"../", b"meta.json", b"PK\x01\x02", b"PK\x05\x06", b"ustar", b"7777", b"\\", b"2", b"\xff"),
    ),
    Target(
        "ignore",
        ignore,
        (
            b"# comment\n*.pyc\n!keep.pyc\n**/node_modules\n/a/b/../c\n",
            b"a?[b-d]\\*\n**\n!**/x*y\n",
            b"\xef\xbb\xbfx\n",
        ),
        (b"*", b"**", b"**/", b"/", b"?", b"[", b"]", b"[^", b"a-", b"\\", b"!", b"*a", b"\n", b"..", b"./", b"a"),
    ),
    Target(
        "environment",
        environment,
        (b"# comment\nA=b\nC\n  D = e\n", b"\xef\xbb\xbfA=b\r\nX=\n"),
        (b"=", b"\n", b" ", b"#", b"A", b"\t", b"\xef\xbb\xbf", b"\r"),
    ),
    Target(
        "index",
        index,
        (b'{"format":1}\n{"a":1}', b"4\n{}", b'{"format":4,"tables":{"commands":[0,2]}}\n[]'),
        (b"{", b"}", b"[", b"]", b'"', b"\n", b":", b"0", b"null"),
    ),
)
