"""Data of the fake engine's contract: series of requests about images, a part of `fake_engine_series.SERIES`."""

from __future__ import annotations

from typing import Any

SCRIPT = {"Image": "busybox", "Cmd": ["sh", "-c", "echo hi; exit 3"]}

IMAGE_SERIES: dict[str, list[tuple[Any, ...]]] = {
    "images": [
        ("GET", "/images/json"),
        ("GET", "/images/busybox/json"),
        ("GET", "/images/busybox:latest/json"),
        ("GET", "/images/nosuch/json"),
        ("GET", "/images/nosuch/history"),
        ("GET", "/images/busybox/history"),
        ("POST", "/images/busybox/tag?repo=foo&tag=bar"),
        ("POST", "/images/busybox/tag?repo=foo/baz"),
        ("POST", "/images/nosuch/tag?repo=foo&tag=bar"),
        ("POST", "/images/busybox/tag?repo=FOO&tag=bar"),
        ("GET", '/images/json?filters={"reference":{"foo*":true}}'),
        ("GET", '/images/json?filters={"dangling":{"true":true}}'),
        ("GET", '/images/json?filters={"nope":{"true":true}}'),
        ("DELETE", "/images/foo:bar"),
        ("DELETE", "/images/foo/baz"),
        ("POST", "/containers/create?name=user", SCRIPT),
        ("DELETE", "/images/busybox"),
        ("DELETE", "/images/nosuch"),
        ("DELETE", "/containers/user"),
        ("POST", "/images/create?fromImage=FOO"),
        ("DELETE", "/images/busybox"),
        ("GET", "/images/json"),
        ("POST", "/images/prune"),
    ],
    "image transfers": [
        ("GET", "/images/get?names=nosuch"),
        ("GET", "/images/get?names=FOO"),
        ("POST", "/images/load?quiet=1", b"garbage"),
        ("POST", "/images/nosuch/push?tag=1"),
        ("POST", "/images/FOO/push?tag=1"),
        ("POST", "/images/create?fromSrc=-", b"garbage"),
        ("POST", "/images/create?fromSrc=-&repo=FOO", b""),
        ("POST", "/images/create?fromSrc=-&changes=NOPE+x", b""),
        ("POST", "/images/create?fromSrc=-&repo=imported:1&changes=CMD+x", b""),
        ("GET", "/images/imported:1/history"),
        ("POST", '/images/prune?filters={"dangling":{"true":true}}'),
        ("POST", '/images/prune?filters={"nope":{"true":true}}'),
        ("GET", "/images/search?term=x&limit=1000"),
        ("DELETE", "/images/imported:1"),
    ],
}
