"""`manifest`: files that are no manifests, documents that are none, and lists."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from pydock_manifest.images import ImageManifest, from_json, list_manifest
from pydock_manifest.store import Store

from pydock_core.plugin_api import InvalidValue, parse_reference
from pydock_core.toolkit import DOCKER_MANIFEST, OCI_MANIFEST

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock

RAW = b'{"schemaVersion": 2, "mediaType": "x", "config": {"digest": "sha256:1"}, "layers": []}'
PLATFORM = {"architecture": "arm64", "os": "linux", "variant": "v8"}


def document(**changes: Any) -> dict[str, Any]:
    """What a file of the local store holds."""
    descriptor = {"mediaType": DOCKER_MANIFEST, "digest": "sha256:" + "a" * 64, "size": 5, "platform": PLATFORM}
    known = {
        "Ref": "example.test/x:1",
        "Descriptor": descriptor,
        "Raw": b64encode(RAW).decode(),
        "SchemaV2Manifest": json.loads(RAW),
    }
    return {**known, **changes}


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        json.dumps(document(Descriptor=5)).encode(),
        json.dumps(document(Descriptor={"mediaType": "x", "digest": "y", "size": 1})).encode(),
        json.dumps(document(Descriptor={"mediaType": DOCKER_MANIFEST, "digest": 5, "size": 1})).encode(),
        json.dumps(document(Raw="!")).encode(),
        json.dumps(document(Raw=5)).encode(),
        json.dumps(document(Ref="UPPER")).encode(),
        json.dumps(document(SchemaV2Manifest=None)).encode(),
    ],
)
def test_manifest_file_with_invalid_content_is_refused(pydock: PyDock, text: bytes) -> None:
    with pytest.raises(InvalidValue):
        from_json(text)
    folder = Path(pydock.environ["HOME"]) / ".docker" / "manifests" / "example.test_list-1"
    folder.mkdir(parents=True)
    (folder / "example.test_x-1").write_bytes(text)
    for words in (["inspect"], ["push"], ["rm"]):
        result = pydock("manifest", *words, "example.test/list:1")
        assert result.status == 1
        assert "Traceback" not in result.stderr
        assert "internal error" not in result.stderr


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    ("kind", "words"), [("fifo", "a named pipe, not a regular file"), ("folder", "is a directory")]
)
def test_special_file_as_stored_manifest_is_an_error(pydock: PyDock, kind: str, words: str) -> None:
    path = Path(pydock.environ["HOME"]) / ".docker" / "manifests" / "example.test_list-1" / "example.test_x-1"
    path.parent.mkdir(parents=True)
    if kind == "fifo":
        os.mkfifo(path)
    else:
        path.mkdir()
    result = pydock("manifest", "push", "example.test/list:1")
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr == f"open {path}: {words}\n"


def test_manifest_file_round_trip_keeps_manifest() -> None:
    image = from_json(json.dumps(document()).encode())
    assert json.loads(image.to_json()) == document()
    assert json.loads(from_json(image.to_json().encode()).to_json()) == document()


def test_stored_manifests_are_writable_by_their_user_only_without_a_umask(tmp_path: Path) -> None:
    session: Any = SimpleNamespace(load_config=lambda: SimpleNamespace(folder=str(tmp_path / "docker")))
    one, listed = image("example.test/x:1", OCI_MANIFEST), parse_reference("example.test/list:1")
    before = os.umask(0)
    try:
        Store(session).save(listed, one.reference, one)
    finally:
        os.umask(before)
    (manifest,) = (tmp_path / "docker" / "manifests" / "example.test_list-1").iterdir()
    folders = [path.stat().st_mode & 0o777 for path in (manifest.parent, manifest.parent.parent, tmp_path / "docker")]
    assert folders == [0o755] * 3


def test_manifest_file_of_old_docker_has_no_raw_bytes() -> None:
    old = document()
    del old["Raw"]
    assert json.loads(from_json(json.dumps(old).encode()).to_json()) == old


def image(reference: str, kind: str) -> ImageManifest:
    descriptor = {"mediaType": kind, "digest": "sha256:" + "a" * 64, "size": 5, "platform": dict(PLATFORM)}
    return ImageManifest(parse_reference(reference), descriptor, RAW, json.loads(RAW))


@pytest.mark.parametrize(
    ("kind", "of"),
    [
        (DOCKER_MANIFEST, "application/vnd.docker.distribution.manifest.list.v2+json"),
        (OCI_MANIFEST, "application/vnd.oci.image.index.v1+json"),
    ],
)
def test_manifest_list_has_media_type_of_first_image(kind: str, of: str) -> None:
    made = list_manifest(parse_reference("example.test/list:1"), [image("example.test/x:1", kind)])
    assert made.media_type == of
    assert json.loads(made.data)["mediaType"] == of
    assert made.data.startswith(b'{\n   "schemaVersion": 2,\n   "mediaType": "')


def test_manifest_push_refuses_image_without_platform(pydock: PyDock) -> None:
    folder = Path(pydock.environ["HOME"]) / ".docker" / "manifests" / "example.test_list-1"
    folder.mkdir(parents=True)
    bare = {"mediaType": DOCKER_MANIFEST, "digest": "sha256:" + "a" * 64, "size": 5}
    (folder / "example.test_x-1").write_text(json.dumps(document(Descriptor=bare)))
    result = pydock("manifest", "push", "example.test/list:1")
    assert result.stderr == ("manifest example.test/x:1 must have an OS and Architecture to be pushed to a registry\n")


def test_manifest_push_refuses_bytes_of_another_digest(pydock: PyDock) -> None:
    folder = Path(pydock.environ["HOME"]) / ".docker" / "manifests" / "example.test_list-1"
    folder.mkdir(parents=True)
    (folder / "example.test_x-1").write_text(json.dumps(document()))
    result = pydock("manifest", "push", "example.test/list:1")
    assert result.status == 1
    assert result.stderr.startswith("internal digest mismatch for example.test/x:1: expected sha256:aaaa")


def test_manifest_annotate_replaces_platform_and_adds_features(pydock: PyDock) -> None:
    folder = Path(pydock.environ["HOME"]) / ".docker" / "manifests" / "example.test_list-1"
    folder.mkdir(parents=True)
    file = folder / "example.test_x-1"
    file.write_text(json.dumps(document()))
    for words in (["--os-features", "b,a", "--variant", ""], ["--arch", "arm", "--os-features", "a,c"]):
        assert pydock("manifest", "annotate", "example.test/list:1", "example.test/x:1", *words).status == 0
    assert list(json.loads(file.read_text())["Descriptor"]["platform"].items()) == [
        ("architecture", "arm"),
        ("os", "linux"),
        ("os.features", ["b", "a", "c"]),
        ("variant", "v8"),
    ]
