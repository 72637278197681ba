"""Plugins whose hooks have a wrong name or signature, or invalid declarations."""

from __future__ import annotations

from tests.broken_plugins.case import HEAD, Case, broken, refused, without_declaration

FINE = "Command(('fine',), 'command_fine')"


def commands(*declarations: str) -> str:
    """Returns the source of a plugin with these commands and `fine`."""
    return f"@hookimpl\ndef pydock_commands(): return [{', '.join((*declarations, FINE))}]\n"


def flag(declaration: str) -> str:
    """Returns the source of a plugin with this flag and the command `fine`."""
    return commands() + f"@hookimpl\ndef pydock_flags(): return [{declaration}]\n"


CREATING = ("create busybox",)
TALKING = ("ps", *CREATING)

CASES: dict[str, Case] = {
    "wrong signature": broken(
        HEAD + "@hookimpl\ndef pydock_send(session, requst): ...\n",
        'the hook has no argument "requst"',
        "pydock_send",
        stopped=TALKING,
    ),
    "misspelt hook": broken(
        HEAD + "@hookimpl\ndef pydock_comands(): ...\n", "did you mean pydock_commands?", "pydock_comands"
    ),
    "wrapper that is no generator": broken(
        HEAD + "@hookimpl(wrapper=True)\ndef pydock_send(): ...\n",
        "a wrapper must be a generator",
        "pydock_send",
        stopped=TALKING,
    ),
    "generator that is no wrapper": broken(
        HEAD + "@hookimpl\ndef pydock_send(): yield\n",
        "it yields but isn't marked as a wrapper",
        "pydock_send",
        stopped=TALKING,
    ),
    "async hook": broken(
        HEAD + "@hookimpl\nasync def pydock_create_container(request): raise PyDockError('no')\n",
        "it is an async function, which PyDock does not await",
        "pydock_create_container",
        stopped=CREATING,
    ),
    "async generator as a wrapper": broken(
        HEAD + "@hookimpl(wrapper=True)\nasync def pydock_run_command(): yield\n",
        "it is an async function, which PyDock does not await",
        "pydock_run_command",
        stopped=(*TALKING, "good"),
    ),
    "class as a hook": broken(
        HEAD + "@hookimpl\nclass pydock_pull_policy: pass\n",
        "it is a class, not a function",
        "pydock_pull_policy",
        stopped=CREATING,
    ),
    "depends on a flag that nobody adds": broken(
        HEAD + flag("flags.string('budget', commands=('ps',))") + "@hookimpl(flag='bugdet')\ndef pydock_send(): ...\n",
        "it depends on a flag 'bugdet' that the plugin does not add; did you mean budget?",
        "pydock_send",
        stopped=TALKING,
    ),
    "data that depends on a flag": broken(
        HEAD + "@hookimpl(flag='budget')\ndef pydock_flags(): return [flags.string('budget', commands=('ps',))]\n",
        "it is asked when the index is built, so it can't depend on a flag",
        "pydock_flags",
    ),
    "hook returns a wrong type": broken(
        HEAD + "@hookimpl\ndef pydock_commands(): return 5\n", "it returned int, not a list", "pydock_commands"
    ),
    "hook raises": broken(HEAD + "@hookimpl\ndef pydock_flags(): 1 / 0\n", "ZeroDivisionError", "pydock_flags"),
    "hook raises KeyboardInterrupt": broken(
        HEAD + "@hookimpl\ndef pydock_completers(): raise KeyboardInterrupt\n", "KeyboardInterrupt", "pydock_completers"
    ),
    "hook ends the process": broken(
        HEAD + "import os\n@hookimpl\ndef pydock_commands(): os._exit(3)\n", "it ended Python with status 3"
    ),
    "claims a built-in's command": without_declaration(
        commands("Command(('ps',), 'nowhere')"), "the command ps is a built-in's"
    ),
    "claims a group as a command": without_declaration(
        commands("Command(('container',), 'nowhere')"), "container is a group of a built-in, so it can't be a command"
    ),
    "claims a command as a group": without_declaration(
        commands("Command(('ps now',), 'nowhere')"), "ps is a command of a built-in, so it can't be a group"
    ),
    "name with spaces": without_declaration(
        commands("Command(('a b c',), 'nowhere')"), "'a b c' can't be the name of a command"
    ),
    "name with control characters": without_declaration(
        commands("Command(('a\\x1b[2J',), 'nowhere')"), "'a\\x1b[2J' can't be the name of a command"
    ),
    "name with a leading dash": without_declaration(
        commands("Command(('-version',), 'nowhere')"), "'-version' can't be the name of a command"
    ),
    "claims the name of PyDock": without_declaration(
        commands() + "@hookimpl\ndef pydock_initializers(): return {'docker': 'm:f'}\n",
        "the name docker is reserved",
        "pydock_initializers",
    ),
    "flag that exists already": without_declaration(
        flag("flags.string('filter', commands=('ps',))"), "ps has --filter already", "pydock_flags"
    ),
    "flag with a taken letter": without_declaration(
        flag("flags.string('mine', 'q', commands=('ps',))"), "ps has -q already", "pydock_flags"
    ),
    "flag that is none": without_declaration(
        flag("flags.string('a b', commands=('ps',))"), "'a b' can't be a flag's name", "pydock_flags"
    ),
    "a command among the common ones": Case(
        "contained", HEAD + commands("Command(('zap',), 'nowhere', 'Zap', heading='Common Commands')")
    ),
    "more than 500 commands": Case(
        "contained",
        HEAD + "@hookimpl\ndef pydock_commands(): return [Command((f'many c{n}',), 'm') for n in range(600)]\n",
    ),
    "depends on a flag that is taken": without_declaration(
        flag("flags.string('filter', commands=('ps',))") + "@hookimpl(flag='filter')\ndef pydock_send(): 1 / 0\n",
        "ps has --filter already",
        "pydock_flags",
    ),
    "depends on a flag that is none": without_declaration(
        flag("flags.string('a b', commands=('ps',))") + "@hookimpl(flag='a b')\ndef pydock_send(): 1 / 0\n",
        "'a b' can't be a flag's name",
        "pydock_flags",
    ),
    "a command that two plugins claim": Case(
        "contained", HEAD + commands("Command(('rival',), 'one')"), other=HEAD + commands("Command(('rival',), 'two')")
    ),
    "a flag that two plugins add": Case(
        "contained",
        HEAD + "@hookimpl\ndef pydock_flags(): return [flags.string('rival', commands=('ps',))]\n",
        other=HEAD + "@hookimpl\ndef pydock_flags(): return [flags.string('rival', commands=('ps',))]\n",
    ),
    "a command's file that isn't there": refused(
        "@hookimpl\ndef pydock_commands(): return [Command(('bad',), 'pydock_nowhere')]\n",
        "No module named 'pydock_nowhere'",
        "command bad",
        "bad",
    ),
    "a command's file that lacks `command`": refused(
        "@hookimpl\ndef pydock_commands(): return [Command(('bad',), 'plugin_bad')]\n",
        "plugin_bad has no command",
        "command bad",
        "bad",
    ),
}
