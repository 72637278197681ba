"""A plugin written for plugin API 1.0, with every name, every hook and every argument of it; it works with any 1.x.

It stays as it is: what a later API adds is tested by a plugin of its own. Its author writes no types.
"""

# mypy: allow-untyped-defs, allow-incomplete-defs, allow-untyped-calls, allow-untyped-decorators

from pydock_core import plugin_api
from pydock_core.plugin_api import Command, Group, flags, hookimpl, hooks

NAMES = """
API_VERSION APIError ArgumentCountError Body BytesBody Client Clock Column Command CommandEntry CommandFinished
Connection ConnectionFailed ContainerCreated ContainerExited ContainerStarted Containers CreateRequest Endpoint
EngineError EngineWarning Event Exec ExitStatus Group Images InputStream Interrupted InvalidValue Listing Networks
OutputStream PluginError PluginOptions ProtocolError PullProgress PyDockError Reference RegistryError Request Response
Send Session Settings SettingsError System TemplateError UnknownCommand UsageError Volumes flags for_each_name
hookimpl hooks parse_reference render socket_transport
""".split()
API = [getattr(plugin_api, name) for name in NAMES]
heard: list[str] = []


class Options:
    names = flags.arguments("[NAME...]", complete="old-names")
    quiet = flags.boolean("quiet", "q", help="Say nothing")
    times = flags.integer("times", default=1, help="How often")


def command(session, options):
    running = session.engine.containers.list(all=True)
    for _ in range(options.times):
        session.stdout.write(f"{options.names} {options.quiet} {len(running)} {session.plugin_options.budget}\n")
    session.stdout.write(" ".join(heard) + "\n")
    return 3


def take_over(argv):
    return len(argv)


def names(session, prefix):
    return ["old", "older"]


@hookimpl
def pydock_initializers():
    return {"old-program": take_over}


@hooks.commands
def pydock_commands():
    return [
        Group("old", summary="Manage what is old"),
        Command(
            ("old run", "old start"),
            "plugin_of_api_1_0",
            "Run something old",
            heading="Commands",
            hidden=False,
            raw=False,
        ),
    ]


@hookimpl
def pydock_flags():
    return [flags.bytes("budget", commands=("old run", "create"), help="What it may cost")]


@hooks.completers
def pydock_completers():
    return {"old-names": names}


@hookimpl
def pydock_formatters():
    return {"old-format": names}


@hookimpl
def pydock_configure(session):
    heard.append("configure")


@hookimpl
def pydock_resolve_command(session, words):
    if words == ("old", "generated"):
        return Command(("old generated",), "plugin_of_api_1_0")
    return None


@hooks.run_command(wrapper=True)
def pydock_run_command(session, command, options):
    heard.append("run_command:" + command.name.replace(" ", "_"))
    return (yield) + 1


@hookimpl
def pydock_create_container(session, request):
    request.body["Labels"]["old"] = str(session.plugin_options.budget)


@hooks.pull_policy(tryfirst=True)
def pydock_pull_policy(session, reference):
    return "never" if reference == "nobody/has:this" else None


@hookimpl(hookwrapper=True)
def pydock_send(session, request):
    heard.append(request.method)
    outcome = yield
    outcome.force_result(outcome.get_result())


@hookimpl
def pydock_transport(session, endpoint):
    heard.append("transport:" + endpoint.url.partition(":")[0])


@hookimpl
def pydock_credentials(session, registry):
    return None


@hookimpl
def pydock_event(session, event):
    return None


@hookimpl(optionalhook=True)
def pydock_from_a_later_api(session, something):
    raise RuntimeError("never called")
