"""`--mount`, `-v`, `--tmpfs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.errors import InvalidValue
from pydock_core.values.mounts import parse_mount, parse_tmpfs, parse_volume, split_volumes

if TYPE_CHECKING:
    from pathlib import Path

BIND = "type=bind,dst=/x,"
RECURSIVE = '(must be "enabled", "disabled", "writable", or "readonly")'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "EOF"),
        ("x", "invalid field 'x' must be a key=value pair"),
        ("dst", "invalid field 'dst' must be a key=value pair"),
        ("type=bind", "target is required"),
        ("type=,dst=/x", "type is required"),
        ("Foo=bar", "unexpected key 'foo' in 'Foo=bar'"),
        ("dst=/x,volume-foo=1", "unexpected key 'volume-foo' in 'volume-foo=1'"),
        ("dst=/x,bind-foo=1", "unexpected key 'bind-foo' in 'bind-foo=1'"),
        ("dst=/x,tmpfs-foo=1", "unexpected key 'tmpfs-foo' in 'tmpfs-foo=1'"),
        ("RO=x,dst=/x", "invalid value for ro: x"),
        ("dst=/x,volume-nocopy=x", "invalid value for volume-nocopy: x"),
        (BIND + "bind-create-src=x", "invalid value for bind-create-src: x"),
        ("type=volume,target=/x,bind-create-src", "cannot mix 'bind-*' options with mount type 'volume'"),
        (BIND + "bind-nonrecursive=x", "invalid value for bind-nonrecursive: x"),
        (BIND + "bind-recursive=foo", f"invalid value for bind-recursive: foo {RECURSIVE}"),
        ("type=tmpfs,dst=/x,tmpfs-size=x", "invalid value for tmpfs-size: x"),
        ("type=tmpfs,dst=/x,tmpfs-mode=9", "invalid value for tmpfs-mode: 9"),
        (BIND + "volume-nocopy", "cannot mix 'volume-*' options with mount type 'bind'"),
        ("dst=/x,image-subpath=p", "cannot mix 'image-*' options with mount type 'volume'"),
        ("dst=/x,bind-propagation=", "cannot mix 'bind-*' options with mount type 'volume'"),
        ("dst=/x,tmpfs-size=0", "cannot mix 'tmpfs-*' options with mount type 'volume'"),
        (
            BIND + "bind-recursive=writable",
            "option 'bind-recursive=writable' requires 'readonly' to be specified in conjunction",
        ),
        (
            BIND + "bind-recursive=readonly",
            "option 'bind-recursive=readonly' requires 'readonly' to be specified in conjunction",
        ),
        (
            BIND + "bind-recursive=readonly,ro",
            "option 'bind-recursive=readonly' requires 'bind-propagation=rprivate' to be specified in conjunction",
        ),
    ],
)
def test_invalid_mount_is_refused_with_dockers_message(text: str, message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_mount(text)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("text", "mount"),
    [
        ("src=v,DST=/x", {"Type": "volume", "Source": "v", "Target": "/x"}),
        ("type=BIND,source=/a,destination=/x,ro", {"Type": "bind", "Source": "/a", "Target": "/x", "ReadOnly": True}),
        ("target=/x,readonly=0,consistency=CACHED", {"Type": "volume", "Target": "/x", "Consistency": "cached"}),
        (BIND + "bind-recursive=enabled", {"Type": "bind", "Target": "/x"}),
        (BIND + "bind-nonrecursive=0", {"Type": "bind", "Target": "/x", "BindOptions": {}}),
        (BIND + "bind-create-src", {"Type": "bind", "Target": "/x", "BindOptions": {"CreateMountpoint": True}}),
        (BIND + "bind-create-src=false", {"Type": "bind", "Target": "/x", "BindOptions": {}}),
        (BIND + "bind-recursive=disabled", {"Type": "bind", "Target": "/x", "BindOptions": {"NonRecursive": True}}),
        (
            BIND + "bind-recursive=readonly,ro,bind-propagation=RPRIVATE",
            {
                "Type": "bind",
                "Target": "/x",
                "ReadOnly": True,
                "BindOptions": {"ReadOnlyForceRecursive": True, "Propagation": "rprivate"},
            },
        ),
        (
            'dst=/x,volume-driver=d,"volume-opt=o=a,b",volume-label=k=v,volume-label=e,volume-label==n,volume-subpath=s',
            {
                "Type": "volume",
                "Target": "/x",
                "VolumeOptions": {
                    "DriverConfig": {"Name": "d", "Options": {"o": "a,b"}},
                    "Labels": {"k": "v", "e": ""},
                    "Subpath": "s",
                },
            },
        ),
        (
            "dst=/x,volume-nocopy",
            {"Type": "volume", "Target": "/x", "VolumeOptions": {"DriverConfig": {}, "NoCopy": True}},
        ),
        (
            "type=tmpfs,dst=/x,tmpfs-size=1m,tmpfs-mode=1770",
            {"Type": "tmpfs", "Target": "/x", "TmpfsOptions": {"SizeBytes": 1 << 20, "Mode": 0o1770}},
        ),
        (
            "type=image,src=i,dst=/x,image-subpath=p",
            {"Type": "image", "Source": "i", "Target": "/x", "ImageOptions": {"Subpath": "p"}},
        ),
    ],
)
def test_mount_is_sent_without_empty_members(text: str, mount: dict[str, Any]) -> None:
    assert parse_mount(text) == mount


def test_deprecated_mount_key_with_value_gives_warning() -> None:
    warnings: list[str] = []
    parse_mount(BIND + "bind-nonrecursive", warnings.append)
    assert warnings == []
    parse_mount(BIND + "bind-nonrecursive=true", warnings.append)
    assert warnings == ["bind-nonrecursive is deprecated, use bind-recursive=disabled instead"]


def test_relative_source_of_mount_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PWD", str(tmp_path))
    assert parse_mount(BIND + "src=./a")["Source"] == str(tmp_path / "a")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "invalid empty volume spec"),
        (":::", "invalid spec: :::: empty section between colons"),
        ("/a:", "invalid spec: /a:: empty section between colons"),
        (":/b", "invalid spec: :/b: empty section between colons"),
        ("a:/b::d", "invalid spec: a:/b::d: empty section between colons"),
        ("/a:/b:ro:x", "invalid spec: /a:/b:ro:x: too many colons"),
        ("/a:/b:ro::", "invalid spec: /a:/b:ro::: too many colons"),
    ],
)
def test_invalid_volume_is_refused_with_dockers_message(text: str, message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_volume(text)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("text", "volume"),
    [
        (":", ("", ":", "volume")),
        ("/a", ("", "/a", "volume")),
        ("/data", ("", "/data", "volume")),
        ("name:/b", ("name", "/b", "volume")),
        ("/a:/b:ro,foo", ("/a", "/b", "bind")),
        ("./a:/b", ("./a", "/b", "bind")),
        ("~/a:/b", ("~/a", "/b", "bind")),
        ("c:\\a:/b", ("c:\\a", "/b", "bind")),
        ("\\\\pipe:/b", ("\\\\pipe", "/b", "bind")),
        ("c:/a", ("", "c:/a", "volume")),
        ("x:y:z", ("x:y", "z", "bind")),  # letters before a colon are Windows drives
    ],
)
def test_volume_has_source_target_and_kind(text: str, volume: tuple[str, str, str]) -> None:
    assert parse_volume(text) == volume


def test_volumes_with_source_are_bound_and_others_are_anonymous(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PWD", str(tmp_path))
    binds, volumes = split_volumes(["name:/b:ro", "/data", ".:/c", "name:/b:ro", "..x:/d"])
    assert binds == ["name:/b:ro", f"{tmp_path}:/c", f"{tmp_path}/..x:/d"]
    assert volumes == {"/data": {}}


def test_tmpfs_has_path_and_options() -> None:
    assert parse_tmpfs(["/a", "/b:ro,size=1", "/a:x"]) == {"/a": "x", "/b": "ro,size=1"}


@given(st.text(alphabet="aC:/\\.~,") | st.text())
def test_any_volume_text_raises_only_invalid_value(text: str) -> None:
    try:
        split_volumes([text])
    except InvalidValue:
        pass


KEYS = ["type=bind", "type=tmpfs", "dst=/x", "ro", "bind-recursive=readonly", "volume-opt=a=b", "tmpfs-mode=7", "x"]


@given(st.lists(st.sampled_from(KEYS)).map(",".join) | st.text())
def test_any_mount_text_raises_only_invalid_value(text: str) -> None:
    try:
        assert parse_mount(text)["Target"]
    except InvalidValue:
        pass
