"""`pydock start`: starts stopped containers, or one of them with its streams attached."""

from __future__ import annotations

from pydock_core.plugin_api import PyDockError, Session, flags


class Options:
    attach = flags.boolean("attach", "a", help="Attach its output and pass signals on")
    checkpoint = flags.string("checkpoint", os="linux", experimental=True, help="Restore it from this checkpoint")
    checkpoint_dir = flags.string("checkpoint-dir", os="linux", experimental=True, help="Where checkpoints are kept")
    detach_keys = flags.string("detach-keys", help="Keys that leave the container running")
    interactive = flags.boolean("interactive", "i", help="Attach its input")
    names = flags.arguments("CONTAINER [CONTAINER...]", at_least=1, complete="stopped-container")


def command(session: Session, options: Options) -> int | None:
    if options.attach or options.interactive:
        return _start_attached(session, options)
    if options.checkpoint:
        if len(options.names) > 1:
            raise PyDockError("you cannot restore multiple containers at once")
        _start(session, options, options.names[0])
        return None
    failed = []
    for name in options.names:
        try:
            session.engine.containers.start(name)
        except PyDockError as error:
            session.stderr.write(error.message + "\n")
            failed.append(name)
        else:
            session.stdout.write(name + "\n")
            session.stdout.flush()
    if failed:
        raise PyDockError(f"Error: failed to start containers: {', '.join(failed)}")
    return None


def _start_attached(session: Session, options: Options) -> int:
    if len(options.names) > 1:
        raise PyDockError("you cannot start and attach multiple containers at once")
    from pydock_container.inspected import inspected
    from pydock_core.toolkit import AttachOptions, SignalProxy, resolve_detach_keys, start_attached

    keys = resolve_detach_keys(session, options.detach_keys)
    found = inspected(session, options.names[0])
    container, config = found["Id"], found["Config"]
    tty = bool(config.get("Tty"))
    stdin = options.interactive and bool(config.get("OpenStdin"))
    attach_options = AttachOptions(
        stdin=stdin, stdout=True, stderr=True, tty=tty, detach_keys=keys, keep_stdin_open=not config.get("StdinOnce")
    )

    def start_and_wait(proxy: SignalProxy | None) -> int:
        return start_attached(
            session,
            container,
            attach_options,
            start=lambda: _start(session, options, container),
            removed=bool(found["HostConfig"].get("AutoRemove")),
            proxy=proxy,
        )

    if tty:
        return start_and_wait(None)
    with SignalProxy(session, container) as proxy:
        return start_and_wait(proxy)


def _start(session: Session, options: Options, container: str) -> None:
    session.engine.containers.start(container, checkpoint=options.checkpoint, checkpoint_dir=options.checkpoint_dir)
