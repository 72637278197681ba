"""`pydock context update`: changes the description or the engine of a context."""

from __future__ import annotations

from pydock_context.endpoint_option import HELP, parse_pairs, read_engine
from pydock_core.plugin_api import Session, flags
from pydock_core.toolkit import Contexts, validate_name


class Options:
    description = flags.string("description", help="Description of the context")
    docker = flags.strings("docker", value="stringToString", default_text="[]", convert=parse_pairs, help=HELP)
    name = flags.arguments("CONTEXT", exactly=1, complete="context")


def command(session: Session, options: Options) -> None:
    contexts = Contexts(session)
    name = options.name[0]
    validate_name(name)
    metadata = contexts.get(name)
    metadata["Metadata"] = metadata["Metadata"] or {}
    if options.description:
        metadata["Metadata"]["Description"] = options.description
    tls: dict[str, bytes] = {}
    if options.docker:
        engine, tls = read_engine(contexts, options.docker)
        metadata["Endpoints"]["docker"] = engine
    contexts.replace(metadata)
    if options.docker:
        contexts.replace_tls(name, tls)
    session.stdout.write(f"{name}\n")
    session.stderr.write(f'Successfully updated context "{name}"\n')
