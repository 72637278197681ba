"""`pydock context inspect`: shows all that is stored about contexts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import Session, flags
from pydock_core.toolkit import Contexts, GoStruct, Inspected, document, dumps, inspect_objects, typed

if TYPE_CHECKING:
    from typing import Any


class Options:
    format = flags.object_format()
    names = flags.arguments("[CONTEXT] [CONTEXT...]", complete="context")


def command(session: Session, options: Options) -> None:
    contexts = Contexts(session)
    names = options.names or [contexts.current]
    inspect_objects(session, names, options.format, lambda name: _InspectedContext(contexts, name))


class _InspectedContext(Inspected):
    """A context with the names of its TLS files and the folders that hold it."""

    def __init__(self, contexts: Contexts, name: str) -> None:
        self._metadata = contexts.get(name)
        files = {endpoint: names or None for endpoint, names in contexts.tls_names(name).items()}
        metadata_path, tls_path = contexts.storage(name)
        self._shown = document(self._metadata)
        value = {
            **self._shown,
            "TLSMaterial": files,
            "Storage": {"MetadataPath": metadata_path, "TLSPath": tls_path},
        }
        super().__init__(dumps(value, escape_html=True), value, "context.contextWithTLSListing", keeps_json=False)

    def json(self) -> str:
        return self.raw

    def template_value(self) -> GoStruct:
        storage = self.value["Storage"]
        stored = self._stored()
        fields = {
            "Metadata": stored,
            "TLSMaterial": typed(self.value["TLSMaterial"], "map[string][]string"),
            "Storage": GoStruct("store.StorageInfo", storage, json=storage),
        }
        shown = {**self.value, **stored.marshal()}
        return GoStruct(self.go_type, fields, json=shown, embedded=stored)

    def _stored(self) -> GoStruct:
        description = self._description()
        fields = {
            "Name": self._metadata["Name"],
            "Metadata": description,
            "Endpoints": {name: _endpoint(name, value) for name, value in self._metadata["Endpoints"].items()},
        }
        shown = self._shown if description is None else {**self._shown, "Metadata": description}
        return GoStruct("store.Metadata", fields, json=shown)

    def _description(self) -> GoStruct | None:
        shown = self._shown.get("Metadata")
        if shown is None:
            return None
        more = {key: value for key, value in shown.items() if key != "Description"}
        fields = {
            "Description": shown.get("Description", ""),
            "AdditionalFields": typed(more or None, "map[string]any"),
        }
        return GoStruct("command.DockerContext", fields, json=shown, in_interface=True, escapes_html=True)


def _endpoint(name: str, value: dict[str, Any] | None) -> Any:
    if name != "docker" or value is None:
        return value
    fields = {key: value[key] for key in ("Host", "SkipTLSVerify")}
    shown = fields if fields["Host"] else {"SkipTLSVerify": fields["SkipTLSVerify"]}
    return GoStruct("context.EndpointMetaBase", fields, json=shown, in_interface=True)
