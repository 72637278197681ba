"""Plugins whose hooks, commands and completers fail while a command runs."""

from __future__ import annotations

from tests.broken_plugins.case import Case, refused, reported

CREATE = "create busybox"
SEND = "@hookimpl(wrapper=True)\ndef pydock_send(request):\n    "
COMMAND = """
@hookimpl
def pydock_commands(): return [Command(('bad',), 'plugin_bad')]
class Options: pass
def command(session, options):
    """
GENERATED = """
@hookimpl
def pydock_resolve_command(words): return Command(words, 'plugin_bad') if words == ('made-up',) else None
class Options: pass
def command(session, options):
    """
CONVERTED = """
def convert(text): 1 / 0
@hookimpl
def pydock_commands(): return [Command(('bad',), 'plugin_bad')]
@hookimpl
def pydock_flags(): return [flags.custom('bad', value='word', convert=convert, commands=('ps',))]
class Options: mine = flags.custom('mine', value='word', convert=convert)
def command(session, options): ...
"""
WRAPPED = "@hookimpl(wrapper=True)\ndef pydock_run_command(): return (yield)\n"  # pluggy calls the command
TRANSPORT = """
from pydock_core.plugin_api import Response
class Body:
    def read(self, size=65536): return 'text'
    def close(self): ...
@hookimpl
def pydock_transport(): return send
def send(request):
    """
FORMATTER = "@hookimpl\ndef pydock_formatters(): return {'bad': page}\ndef page(rows): "

CASES: dict[str, Case] = {
    "deciding hook raises": refused(
        "@hookimpl\ndef pydock_create_container(): 1 / 0\n",
        "The container was not created.",
        "pydock_create_container",
        CREATE,
    ),
    "deciding hook raises KeyboardInterrupt": refused(
        "@hookimpl\ndef pydock_create_container(): raise KeyboardInterrupt\n",
        "KeyboardInterrupt",
        "pydock_create_container",
        CREATE,
    ),
    "deciding hook calls sys.exit": refused(
        "@hookimpl\ndef pydock_pull_policy(): raise SystemExit(0)\n",
        "it ended the program with status 0",
        "pydock_pull_policy",
        CREATE,
    ),
    "deciding hook returns a wrong type": refused(
        "@hookimpl\ndef pydock_pull_policy(): return 'sometimes'\n",
        'it returned str \'sometimes\', not "always", "missing" or "never"',
        "pydock_pull_policy",
        CREATE,
    ),
    "mutates what is created into nonsense": refused(
        "@hookimpl\ndef pydock_create_container(request): request.body = [request]\n",
        "it left list as the request's body",
        "pydock_create_container",
        CREATE,
    ),
    "mutates an exchange into nonsense": refused(
        SEND + "request.headers = {'X': None}\n    return (yield)\n",
        "it left dict as the request's headers, not texts by name",
        "pydock_send",
        "ps",
        CREATE,
    ),
    "answers an exchange with nonsense": refused(
        "@hookimpl\ndef pydock_send(): return 'OK'\n",
        "it returned str 'OK', not a Response",
        "pydock_send",
        "ps",
        CREATE,
    ),
    "generator that never yields": refused(
        SEND + "if request: return 1\n    yield\n", "it did not yield", "pydock_send", "ps", CREATE
    ),
    "generator that raises before its yield": refused(
        SEND + "1 / 0\n    yield\n", "The request was not sent.", "pydock_send", "ps", CREATE
    ),
    "generator that yields twice": reported(
        SEND + "answer = yield\n    yield\n    return answer\n", "it yielded twice", "pydock_send", "ps", CREATE
    ),
    "generator that raises after its yield": reported(
        SEND + "yield\n    1 / 0\n", "What had happened by then stands.", "pydock_send", "ps", CREATE
    ),
    "generator that forgets to return": reported(
        SEND + "yield\n", "it returned None; a wrapper ends with `return (yield)`", "pydock_send", "ps", CREATE
    ),
    "transport that is none": refused(
        "@hookimpl\ndef pydock_transport(): return 5\n",
        "it returned int 5, not a function that sends a Request",
        "pydock_transport",
        "ps",
        CREATE,
    ),
    "transport that answers with a text": refused(
        "@hookimpl\ndef pydock_transport(): return lambda request: 'OK'\n",
        "it returned str, not a Response",
        "its transport",
        "ps",
        CREATE,
    ),
    "transport that raises": refused(
        "@hookimpl\ndef pydock_transport(): return lambda request: 1 / 0\n",
        "The exchange with the engine failed.",
        "its transport",
        "ps",
        CREATE,
    ),
    "transport whose answer has no status": refused(
        TRANSPORT + "return Response('200', 'OK', {}, Body())\n",
        "it returned a Response whose status is no number from 100 to 999",
        "its transport",
        "ps",
        CREATE,
    ),
    "transport whose body is a text": refused(
        TRANSPORT + "return Response(200, 'OK', {}, 'text')\n",
        "it returned a Response whose body has no `read` and `close`",
        "its transport",
        "ps",
        CREATE,
    ),
    "transport whose body returns texts": refused(
        TRANSPORT + "return Response(200, 'OK', {}, Body())\n",
        "the body of its Response returned str, not bytes",
        "its transport",
        "ps",
        CREATE,
    ),
    "replaces a command by nonsense": refused(
        "@hookimpl\ndef pydock_run_command(): return 'done'\n",
        "it returned str 'done', not an exit status from 0 to 255",
        "pydock_run_command",
        "ps",
        "good",
        CREATE,
    ),
    "watching hook raises": reported(
        "@hookimpl\ndef pydock_configure(): 1 / 0\n",
        "The plugin was not set up.",
        "pydock_configure",
        "ps",
        "good",
        CREATE,
    ),
    "watching hook raises KeyboardInterrupt": reported(
        "@hookimpl\ndef pydock_configure(): raise KeyboardInterrupt\n",
        "KeyboardInterrupt",
        "pydock_configure",
        "ps",
        "good",
        CREATE,
    ),
    "event hook raises": reported(
        "@hookimpl\ndef pydock_event(event): 1 / 0\n",
        "The plugin missed an event.",
        "pydock_event",
        "ps",
        "good",
        CREATE,
    ),
    "event hook blocks for ever": reported(
        "import time\n@hookimpl\ndef pydock_event(event): time.sleep(600)\n",
        "it has not returned for 2 s",
        "pydock_event",
        "ps",
        "good",
        CREATE,
    ),
    "finds nonsense as a command": reported(
        "@hookimpl\ndef pydock_resolve_command(words): return words\n",
        "it returned tuple, not a Command",
        "pydock_resolve_command",
        "nobodys",
    ),
    "makes up a command without a name": reported(
        "@hookimpl\ndef pydock_resolve_command(words): return Command((), 'plugin_bad')\n",
        "it returned Command, not a Command with texts as names and module",
        "pydock_resolve_command",
        "nobodys",
    ),
    "command that it made up raises": refused(
        GENERATED + "1 / 0\n", "The command did not finish.", "command made-up", "made-up"
    ),
    "command that it made up returns a text": refused(
        GENERATED + "return 'done'\n", "it returned str 'done'", "command made-up", "made-up"
    ),
    "command that it made up has no file": refused(
        GENERATED.replace("'plugin_bad'", "'pydock_nowhere'") + "...\n",
        "No module named 'pydock_nowhere'",
        "command made-up",
        "made-up",
    ),
    "flag that it added can't be read": refused(CONVERTED, "ZeroDivisionError", "the flag --bad", "ps --bad x"),
    "flag of its own command can't be read": refused(CONVERTED, "ZeroDivisionError", "command bad", "bad --mine x"),
    "formatter raises": refused(FORMATTER + "1 / 0\n", "Nothing was shown.", "the format bad", "ps --format bad"),
    "formatter returns no text": refused(
        FORMATTER + "return rows\n", "it returned list, not a text", "the format bad", "ps --format bad"
    ),
    "command raises": refused(COMMAND + "1 / 0\n", "The command did not finish.", "command bad", "bad"),
    "command calls sys.exit": refused(
        COMMAND + "raise SystemExit(0)\n", "it ended the program with status 0", "command bad", "bad"
    ),
    "command returns a text": refused(
        COMMAND + "return 'done'\n", "it returned str 'done', not an exit status from 0 to 255", "command bad", "bad"
    ),
    "command returns what no status can be": refused(
        COMMAND + "return 256\n", "it returned int 256, not an exit status from 0 to 255", "command bad", "bad"
    ),
    "command takes no arguments": refused(
        WRAPPED + COMMAND.replace("session, options", "") + "...\n",
        "TypeError: command() takes 0 positional arguments but 2 were given",
        "command bad",
        "bad",
    ),
    "command is a text": refused(
        WRAPPED + COMMAND.partition("def command")[0] + "command = 'text'\n",
        "TypeError: 'str' object is not callable",
        "command bad",
        "bad",
    ),
    "command recurses": refused(COMMAND + "command(session, options)\n", "RecursionError", "command bad", "bad"),
}

# Completers, and what TAB then offers of what they return.
COMPLETERS = {
    "raises": "1 / 0",
    "calls sys.exit": "raise SystemExit(3)",
    "prints": "print('noise')\n    import os\n    os.write(1, b'noise')\n    os.write(2, b'noise')\n    return []",
    "takes 10 s": "import time\n    time.sleep(10)",
    "returns nonsense": "return 5",
}
