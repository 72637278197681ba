"""docker's context store: listing contexts, and the files that writing leaves."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from pydock_core.config import context_file
from pydock_core.config.contexts import ContextNotFound, ContextStore
from pydock_core.config.docker_config import DockerConfig
from pydock_core.errors import InvalidValue, SettingsError

DOCKER = {"docker": {"Host": "tcp://h:1?a=1&b=2", "SkipTLSVerify": False}}


@pytest.fixture
def store(tmp_path: Path) -> ContextStore:
    return ContextStore.of(DockerConfig(str(tmp_path / "docker")))


def create(store: ContextStore, name: str) -> Path:
    context_file.write_metadata(store, {"Name": name, "Metadata": {"Description": name}, "Endpoints": DOCKER})
    return Path(store.metadata_folder(name)) / "meta.json"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", "context name cannot be empty"),
        ("default", '"default" is a reserved context name'),
        *(
            (
                name,
                f'context name "{name}" is invalid, names are validated against regexp "^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$"',
            )
            for name in ("x", "a b", "-ab", "a/b", "äb", "..")
        ),
    ],
)
def test_invalid_context_name_is_refused(name: str, expected: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        context_file.validate_name(name)
    assert caught.value.message == expected


@pytest.mark.parametrize("name", ["ab", "A.b_c+d-e", "00"])
def test_valid_context_name_is_accepted(name: str) -> None:
    context_file.validate_name(name)


def test_context_name_with_trailing_newline_is_refused() -> None:
    with pytest.raises(InvalidValue):
        context_file.validate_name("ab\n")


def test_context_list_fails_for_one_broken_context(store: ContextStore) -> None:
    create(store, "good")
    path = create(store, "bad")
    path.write_text("{")
    with pytest.raises(SettingsError) as caught:
        store.all()
    assert caught.value.message == f"failed to read metadata: parsing {path}: unexpected end of JSON input"


def test_file_in_place_of_context_store_is_reported(store: ContextStore) -> None:
    Path(store.folder).mkdir(parents=True)
    (Path(store.folder) / "meta").write_text("")
    with pytest.raises(SettingsError, match=f"{store.folder}/meta: not a directory"):
        store.all()
    with pytest.raises(SettingsError, match="not a directory"):
        create(store, "ab")


def test_file_in_place_of_tls_folder_is_reported(store: ContextStore) -> None:
    create(store, "ab")
    folder = Path(store.tls_folder("ab"))
    folder.parent.mkdir()
    folder.write_text("")
    expected = 'failed to retrieve TLS files for context "ab": failed to list TLS files for context ab: '
    with pytest.raises(SettingsError, match=expected):
        store.endpoint("ab")
    with pytest.raises(SettingsError, match="not a directory"):
        context_file.write_tls(store, "ab", {"ca.pem": b""})


def test_context_list_is_empty_without_store(store: ContextStore) -> None:
    assert store.all() == []
    assert store.tls_files("ab") == {}


def test_context_list_sorts_numbers_by_value(store: ContextStore) -> None:
    for name in ("c10", "c2", "b", "c1a", "C3"):
        create(store, name) if len(name) > 1 else create(store, name * 2)
    assert store.names() == ["C3", "bb", "c1a", "c2", "c10"]


def test_context_list_skips_empty_folders_and_searches_nested_ones(store: ContextStore) -> None:
    path = create(store, "ab")
    meta = Path(store.folder) / "meta"
    (meta / "empty").mkdir()
    (meta / "file").write_text("")
    (meta / "folder" / "meta.json").mkdir(parents=True)
    deeper = meta / "x" / "y"
    deeper.mkdir(parents=True)
    (deeper / "meta.json").write_text(path.read_text().replace('"Name":"ab"', '"Name":"deep"'))
    assert store.names() == ["ab", "deep"]


def test_context_metadata_is_written_in_dockers_layout(store: ContextStore) -> None:
    path = create(store, "ab")
    assert path.parent.name == hashlib.sha256(b"ab").hexdigest()
    assert path.read_text() == (
        '{"Name":"ab","Metadata":{"Description":"ab"},'
        '"Endpoints":{"docker":{"Host":"tcp://h:1?a=1\\u0026b=2","SkipTLSVerify":false}}}'
    )
    assert path.stat().st_mode & 0o777 == 0o644
    assert store.metadata("ab") == {"Name": "ab", "Metadata": {"Description": "ab"}, "Endpoints": DOCKER}


def test_tls_files_are_replaced_together_with_private_mode(store: ContextStore) -> None:
    context_file.write_tls(store, "ab", {"ca.pem": b"CA", "cert.pem": b"CERT"})
    context_file.write_tls(store, "ab", {"key.pem": b"KEY"})
    assert store.tls_files("ab") == {"docker": ["key.pem"]}
    folder = Path(store.tls_folder("ab")) / "docker"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "key.pem").stat().st_mode & 0o777 == 0o600
    context_file.write_tls(store, "ab", {})
    assert store.tls_files("ab") == {}


def test_context_removal_deletes_tls_files(store: ContextStore) -> None:
    create(store, "ab")
    context_file.write_tls(store, "ab", {"ca.pem": b"CA"})
    context_file.remove(store, "ab")
    assert (store.names(), store.tls_files("ab")) == ([], {})
    context_file.remove(store, "ab")


def test_context_without_metadata_is_unchanged(store: ContextStore) -> None:
    path = create(store, "ab")
    path.write_text(json.dumps({"Name": "ab", "Endpoints": {**DOCKER, "kubernetes": {"x": 1}}}))
    assert store.metadata("ab") == {"Name": "ab", "Metadata": None, "Endpoints": {**DOCKER, "kubernetes": {"x": 1}}}


def test_context_creation_that_fails_leaves_nothing(store: ContextStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(store: ContextStore, metadata: object) -> None:
        raise SettingsError("write meta.json: no space left on device")

    monkeypatch.setattr(context_file, "write_metadata", full)
    with pytest.raises(SettingsError, match="no space left"):
        context_file.create(store, {"Name": "ab", "Metadata": {}, "Endpoints": DOCKER}, {"docker": {"ca.pem": b"CA"}})
    assert [path for path in Path(store.folder).rglob("*") if path.is_file()] == []
    assert store.tls_files("ab") == {}


def test_context_creation_replaces_all_tls_files(store: ContextStore) -> None:
    context_file.write_tls(store, "ab", {"old.pem": b""}, endpoint="other")
    context_file.create(store, {"Name": "ab", "Metadata": {}, "Endpoints": DOCKER}, {"docker": {"ca.pem": b"CA"}})
    assert store.tls_files("ab") == {"docker": ["ca.pem"]}


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"Name": "", "Metadata": None, "Endpoints": {}}, b"{}"),
        ({"Name": "ab", "Metadata": {"Description": ""}, "Endpoints": {}}, b'{"Name":"ab","Metadata":{}}'),
        (
            {"Name": "ab", "Metadata": None, "Endpoints": {"docker": {"SkipTLSVerify": True, "Host": "", "x": 1}}},
            b'{"Name":"ab","Endpoints":{"docker":{"SkipTLSVerify":true}}}',
        ),
        ({"Name": "ab", "Metadata": None, "Endpoints": {"docker": None}}, b'{"Name":"ab","Endpoints":{"docker":null}}'),
        (
            {"Name": "ab", "Metadata": {"z": 1.0, "a": {"c": 12345678901234567890, "b": [1.5, True]}}, "Endpoints": {}},
            b'{"Name":"ab","Metadata":{"a":{"b":[1.5,true],"c":12345678901234567000},"z":1}}',
        ),
    ],
)
def test_context_is_encoded_as_docker_encodes_it(metadata: dict[str, Any], expected: bytes) -> None:
    assert context_file.encode(metadata) == expected


def test_missing_context_has_another_error_than_a_broken_one(store: ContextStore) -> None:
    with pytest.raises(ContextNotFound, match='context "ab": context not found: open '):
        store.metadata("ab")
    create(store, "ab").write_text("{")
    with pytest.raises(SettingsError) as caught:
        store.metadata("ab")
    assert not isinstance(caught.value, ContextNotFound)


def test_description_that_is_no_text_is_refused(store: ContextStore) -> None:
    create(store, "ab").write_text(json.dumps({"Name": "ab", "Metadata": {"Description": 5}, "Endpoints": DOCKER}))
    with pytest.raises(SettingsError, match="Description must be a string, not number"):
        store.metadata("ab")
