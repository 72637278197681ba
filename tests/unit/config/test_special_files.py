"""A FIFO, device, socket or folder in the place of a configuration file: an error at once, and no wait for a writer."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import pytest

from pydock_core.config.contexts import ContextStore
from pydock_core.config.docker_config import DockerConfig
from pydock_core.config.folders import read_regular, read_trusted
from pydock_core.config.settings import load_settings
from pydock_core.config.tls_flags import material
from pydock_core.engine.endpoint import TLSMaterial
from pydock_core.engine.transport.tls import load_context
from pydock_core.errors import SettingsError
from pydock_core.files.regular import open_regular
from pydock_core.host.index_file import read_fresh
from pydock_core.registry.certificates import tls_context
from pydock_core.values.files import read_file
from tests.unit.config.test_endpoint_resolution import Flags

pytestmark = pytest.mark.timeout(20)
FIFO = "a named pipe, not a regular file"
DEVICE = "a character device, not a regular file"
KINDS = {"fifo": FIFO, "device": DEVICE, "folder": "is a directory"}


def place(path: Path, kind: str) -> str:
    """Makes a FIFO, a link to an endless device, or a folder; returns the error's last words."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    return KINDS[kind]


def messages(kind: str, path: Path) -> tuple[str, ...]:
    """docker opens a folder and fails when it reads; anything else fails when it is opened."""
    return (f"read {path}: is a directory",) if kind == "folder" else (f"open {path}: {KINDS[kind]}",)


@pytest.mark.parametrize("kind", KINDS)
def test_special_file_as_config_json_warns(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "config.json"
    words = place(path, kind)
    config = DockerConfig(str(tmp_path))
    doing = f"parsing config file ({path}): read" if kind == "folder" else "loading config file: open"
    assert config.warning == f"WARNING: Error {doing} {path}: {words}"
    with pytest.raises(SettingsError) as raised:
        config.update(lambda raw: raw.update(psFormat="x"))
    assert raised.value.message.endswith(f": {words}")
    assert not path.is_file()
    assert [entry.name for entry in tmp_path.iterdir()] == ["config.json"]


def test_null_device_as_config_json_is_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "config.json").symlink_to(os.devnull)
    assert DockerConfig(str(tmp_path)).warning == ""


@pytest.mark.parametrize("kind", KINDS)
def test_special_file_as_config_toml_is_an_error(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "pydock" / "config.toml"
    words = place(path, kind)
    with pytest.raises(SettingsError) as raised:
        load_settings({"XDG_CONFIG_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")})
    assert raised.value.message.lower() == f"cannot read {path}: {words}".lower()


@pytest.mark.parametrize("kind", KINDS)
def test_special_file_as_settings_cache_is_passed_over(tmp_path: Path, kind: str) -> None:
    toml = tmp_path / "pydock" / "config.toml"
    toml.parent.mkdir()
    toml.write_text('log_level = "debug"\n')
    os.utime(toml, (1, 1))
    place(tmp_path / "cache" / "pydock" / "settings.json", kind)
    settings = load_settings({"XDG_CONFIG_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")})
    assert settings.log_level == "debug"


@pytest.mark.parametrize("kind", KINDS)
def test_special_file_as_meta_json_of_a_context_is_an_error(tmp_path: Path, kind: str) -> None:
    store = ContextStore(str(tmp_path))
    path = Path(store.metadata_folder("x")) / "meta.json"
    place(path, kind)
    with pytest.raises(SettingsError) as raised:
        store.metadata("x")
    assert raised.value.message == f'context "x": {messages(kind, path)[0]}'


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["ca.pem", "cert.pem", "key.pem"])
def test_special_file_as_tls_file_of_a_context_is_an_error(tmp_path: Path, name: str, kind: str) -> None:
    store = ContextStore(str(tmp_path))
    meta = Path(store.metadata_folder("x")) / "meta.json"
    meta.parent.mkdir(parents=True)
    meta.write_text('{"Name":"x","Metadata":{},"Endpoints":{"docker":{"Host":"tcp://h:1","SkipTLSVerify":false}}}')
    path = Path(store.tls_folder("x")) / "docker" / name
    words = place(path, kind)
    found = store.endpoint("x").tls
    assert found is not None
    with pytest.raises(SettingsError) as raised:
        load_context(found)
    assert raised.value.message.endswith(f"open {path}: {words}")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["ca.pem", "cert.pem", "key.pem"])
def test_special_file_as_tls_file_of_the_environment_is_an_error(tmp_path: Path, name: str, kind: str) -> None:
    for file in {"ca.pem", "cert.pem", "key.pem"} - {name}:
        (tmp_path / file).write_text("")
    place(tmp_path / name, kind)
    with pytest.raises(SettingsError) as raised:
        material(Flags(tls=True), {"DOCKER_CERT_PATH": str(tmp_path)})
    assert raised.value.message == messages(kind, tmp_path / name)[0]


@pytest.mark.parametrize("kind", KINDS)
def test_special_file_as_tls_file_of_a_flag_is_an_error(tmp_path: Path, kind: str) -> None:
    words = place(tmp_path / "ca", kind)
    with pytest.raises(SettingsError) as raised:
        load_context(TLSMaterial(ca_file=str(tmp_path / "ca")))
    assert raised.value.message.endswith(f"open {tmp_path / 'ca'}: {words}")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["a.crt", "a.cert", "a.key"])
def test_special_file_as_registry_s_certificate_is_an_error(tmp_path: Path, name: str, kind: str) -> None:
    if name == "a.key":
        (tmp_path / "a.cert").write_text("")
    elif name == "a.cert":
        (tmp_path / "a.key").write_text("")
    words = place(tmp_path / name, kind)
    with pytest.raises(SettingsError) as raised:
        tls_context(str(tmp_path), verify=True)
    assert raised.value.message.lower() == f"{tmp_path / name}: {words}"


@pytest.mark.parametrize("kind", KINDS)
def test_special_file_as_index_is_passed_over(tmp_path: Path, kind: str) -> None:
    place(tmp_path / "index", kind)
    assert read_trusted(str(tmp_path / "index")) is None
    assert read_fresh(str(tmp_path / "index"), []) is None


def test_socket_is_no_regular_file(tmp_path: Path) -> None:
    path = str(tmp_path / "s")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        with pytest.raises(OSError, match=r"a socket, not a regular file|No such device or address"):
            open_regular(path)


def test_file_is_read_to_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"0123456789")
    assert read_regular(str(path))[0] == b"0123456789"
    assert read_regular(str(path), limit=4)[0] == b"0123"


def test_fifo_as_env_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "env"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(b"A=1\n",))
    writer.start()
    assert read_file(str(path)) == b"A=1\n"
    writer.join()
