"""Changes of an existing fake container, and images of it: update, commit, checkpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.testing.fake_engine.exchange import Answer, Refusal, in_json
from pydock_core.testing.fake_engine.images import Image

if TYPE_CHECKING:
    from pydock_core.testing.fake_engine.engine import FakeEngine
    from pydock_core.testing.fake_engine.exchange import Asked

_POLICIES = ("", "no", "always", "unless-stopped", "on-failure")
_LEAST_MEMORY = 6 << 20
_LIMITS = (
    "BlkioWeight CpuPeriod CpuQuota CpuRealtimePeriod CpuRealtimeRuntime CpuShares CpusetCpus CpusetMems Memory "
    "MemoryReservation MemorySwap NanoCpus PidsLimit"
).split()
_NO_EXPERIMENTS = (
    "This experimental feature is disabled by default. Start the Docker daemon in experimental mode in order to "
    "enable it."
)


def update(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    if not asked.body.strip():
        raise Refusal(500, "EOF")
    body = asked.object()
    policy = body.get("RestartPolicy") or {}
    if policy.get("Name", "") not in _POLICIES:
        raise Refusal(400, f"invalid restart policy '{policy['Name']}'")
    if 0 < (body.get("Memory") or 0) < _LEAST_MEMORY:
        raise Refusal(400, "Minimum memory limit allowed is 6MB")
    container = engine.containers.get(name)
    container.host_config.update({limit: body[limit] for limit in _LIMITS if body.get(limit)})
    if policy.get("Name"):
        container.host_config["RestartPolicy"] = {"MaximumRetryCount": 0, **policy}
    engine.emit_container("update", container)
    return in_json({"Warnings": None})


def commit(engine: FakeEngine, asked: Asked) -> Answer:
    name = asked.query.get("container", "")
    if not name:
        raise Refusal(400, f'invalid name or ID supplied: "{name}"')
    container = engine.containers.get(name)
    repository, tag = asked.query.get("repo", ""), asked.query.get("tag", "")
    image = Image(f"{repository}:{tag}" if repository else f"committed-{engine.new_id()[:12]}", config=container.config)
    image.comment = asked.query.get("comment", "")
    engine.images.add(image)
    if not repository:
        image.tags.clear()
    engine.emit_container("commit", container, comment=image.comment)
    return in_json({"Id": image.id}, 201)


def checkpoints(engine: FakeEngine, asked: Asked, name: str, id: str = "") -> Answer:
    raise Refusal(501, _NO_EXPERIMENTS)


ROUTES = [
    ("POST", "/commit", commit),
    ("POST", "/containers/{name}/update", update),
    ("GET", "/containers/{name}/checkpoints", checkpoints),
    ("POST", "/containers/{name}/checkpoints", checkpoints),
    ("DELETE", "/containers/{name}/checkpoints/{id}", checkpoints),
]
