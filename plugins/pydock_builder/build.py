"""`pydock build`: builds an image with the engine's classic builder, or with docker-buildx where it is installed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pydock_builder.context import prepare
from pydock_builder.progress import Output, Progress
from pydock_builder.query import build_query
from pydock_core.plugin_api import (
    EngineError,
    ExitStatus,
    InvalidValue,
    ProtocolError,
    PyDockError,
    Session,
    flags,
)
from pydock_core.toolkit import (
    check_content_trust,
    check_label,
    check_reference,
    check_variable,
    display,
    gzip_pieces,
    os_error_text,
    parse_extra_host,
    parse_list,
    parse_memory_swap,
    parse_ulimit,
    parse_variable,
    registry_config,
    show_progress,
    write_atomically,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from pydock_builder.context import Context


class Options:
    add_host = flags.strings("add-host", convert=parse_extra_host, help="Add a line to /etc/hosts (host:ip)")
    build_arg = flags.strings("build-arg", convert=check_variable, help="Set a variable for the build")
    cache_from = flags.custom(
        "cache-from",
        value="strings",
        multiple=True,
        convert=parse_list,
        complete="image",
        help="Images whose layers count",
    )
    cgroup_parent = flags.string("cgroup-parent", help="Parent cgroup of what RUN starts")
    compress = flags.boolean("compress", help="Send the context compressed by gzip")
    cpu_period = flags.integer("cpu-period", help="Period of the CPU scheduler, in microseconds")
    cpu_quota = flags.integer("cpu-quota", help="CPU time in each period, in microseconds")
    cpu_shares = flags.integer("cpu-shares", "c", help="Relative weight for CPU time")
    cpuset_cpus = flags.string("cpuset-cpus", help="CPUs to run on (0-3, 0,1)")
    cpuset_mems = flags.string("cpuset-mems", help="Memory nodes to use (0-3, 0,1)")
    disable_content_trust = flags.boolean(
        "disable-content-trust", default=True, help="Verify no signature; content trust is not supported"
    )
    file = flags.string("file", "f", complete="file", help="The Dockerfile; PATH/Dockerfile if it isn't named")
    force_rm = flags.boolean("force-rm", help="Remove intermediate containers of a failed build too")
    iidfile = flags.string("iidfile", complete="file", help="Write the image's id to this file")
    isolation = flags.string("isolation", help="Isolation technology")
    label = flags.strings("label", convert=check_label, help="Set metadata")
    memory = flags.bytes("memory", "m", help="Limit for memory")
    memory_swap = flags.custom(
        "memory-swap", value="bytes", convert=parse_memory_swap, help="Limit for memory and swap; -1 for no limit"
    )
    network = flags.string("network", default="default", since="1.25", complete="network", help="Network of RUN")
    no_cache = flags.boolean("no-cache", help="Use no layers of earlier builds")
    platform = flags.string("platform", since="1.38", complete="platform", help="Platform of the image (os/arch)")
    pull = flags.boolean("pull", help="Look for newer versions of the images in FROM")
    quiet = flags.boolean("quiet", "q", help="Show the image's id only")
    rm = flags.boolean("rm", default=True, help="Remove intermediate containers")
    security_opt = flags.custom(
        "security-opt", value="strings", multiple=True, convert=parse_list, help="Security options"
    )
    shm_size = flags.bytes("shm-size", help="Size of /dev/shm")
    squash = flags.boolean("squash", since="1.25", experimental=True, help="Make one layer of the new ones")
    tag = flags.strings("tag", "t", convert=check_reference, complete="image", help="Name and tag of the image")
    target = flags.string("target", help="Stage to build")
    ulimit = flags.custom(
        "ulimit", multiple=True, value="ulimit", default_text="[]", convert=parse_ulimit, help="Resource limits"
    )
    path = flags.arguments("PATH | URL | -", exactly=1, complete="folder")


def command(session: Session, options: Options) -> None:
    if options.file == "-" and options.path[0] == "-":
        raise InvalidValue("invalid argument: can't use stdin for both build context and dockerfile")
    output = Output(session.stdout, quiet=options.quiet)
    _remove_old(options.iidfile)
    # As in docker, a name without a value gets its value from the environment.
    options.build_arg = [parse_variable(text, session.environ) for text in options.build_arg]

    def tell_of_url() -> None:
        if options.quiet:
            session.stderr.write_control(f"{output.kept}\n")

    check_content_trust(session, options)
    context = prepare(session, options.path[0], options.file or "", output, on_url_failure=tell_of_url)
    try:
        image = _build(session, options, context, output)
    finally:
        context.close()
    if options.quiet:
        session.stdout.write(image)
    if options.iidfile:
        _write_id(options.iidfile, image)


def _build(session: Session, options: Options, context: Context, output: Output) -> str:
    """Sends the context and shows the build; returns the image's id, "" if the engine has sent none.

    With `-q`, returns the text of all of the engine's messages.
    """
    archive: Iterable[bytes] = context.archive
    if options.compress:
        archive = gzip_pieces(archive)
    progress = Progress(
        session,
        output.write,
        "Sending build context to Docker daemon",
        last_only=not session.stdout.is_terminal,
    )
    watched = progress.watch(archive)
    config = registry_config(session)
    query = build_query(session, options, context.dockerfile)
    try:
        messages = session.engine.images.build(watched, query=query, registry_config=config)
    except EngineError:
        if options.quiet:
            session.stderr.write_control(output.kept)
        raise
    finally:
        watched.close()
    answer = _Answer(messages)
    shown: list[str] = []
    try:
        if options.quiet:
            answer.collect(shown)
        else:
            show_progress(answer, session.stdout, raw_stream=True, on_aux=answer.keep_id)
    except EngineError as error:
        if not answer.failed:
            raise
        if options.quiet:
            session.stderr.write_control(output.kept + "".join(shown))
        raise ExitStatus(answer.code or 1, error.message) from error
    return "".join(shown) if options.quiet else answer.image


class _Answer:
    """The engine's messages, to iterate over once; keeps the image's id and the code of an error."""

    def __init__(self, messages: Iterator[dict[str, Any]]) -> None:
        self._messages = messages
        self.image = ""
        self.failed = False
        self.code = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        received = False
        for message in self._messages:
            received = True
            error = message.get("errorDetail")
            if isinstance(error, dict):
                self.failed = True
                code = error.get("code")
                self.code = code if isinstance(code, int) else 0
            yield message
        if not received:
            raise ProtocolError("the engine's answer to the build says nothing")

    def collect(self, shown: list[str]) -> None:
        """Adds the text of all messages to `shown`; raises EngineError for an error message."""
        display(self, shown.append, on_aux=self.keep_id)

    def keep_id(self, message: Mapping[str, Any]) -> None:
        aux = message.get("aux")
        image = aux.get("ID") if isinstance(aux, dict) else None
        if isinstance(image, str):
            self.image = image


def _remove_old(path: str | None) -> None:
    """No old id stays behind a build that fails."""
    if not path:
        return
    try:
        if os.path.isdir(path) and not os.path.islink(path):
            os.rmdir(path)  # as Go's os.Remove does
        else:
            os.remove(path)
    except FileNotFoundError:
        return
    except OSError as error:
        raise PyDockError(f"Removing image ID file: remove {path}: {os_error_text(error)}") from error


def _write_id(path: str, image: str) -> None:
    if not image:
        raise PyDockError(f"Server did not provide an image ID. Cannot write {path}")
    try:
        write_atomically(path, image.encode(), mode=None)
    except OSError as error:
        raise PyDockError(f"open {path}: {os_error_text(error)}") from error
