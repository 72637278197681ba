"""`pydock context create`: creates a context, from flags or from another context."""

from __future__ import annotations

from pydock_context.endpoint_option import HELP, parse_pairs, read_engine
from pydock_core.plugin_api import PyDockError, Session, flags
from pydock_core.toolkit import Contexts, describe_context


class Options:
    description = flags.string("description", help="Description of the context")
    docker = flags.strings("docker", value="stringToString", default_text="[]", convert=parse_pairs, help=HELP)
    from_ = flags.string("from", complete="context", help="Context to copy, with its TLS files")
    name = flags.arguments("CONTEXT", exactly=1, complete=())


def command(session: Session, options: Options) -> None:
    contexts = Contexts(session)
    name = options.name[0]
    contexts.check_new_name(name)
    if options.from_ or not options.docker:
        if options.docker:
            raise PyDockError("cannot use --docker flag when --from is set")
        source = options.from_ or contexts.current
        copied = contexts.get(source)
        described = {**(copied["Metadata"] or {}), "Description": options.description or describe_context(copied)}
        contexts.create({**copied, "Name": name, "Metadata": described}, contexts.tls_contents(source))
    else:
        engine, tls = read_engine(contexts, options.docker)
        metadata = {"Name": name, "Metadata": {"Description": options.description}, "Endpoints": {"docker": engine}}
        contexts.create(metadata, {"docker": tls} if tls else {})
    session.stdout.write(f"{name}\n")
    session.stderr.write(f'Successfully created context "{name}"\n')
