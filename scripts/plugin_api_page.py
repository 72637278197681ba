"""Writes docs/plugins/api.md: every name of the plugin API with the first line of its docstring.

python -m scripts.plugin_api_page
"""

from __future__ import annotations

import inspect
from pathlib import Path

from pydock_core import plugin_api, testing
from pydock_core.engine.api.checkpoints import Checkpoints
from pydock_core.engine.api.client import Client
from pydock_core.engine.api.containers import Containers
from pydock_core.engine.api.exec import Exec
from pydock_core.engine.api.images import Images
from pydock_core.engine.api.networks import Networks
from pydock_core.engine.api.system import System
from pydock_core.engine.api.volumes import Volumes
from pydock_core.host import hookspecs
from pydock_core.session import Session

PAGE = Path(__file__).parent.parent / "docs" / "plugins" / "api.md"
CONSTANTS = {
    "API_VERSION": "The version of this API; its first number changes with what could break a plugin.",
    "MAX_API_VERSION": "The newest version of the Engine API that PyDock speaks.",
}
# Members that are set when a session is made, and so have no docstring.
SESSION = {
    "stdin, stdout, stderr": "The streams; `is_terminal`, `write(text)`, `write_bytes(data)`, `read_line()`, `size()`.",
    "environ": "The environment; never `os.environ`.",
    "clock": "`time()`, `monotonic()`, `sleep(seconds)`, which tests can set.",
    "settings": "The user's settings; `settings.plugin(NAME)` is the table `[plugins.NAME]`.",
    "added": "Values of flags that plugins added: `session.plugin_options.budget`; None where absent.",
    "program, invoked_name": "The name that PyDock was called by, and the command as it was typed.",
}
RESOURCES = {
    "containers": Containers,
    "checkpoints": Checkpoints,
    "images": Images,
    "networks": Networks,
    "volumes": Volumes,
    "exec": Exec,
    "system": System,
}
HEAD = """# The plugin API

All that a plugin may import; the rest of PyDock may change with any version. This page is made from the docstrings:
`python -m scripts.plugin_api_page`. `help(pydock_core.plugin_api.NAME)` shows the whole of each.
"""


def page() -> str:
    """The page's text."""
    parts = [HEAD, "## Hooks\n"]
    parts += [f"- [`{name}`](hooks.md#{name}): {first_line(getattr(hookspecs, name))}" for name in hookspecs.HOOKS]
    parts.append("\n## The session\n")
    parts += [f"- `{names}`: {text}" for names, text in SESSION.items()]
    parts += [f"- `{name}`: {text}" for name, text in members(Session)]
    parts.append("\n## The engine\n")
    parts += [f"- `engine.{name}`: {text}" for name, text in members(Client)]
    for resource, kind in RESOURCES.items():
        parts += [f"- `engine.{resource}.{name}`: {text}" for name, text in members(kind)]
    for title, module in (("pydock_core.plugin_api", plugin_api), ("pydock_core.testing", testing)):
        parts.append(f"\n## {title}\n")
        parts += [
            f"- `{name}`: {CONSTANTS.get(name) or first_line(getattr(module, name))}" for name in sorted(module.__all__)
        ]
    return "\n".join(parts) + "\n"


def first_line(documented: object) -> str:
    """The first paragraph of the docstring, on one line."""
    text = inspect.getdoc(documented)
    if not text:
        raise SystemExit(f"{documented} has no docstring")
    return " ".join(text.partition("\n\n")[0].split())


def members(kind: type) -> list[tuple[str, str]]:
    """The public properties and methods of a class that are documented, with the first lines; methods have brackets."""
    found = []
    for name, member in vars(kind).items():
        if not name.startswith("_") and inspect.getdoc(member):
            found.append((name if isinstance(member, property) else f"{name}()", first_line(member)))
    return found


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
