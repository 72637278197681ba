"""The selection of engine and TLS, with the messages of docker 28.2.2 for the same flags and environment."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from pydock_core.config.docker_config import DockerConfig
from pydock_core.config.endpoint import context_name, default_endpoint, resolve_endpoint
from pydock_core.engine.endpoint import Endpoint
from pydock_core.errors import ConnectionFailed, SettingsError

INITIALIZE = "Failed to initialize: "
RESOLVE = "Failed to initialize: unable to resolve docker endpoint: "


class Flags:
    """The global flags; None when not typed."""

    def __init__(self, **given: Any) -> None:
        self.context: str | None = given.get("context")
        self.host: list[str] | None = given.get("host")
        self.tls: bool | None = given.get("tls")
        self.tlsverify: bool | None = given.get("tlsverify")
        self.tlscacert: str | None = given.get("tlscacert")
        self.tlscert: str | None = given.get("tlscert")
        self.tlskey: str | None = given.get("tlskey")


@pytest.fixture
def docker(tmp_path: Path) -> Path:
    folder = tmp_path / ".docker"
    folder.mkdir()
    return folder


def resolve(docker: Path, environ: dict[str, str] | None = None, **given: Any) -> Endpoint:
    return resolve_endpoint(Flags(**given), {"HOME": str(docker.parent), **(environ or {})}, DockerConfig(str(docker)))


def refusal(docker: Path, environ: dict[str, str] | None = None, **given: Any) -> str:
    with pytest.raises(SettingsError) as caught:
        resolve(docker, environ, **given)
    return caught.value.message


def write_context(docker: Path, name: str, content: object) -> Path:
    folder = docker / "contexts" / "meta" / hashlib.sha256(name.encode()).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "meta.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def write_host(docker: Path, host: str, *, skip: bool = False) -> None:
    endpoint = {"Host": host, "SkipTLSVerify": skip}
    write_context(docker, "there", {"Name": "there", "Metadata": {}, "Endpoints": {"docker": endpoint}})


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1:x", RESOLVE + 'parse "tcp://127.0.0.1:x": invalid port ":x" after host'),
        ("tcp://127.0.0.1:-1", RESOLVE + 'parse "tcp://127.0.0.1:-1": invalid port ":-1" after host'),
        ("tcp://a b:1", RESOLVE + 'parse "tcp://a b:1": invalid character " " in host name'),
        ("tcp://us er@a:1", RESOLVE + 'parse "tcp://us er@a:1": net/url: invalid userinfo'),
        ("tcp://a\x01", RESOLVE + 'parse "tcp://a\\x01": net/url: invalid control character in URL'),
        ("tcp://a:1/%zz", RESOLVE + 'parse "tcp://a:1/%zz": invalid URL escape "%zz"'),
        ("%41:1", RESOLVE + 'parse "tcp://%41:1": invalid URL escape "%41"'),
        ("a:b:c", RESOLVE + 'parse "tcp://a:b:c": invalid port ":c" after host'),
        ("[::1", RESOLVE + "parse \"tcp://[::1\": missing ']' in host"),
        ("tcp://me:secret@[::", RESOLVE + "parse \"tcp://me:xxxxx@[::\": missing ']' in host"),
        ("tcp://me:secret@a:x", RESOLVE + 'parse "tcp://me:xxxxx@a:x": invalid port ":x" after host'),
        ("[::1]x", RESOLVE + 'parse "tcp://[::1]x": invalid port "x" after host'),
        ("[::1]", RESOLVE + "invalid bind address format: [::1]"),
        ("[::1]]:1", RESOLVE + "invalid bind address format: [::1]]:1"),
        ("://x", RESOLVE + "invalid bind address format: ://x"),
        ("unix://tcp://x", RESOLVE + "invalid proto, expected unix: tcp://x"),
        ("unix:///tcp://x", RESOLVE + "invalid proto, expected unix: /tcp://x"),
        ("tcp://unix://x", RESOLVE + "invalid proto, expected tcp: unix://x"),
        ("fd://", INITIALIZE + "unable to parse docker host `fd://`"),
        ("ssh://", INITIALIZE + "ssh host connection is not valid: invalid SSH URL: hostname is empty"),
        (
            "ssh://a:b@c",
            INITIALIZE + "ssh host connection is not valid: invalid SSH URL: plain-text password is not supported",
        ),
        (
            "ssh://c?x",
            INITIALIZE + 'ssh host connection is not valid: invalid SSH URL: query parameters are not allowed: "x"',
        ),
        ("ssh://c#x", INITIALIZE + 'ssh host connection is not valid: invalid SSH URL: fragments are not allowed: "x"'),
        ("ssh://a b", INITIALIZE + 'parse "ssh://a b": invalid character " " in host name'),
        ("ssh://c:x", INITIALIZE + 'parse "ssh://c:x": invalid port ":x" after host'),
    ],
)
def test_invalid_host_is_refused_with_dockers_message(docker: Path, host: str, expected: str) -> None:
    assert refusal(docker, host=[host]) == expected
    assert refusal(docker, {"DOCKER_HOST": host}) == expected


@pytest.mark.parametrize("port", ["65536", "99999999999999999999"])
def test_host_port_out_of_range_is_refused(docker: Path, port: str) -> None:
    with pytest.raises(ConnectionFailed, match=f"address {port}: invalid port"):
        resolve(docker, host=[f"tcp://h:{port}"])


def test_context_and_host_flags_together_are_refused(docker: Path) -> None:
    assert refusal(docker, host=["a", "b"]) == RESOLVE + "Specify only one -H"
    conflict = "conflicting options: cannot specify both --host and --context"
    assert refusal(docker, host=["a"], context="default") == conflict


def test_default_context_error_has_no_prefix() -> None:
    with pytest.raises(SettingsError) as caught:
        default_endpoint(Flags(host=["[::1]"]), {})
    assert caught.value.message == "invalid bind address format: [::1]"


@pytest.mark.parametrize(
    ("host", "scheme", "address", "url", "base_path"),
    [
        ("", "unix", "/var/run/docker.sock", "unix:///var/run/docker.sock", ""),
        (" ", "unix", "/var/run/docker.sock", "unix:///var/run/docker.sock", ""),
        ("unix://", "unix", "/var/run/docker.sock", "unix:///var/run/docker.sock", ""),
        ("unix:///x y.sock", "unix", "/x y.sock", "unix:///x y.sock", ""),
        ("unix://relative.sock", "unix", "relative.sock", "unix://relative.sock", ""),
        ("tcp://", "tcp", "localhost:2375", "tcp://localhost:2375", ""),
        ("foo", "tcp", "foo:2375", "tcp://foo:2375", ""),
        (" tcp://h:1 ", "tcp", "h:1", "tcp://h:1", ""),
        (":1", "tcp", "localhost:1", "tcp://localhost:1", ""),
        ("h:", "tcp", "h:2375", "tcp://h:2375", ""),
        ("::1", "tcp", "[::1]:2375", "tcp://[::1]:2375", ""),
        ("[::1]:", "tcp", "[::1]:2375", "tcp://[::1]:2375", ""),
        ("[::1]:5", "tcp", "[::1]:5", "tcp://[::1]:5", ""),
        ("tcp://[fe80::1%25lo]:1", "tcp", "[fe80::1%lo]:1", "tcp://[fe80::1%lo]:1", ""),
        ("tcp://user@h:1?x=1#y", "tcp", "h:1", "tcp://h:1", ""),
        ("tcp://h:1/base/", "tcp", "h:1", "tcp://h:1/base/", "/base"),
        ("tcp://h/", "tcp", "h:2375", "tcp://h:2375/", ""),
        ("tcp://h:1//b//c/../d", "tcp", "h:1", "tcp://h:1//b//c/../d", "/b/d"),
        ("tcp://h:1/a b", "tcp", "h:1", "tcp://h:1/a b", "/a%20b"),
        ("tcp://h:1/\u00e9\udcff", "tcp", "h:1", "tcp://h:1/\u00e9\udcff", "/%C3%A9%FF"),
        ("tcp://h:1/%41", "tcp", "h:1", "tcp://h:1/A", "/%41"),
        ("/var/run/x", "tcp", "localhost:2375", "tcp://localhost:2375/var/run/x", "/var/run/x"),
        ("ssh://u@h:22/run/d.sock", "ssh", "u@h:22/run/d.sock", "ssh://u@h:22/run/d.sock", ""),
        ("npipe://", "npipe", "//./pipe/docker_engine", "npipe:////./pipe/docker_engine", ""),
        ("fd://x", "fd", "x", "fd://x", ""),
        ("vsock://3:2375", "vsock", "3:2375", "vsock://3:2375", ""),
    ],
)
def test_host_is_parsed_to_scheme_address_and_base_path(
    docker: Path, host: str, scheme: str, address: str, url: str, base_path: str
) -> None:
    found = resolve(docker, host=[host])
    assert (found.scheme, found.address, found.url, found.base_path) == (scheme, address, url, base_path)
    assert (found.source, found.context, found.tls) == ("-H" if host.strip() else "default", "default", None)


@pytest.mark.parametrize(
    ("given", "environ", "expected", "source"),
    [
        ({"context": "there"}, {"DOCKER_HOST": "h:1"}, "tcp://there:1", 'context "there"'),
        ({"context": "default"}, {"DOCKER_HOST": "h:1"}, "tcp://h:1", "DOCKER_HOST"),
        ({"context": "default"}, {"DOCKER_CONTEXT": "there"}, "unix:///var/run/docker.sock", "default"),
        ({"host": ["f:1"]}, {"DOCKER_HOST": "h:1", "DOCKER_CONTEXT": "there"}, "tcp://f:1", "-H"),
        ({"host": [""]}, {"DOCKER_HOST": "h:1"}, "unix:///var/run/docker.sock", "default"),
        ({"context": ""}, {"DOCKER_HOST": "h:1", "DOCKER_CONTEXT": "there"}, "tcp://h:1", "DOCKER_HOST"),
        ({}, {"DOCKER_HOST": "", "DOCKER_CONTEXT": "there"}, "tcp://there:1", 'context "there"'),
    ],
)
def test_endpoint_sources_take_precedence_in_order(
    docker: Path, given: dict[str, Any], environ: dict[str, str], expected: str, source: str
) -> None:
    write_host(docker, "tcp://there:1")
    (docker / "config.json").write_text('{"currentContext": "missing"}')
    found = resolve(docker, environ, **given)
    assert (found.url, found.source) == (expected, source)


def test_current_context_has_lowest_precedence(docker: Path) -> None:
    write_host(docker, "tcp://there:1")
    (docker / "config.json").write_text('{"currentContext": "there"}')
    assert resolve(docker).url == "tcp://there:1"
    assert resolve(docker).context == "there"
    assert context_name(Flags(), {}, DockerConfig(str(docker))) == "there"


def test_unknown_context_error_names_file(docker: Path) -> None:
    digest = "ca3704aa0b06f5954c79ee837faa152d84d6b2d42838f0637a15eda8337dbdce"
    path = docker / "contexts" / "meta" / digest / "meta.json"
    expected = f'{RESOLVE}context "nope": context not found: open {path}: no such file or directory'
    assert refusal(docker, context="nope") == expected
    assert refusal(docker, {"DOCKER_CONTEXT": "nope"}) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("{", "unexpected end of JSON input"),
        ("", "unexpected end of JSON input"),
        ('{"Name":"there"} x', "invalid character 'x' after top-level value"),
        ("[]", "json: cannot unmarshal array into Go value of type store.untypedContextMetadata"),
        ('{"Name":5}', "json: cannot unmarshal number into Go struct field untypedContextMetadata.name of type string"),
        (
            '{"Endpoints":[]}',
            (
                "json: cannot unmarshal array into Go struct field untypedContextMetadata.endpoints "
                "of type map[string]json.RawMessage"
            ),
        ),
        ('{"Metadata":[]}', "json: cannot unmarshal array into Go value of type map[string]interface {}"),
        ('{"Metadata":{"Description":5}}', "Description must be a string, not number"),
        (
            '{"Endpoints":{"docker":5}}',
            "json: cannot unmarshal number into Go value of type context.EndpointMetaBase",
        ),
        (
            '{"Endpoints":{"docker":{"Host":5}}}',
            "json: cannot unmarshal number into Go struct field EndpointMetaBase.Host of type string",
        ),
        (
            '{"Endpoints":{"docker":{"SkipTLSVerify":"x"}}}',
            "json: cannot unmarshal string into Go struct field EndpointMetaBase.SkipTLSVerify of type bool",
        ),
        (
            '{"Endpoints":{"kubernetes":5}}',
            "json: cannot unmarshal number into Go value of type map[string]interface {}",
        ),
    ],
)
def test_broken_context_is_reported(docker: Path, content: str, expected: str) -> None:
    path = write_context(docker, "there", content)
    assert refusal(docker, context="there") == f'{RESOLVE}context "there": parsing {path}: {expected}'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("null", "cannot find docker endpoint in context"),
        ("{}", "cannot find docker endpoint in context"),
        ('{"Endpoints":{"Docker":{}}}', "cannot find docker endpoint in context"),
        ('{"Endpoints":{"docker":null}}', 'endpoint "docker" is not of type EndpointMeta'),
    ],
)
def test_context_without_docker_endpoint_is_reported(docker: Path, content: str, expected: str) -> None:
    write_context(docker, "there", content)
    assert refusal(docker, context="there") == RESOLVE + expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("x", "unable to parse docker host `x`"),
        ("tcp://", "unable to parse docker host `tcp://`"),
        ("ssh://", "ssh host connection is not valid: invalid SSH URL: hostname is empty"),
        ("tcp://h:x", 'parse "tcp://h:x": invalid port ":x" after host'),
    ],
)
def test_context_host_must_be_url(docker: Path, host: str, expected: str) -> None:
    write_host(docker, host)
    assert refusal(docker, context="there") == INITIALIZE + expected


def test_context_host_without_name_is_refused(docker: Path) -> None:
    write_host(docker, "tcp:///p")
    with pytest.raises(ConnectionFailed, match="no Host in request URL"):
        resolve(docker, context="there")


@pytest.mark.parametrize(
    ("host", "skip", "scheme", "address"),
    [
        ("", False, "unix", "/var/run/docker.sock"),
        ("unix:///x", True, "unix", "/x"),
        ("tcp://h", False, "tcp", "h:80"),
        ("tcp://h", True, "tcp", "h:443"),
        ("tcp://[::1]:5/b", False, "tcp", "[::1]:5"),
        ("ssh://u@h", True, "ssh", "u@h"),
        ("vsock://3", False, "vsock", "3"),
    ],
)
def test_context_host_is_parsed(docker: Path, host: str, skip: bool, scheme: str, address: str) -> None:
    write_host(docker, host, skip=skip)
    found = resolve(docker, context="there")
    assert (found.scheme, found.address, found.context) == (scheme, address, "there")
    assert (found.tls is not None) == (skip and scheme == "tcp")


def test_context_metadata_keys_ignore_case(docker: Path) -> None:
    write_context(docker, "there", '{"name":"there","ENDPOINTS":{"docker":{"HOST":"tcp://h:1","extra":4}}}')
    assert resolve(docker, context="there").url == "tcp://h:1"


def test_context_tls_files_become_tls_material(docker: Path) -> None:
    write_host(docker, "tcp://h:2376")
    digest = hashlib.sha256(b"there").hexdigest()
    folder = docker / "contexts" / "tls" / digest / "docker"
    folder.mkdir(parents=True)
    (folder / "ca.pem").write_text("")
    (folder / "unknown").write_text("")
    tls = resolve(docker, context="there", tls=True).tls
    assert tls is not None
    assert (tls.ca_file, tls.cert_file, tls.key_file, tls.verify) == (f"{folder}/ca.pem", None, None, True)


TCP = {"host": ["tcp://h:1"]}


@pytest.mark.parametrize(
    ("given", "environ"),
    [
        ({"tls": True}, {}),
        ({"tls": True, **TCP}, {}),
        ({"tlsverify": True}, {}),
        ({"tls": False, "tlsverify": False}, {}),
        ({}, {"DOCKER_TLS": "0"}),
        ({}, {"DOCKER_TLS_VERIFY": "0"}),
        ({"tls": False}, {"DOCKER_TLS_VERIFY": "1"}),
        ({"host": ["unix:///x"]}, {"DOCKER_TLS_VERIFY": "1"}),
        ({"host": ["ssh://x"]}, {"DOCKER_TLS_VERIFY": "1"}),
    ],
)
def test_tls_without_ca_file_is_refused(docker: Path, given: dict[str, Any], environ: dict[str, str]) -> None:
    assert refusal(docker, environ, **given) == f"{RESOLVE}open {docker}/ca.pem: no such file or directory"
    elsewhere = {**environ, "DOCKER_CERT_PATH": "/nope"}
    assert refusal(docker, elsewhere, **given) == f"{RESOLVE}open /nope/ca.pem: no such file or directory"


@pytest.mark.parametrize("name", ["ca", "cert", "key"])
def test_folder_in_place_of_tls_file_is_reported(docker: Path, name: str) -> None:
    (docker / "ca.pem").write_text("")
    (docker / f"{name}.pem").unlink(missing_ok=True)
    (docker / f"{name}.pem").mkdir()
    assert refusal(docker, tls=True) == f"{RESOLVE}read {docker}/{name}.pem: is a directory"


@pytest.mark.parametrize("flag", ["tlscacert", "tlscert", "tlskey"])
@pytest.mark.parametrize("quoted", ["/nope", '"/nope"', "'/nope'"])
def test_named_tls_file_must_exist(docker: Path, flag: str, quoted: str) -> None:
    (docker / "ca.pem").write_text("")
    given: dict[str, Any] = {"tls": True, flag: quoted}
    assert refusal(docker, **given) == f"{RESOLVE}open /nope: no such file or directory"


@pytest.mark.parametrize(
    ("given", "environ", "address", "verify"),
    [
        ({"tls": True}, {}, "localhost:2376", False),
        ({"tls": True, "host": ["tcp://h"]}, {}, "h:2375", False),
        ({"tlsverify": True, **TCP}, {}, "h:1", True),
        ({"tlsverify": False, **TCP}, {}, "h:1", False),
        ({"tlsverify": False, **TCP}, {"DOCKER_TLS_VERIFY": "1"}, "h:1", False),
        ({"tls": False, **TCP}, {"DOCKER_TLS_VERIFY": "0"}, "h:1", True),
        ({**TCP}, {"DOCKER_TLS": "1"}, "h:1", False),
        ({"host": ["vsock://3"], "tls": True}, {}, "3", False),
    ],
)
def test_tls_verifies_only_with_tlsverify(
    docker: Path, given: dict[str, Any], environ: dict[str, str], address: str, verify: bool
) -> None:
    (docker / "ca.pem").write_text("")
    (docker / "key.pem").write_text("")
    found = resolve(docker, environ, **given)
    assert found.address == address
    assert found.tls is not None
    assert (found.tls.verify, found.tls.ca_file) == (verify, f"{docker}/ca.pem")
    assert (found.tls.cert_file, found.tls.key_file) == (None, f"{docker}/key.pem")


@pytest.mark.parametrize(
    ("given", "environ"),
    [
        ({**TCP}, {}),
        ({**TCP}, {"DOCKER_CERT_PATH": "/nope", "DOCKER_TLS": "", "DOCKER_TLS_VERIFY": ""}),
        ({"tls": False, **TCP}, {"DOCKER_TLS": "1"}),
        ({"tlscacert": "/nope", **TCP}, {}),
        ({"host": ["unix:///x"], "tls": True, "tlscacert": ""}, {}),
        ({"host": ["ssh://x"], "tls": True, "tlscacert": ""}, {}),
    ],
)
def test_tls_is_off_by_default_and_over_sockets(docker: Path, given: dict[str, Any], environ: dict[str, str]) -> None:
    assert resolve(docker, environ, **given).tls is None


def test_tlsverify_without_files_trusts_system_cas(docker: Path) -> None:
    tls = resolve(docker, tlsverify=True, tlscacert="").tls
    assert tls is not None
    assert (tls.verify, tls.ca_file) == (True, None)


def test_relative_tls_file_becomes_absolute(docker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (docker / "mine.pem").write_text("")
    monkeypatch.chdir(docker)
    tls = resolve(docker, tls=True, tlscacert="mine.pem").tls
    assert tls is not None
    assert tls.ca_file == f"{docker}/mine.pem"
