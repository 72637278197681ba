"""The metadata of docker's CLI plugins: kept in a cache, or asked of the program and checked as docker does."""

from __future__ import annotations

from pydock_core.cli_plugins.metadata_cache import MetadataCache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pydock_core.cli_plugins.discovery import DockerPlugin
    from pydock_core.session import Session

SECONDS = 10.0
_SUBCOMMAND = "docker-cli-plugin-metadata"
_SCHEMA = "0.1.0"
_TEXTS = ("SchemaVersion", "Vendor", "Version", "ShortDescription", "URL")


def read_metadata(session: Session, plugins: list[DockerPlugin], *, seconds: float | None = None) -> None:
    """Sets `metadata` and `problem` of the plugins; starts those programs only that the cache does not know.

    Programs that can't be run, fail, or hang for more than `seconds` (`SECONDS` if None) are asked again each time.
    """
    cache = MetadataCache(session.environ)
    unknown = []
    for plugin in plugins:
        known = cache.get(plugin.path)
        if known is None:
            unknown.append(plugin)
        else:
            plugin.metadata, plugin.problem = known
    if not unknown:
        return
    from pydock_core.cli_plugins.ask import ask

    before = [cache.identity(plugin.path) for plugin in unknown]
    commands = [[plugin.path, _SUBCOMMAND] for plugin in unknown]
    answers = ask(commands, session.environ, SECONDS if seconds is None else seconds)
    for plugin, answer, identity in zip(unknown, answers, before, strict=True):
        if answer.problem:
            plugin.problem = f"failed to fetch metadata: {answer.problem}"
        else:
            plugin.metadata, plugin.problem = check_metadata(answer.output)
            cache.put(plugin.path, identity, plugin.metadata, plugin.problem)
    cache.save()


def check_metadata(printed: bytes) -> tuple[dict[str, Any], str]:
    """Returns the metadata that a program printed, and docker's message if they are not valid, "" if they are."""
    from pydock_core.config import go_json_decoder
    from pydock_core.errors import InvalidValue

    try:
        decoded = go_json_decoder.decode(printed, whole=True)
    except InvalidValue as error:
        return {}, f"invalid metadata: {error.message}"
    if decoded is not None and not isinstance(decoded, dict):
        kind = go_json_decoder.kind(decoded)
        return {}, f"invalid metadata: json: cannot unmarshal {kind} into Go value of type metadata.Metadata"
    names = {name.lower(): name for name in _TEXTS}
    metadata: dict[str, Any] = {}
    problem = ""
    for written, value in (decoded or {}).items():
        name = names.get(written.lower())
        if name is None or value is None:
            continue
        if isinstance(value, str):
            metadata[name] = value
        elif not problem:
            kind = go_json_decoder.kind(value)
            problem = f"json: cannot unmarshal {kind} into Go struct field Metadata.{name} of type string"
    metadata = {name: metadata[name] for name in _TEXTS if metadata.get(name)}
    version = metadata.get("SchemaVersion", "")
    if problem:
        return metadata, f"invalid metadata: {problem}"
    if version != _SCHEMA:
        from pydock_core.values.quote import quote

        return metadata, f"plugin SchemaVersion {quote(version)} is not valid, must be {_SCHEMA}"
    return metadata, "" if "Vendor" in metadata else "plugin metadata does not define a vendor"
