"""`/plugins` of the fake engine: plugins that do nothing, and the registry that they are pulled from."""

from __future__ import annotations

import copy
import hashlib
import io
import json
import tarfile
from typing import TYPE_CHECKING

from pydock_core.errors import InvalidValue
from pydock_core.testing.fake_engine.exchange import Answer, Refusal, encoded, in_json
from pydock_core.testing.fake_engine.images import reference_of
from pydock_core.testing.fake_engine.plugin_settings import (
    change_settings,
    first_settings,
    full_configuration,
    privileges,
)
from pydock_core.values.references import Reference, parse_reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from pydock_core.testing.fake_engine.engine import FakeEngine
    from pydock_core.testing.fake_engine.exchange import Asked

_FILTERS = ("enabled", "capability")
_MANIFEST_BYTES = 415


class Plugins:
    """The plugins of an engine: `registry` has the configurations of those that can be pulled, by familiar name."""

    def __init__(self) -> None:
        self.present: dict[str, dict[str, Any]] = {}
        self.registry: dict[str, dict[str, Any]] = {}

    def add(self, engine: FakeEngine, name: str, configuration: dict[str, Any], *, remote: str = "") -> dict[str, Any]:
        """Adds a disabled plugin under its name and returns it; `remote` is its name in the registry."""
        full = {**full_configuration(configuration), "DockerVersion": engine.version}
        full["rootfs"] = {"diff_ids": [f"sha256:{_digest(name)}"], "type": "layers"}
        plugin = {
            "Config": full,
            "Enabled": False,
            "Id": engine.new_id(),
            "Name": name,
            "PluginReference": remote or name,
            "Settings": first_settings(full),
        }
        self.present[name] = plugin
        return plugin

    def get(self, name: str) -> dict[str, Any]:
        """Returns the plugin with this name or id; raises Refusal 404 for an unknown one."""
        try:
            found = self.present.get(parse_reference(name).with_default_tag().familiar)
        except InvalidValue:
            found = None
        found = found or next((plugin for plugin in self.present.values() if plugin["Id"].startswith(name)), None)
        if found is None:
            raise Refusal(404, f'plugin "{name}" not found')
        return found


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _reference(text: str) -> Reference:
    return reference_of(text, status=500).with_default_tag()


def list_plugins(engine: FakeEngine, asked: Asked) -> Answer:
    filters = asked.filters(_FILTERS)
    found = list(engine.plugins.present.values())
    wanted = set(filters.get("enabled", ()))
    if wanted - {"true", "false"}:
        raise Refusal(400, f"Invalid filter 'enabled=[{' '.join(filters['enabled'])}]'")
    if wanted:
        # dockerd has no plugin that is both.
        found = [plugin for plugin in found if wanted == {"true" if plugin["Enabled"] else "false"}]
    for capability in filters.get("capability", ()):
        found = [plugin for plugin in found if capability in _capabilities(plugin)]
    return in_json(found)


def _capabilities(plugin: dict[str, Any]) -> list[str]:
    """Returns `volumedriver` for the type `docker.volumedriver/1.0`."""
    types = plugin["Config"]["Interface"]["Types"] or ()
    return [text.rpartition("/")[0].rpartition(".")[2] for text in types]


def inspect(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    return in_json(engine.plugins.get(name))


def create(engine: FakeEngine, asked: Asked) -> Answer:
    """`POST /plugins/create`: a tar archive with `config.json` and the folder `rootfs`."""
    text = asked.query.get("name", "")
    try:
        name = _reference(text).familiar
    except Refusal as refusal:
        raise Refusal(500, f"failed to parse reference {text}: {refusal.message}") from refusal
    configuration = _configuration(asked.body)
    if name in engine.plugins.present:
        raise Refusal(409, f"plugin {name} already exists")
    made = engine.plugins.add(engine, name, configuration)
    engine.emit("plugin", "create", made["Id"], {"name": name})
    return Answer(204)


def _configuration(archive: bytes) -> dict[str, Any]:
    text: bytes | None = None
    has_root = False
    try:
        with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
            for member in opened:
                has_root = has_root or member.name.split("/")[0] == "rootfs"
                file = opened.extractfile(member) if member.name == "config.json" else None
                text = file.read() if file is not None else text
    except tarfile.TarError:
        if archive:
            raise Refusal(500, "failed to read from tar: unexpected EOF") from None
    if text is None and archive:
        raise Refusal(500, "config not found")
    if not has_root:
        raise Refusal(500, "no rootfs found: EOF")
    try:
        value = json.loads(text or b"")
    except ValueError:
        raise Refusal(500, "failed to parse config: invalid JSON") from None
    if not isinstance(value, dict):
        words = "json: cannot unmarshal array into Go value of type types.PluginConfig"
        raise Refusal(500, f"failed to parse config: {words}")
    return value


def set_plugin(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    if not asked.body.strip():
        raise Refusal(400, "got EOF while reading request body")
    texts = asked.json()
    if not isinstance(texts, list):
        raise Refusal(400, "json: cannot unmarshal object into Go value of type []string")
    plugin = engine.plugins.get(name)
    if plugin["Enabled"]:
        raise Refusal(500, "cannot set on an active plugin, disable plugin before setting")
    change_settings(plugin, texts)
    return Answer(204)


def enable(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    timeout = asked.query.get("timeout", "")
    if not timeout.lstrip("-").isdecimal():
        raise Refusal(500, f'strconv.Atoi: parsing "{timeout}": invalid syntax')
    plugin = engine.plugins.get(name)
    if plugin["Enabled"]:
        raise Refusal(409, f"plugin already enabled: plugin {plugin['Name']} is enabled")
    plugin["Enabled"] = True
    engine.emit("plugin", "enable", plugin["Id"], {"name": plugin["Name"]})
    return Answer(200)


def disable(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    plugin = engine.plugins.get(name)
    if not plugin["Enabled"]:
        raise Refusal(409, f"plugin is already disabled: plugin {plugin['Name']} found but disabled")
    plugin["Enabled"] = False
    engine.emit("plugin", "disable", plugin["Id"], {"name": plugin["Name"]})
    return Answer(200)


def remove(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    plugin = engine.plugins.get(name)
    if plugin["Enabled"] and not asked.flag("force"):
        raise Refusal(409, f"plugin {plugin['Name']} is enabled")
    del engine.plugins.present[plugin["Name"]]
    engine.emit("plugin", "remove", plugin["Id"], {"name": plugin["Name"]})
    return Answer(200)


def ask_privileges(engine: FakeEngine, asked: Asked) -> Answer:
    """`GET /plugins/privileges`: none for a plugin that the registry lacks, as in dockerd."""
    remote = _reference(asked.query.get("remote", "")).familiar
    return in_json(privileges(full_configuration(engine.plugins.registry.get(remote, {}))))


def pull(engine: FakeEngine, asked: Asked) -> Answer:
    remote = _reference(asked.query.get("remote", ""))
    name = _reference(asked.query.get("name") or remote.familiar).familiar

    def begin() -> Iterator[bytes]:
        if name in engine.plugins.present:
            raise Refusal(400, f"plugin {name} already exists")
        return _download(engine, asked, remote, name)

    return _transfer(name, begin)


def upgrade(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    remote = _reference(asked.query.get("remote", ""))
    full = _reference(name).familiar

    def begin() -> Iterator[bytes]:
        plugin = engine.plugins.get(full)
        if plugin["Enabled"]:
            raise Refusal(409, f"plugin must be disabled before upgrading: plugin {full} is enabled")
        return _download(engine, asked, remote, full)

    return _transfer(full, begin)


def _transfer(name: str, begin: Callable[[], Iterator[bytes]]) -> Answer:
    """Returns the answer to a pull or an upgrade, which names the plugin even if it is refused."""
    headers = {"Docker-Plugin-Name": name}
    try:
        return Answer(200, begin(), content_type="application/json", headers=headers)
    except Refusal as refusal:
        body = encoded({"message": refusal.message})
        return Answer(refusal.status, body, content_type="application/json", headers=headers)


def _download(engine: FakeEngine, asked: Asked, remote: Reference, name: str) -> Iterator[bytes]:
    """Returns the progress of a download, at whose end the plugin is there; an upgraded one keeps its id."""
    configuration = _pulled(engine, remote)

    def stream() -> Iterator[bytes]:
        yield from _progress(remote)
        if asked.json() != privileges(full_configuration(configuration)):
            yield _failure("incorrect privileges")
            return
        before = engine.plugins.present.get(name)
        made = engine.plugins.add(engine, name, configuration, remote=remote.familiar)
        if before is not None:
            made["Id"] = before["Id"]
        else:
            engine.emit("plugin", "pull", remote.familiar, {"name": name})

    return stream()


def _pulled(engine: FakeEngine, remote: Reference) -> dict[str, Any]:
    if remote.familiar not in engine.plugins.registry:
        raise Refusal(500, f"error resolving plugin reference: {remote}: not found")
    return engine.plugins.registry[remote.familiar]


def _progress(remote: Reference) -> Iterator[bytes]:
    digest = _digest(f"manifest of {remote}")
    layer = digest[:12]
    yield encoded({"status": f"Pulling from {remote.name}", "id": remote.tag})
    yield encoded({"status": f"Digest: sha256:{digest}"})
    for words in ("Waiting", "Download complete", "Complete"):
        yield encoded({"status": words, "progressDetail": {}, "id": layer})


def push(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    """`POST /plugins/NAME/push`: pushes into `engine.plugins.registry`."""
    plugin = engine.plugins.get(name)
    reference = _reference(plugin["Name"])

    def stream() -> Iterator[bytes]:
        yield encoded({"status": f"The push refers to repository [{reference.name}]"})
        digest = _digest(f"manifest of {reference}")
        for words in ("Preparing", "Upload complete"):
            yield encoded({"status": words, "progressDetail": {}, "id": digest[:12]})
        engine.plugins.registry[plugin["Name"]] = copy.deepcopy(plugin["Config"])
        said = {"Tag": reference.tag, "Digest": f"sha256:{digest}", "Size": _MANIFEST_BYTES}
        yield encoded({"progressDetail": {}, "aux": said})

    return Answer(200, stream(), content_type="application/json")


def _failure(message: str) -> bytes:
    return encoded({"errorDetail": {"message": message}, "error": message})


ROUTES = [
    ("GET", "/plugins", list_plugins),
    ("GET", "/plugins/privileges", ask_privileges),
    ("POST", "/plugins/create", create),
    ("POST", "/plugins/pull", pull),
    ("GET", "/plugins/{name}/json", inspect),
    ("POST", "/plugins/{name}/set", set_plugin),
    ("POST", "/plugins/{name}/enable", enable),
    ("POST", "/plugins/{name}/disable", disable),
    ("POST", "/plugins/{name}/upgrade", upgrade),
    ("POST", "/plugins/{name}/push", push),
    ("DELETE", "/plugins/{name}", remove),
]
