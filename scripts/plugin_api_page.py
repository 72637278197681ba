"""Writes docs/plugins/api.md: every name of the plugin API with the first line of its docstring.

python -m scripts.plugin_api_page
"""

from __future__ import annotations

import inspect
from pathlib import Path

from pydock_core import plugin_api, testing
from pydock_core.host import hookspecs

PAGE = Path(__file__).parent.parent / "docs" / "plugins" / "api.md"
CONSTANTS = {
    "API_VERSION": "The version of this API; its first number changes with what could break a plugin.",
    "MAX_API_VERSION": "The newest version of the Engine API that PyDock speaks.",
}
HEAD = """# The plugin API

All that a plugin may import; the rest of PyDock may change with any version. This page is made from the docstrings:
`python -m scripts.plugin_api_page`. `help(pydock_core.plugin_api.NAME)` shows the whole of each.
"""


def page() -> str:
    """The page's text."""
    parts = [HEAD, "## Hooks\n"]
    parts += [f"- [`{name}`](hooks.md#{name}): {first_line(getattr(hookspecs, name))}" for name in hookspecs.HOOKS]
    for title, module in (("pydock_core.plugin_api", plugin_api), ("pydock_core.testing", testing)):
        parts.append(f"\n## {title}\n")
        parts += [f"- `{name}`: {CONSTANTS.get(name) or first_line(getattr(module, name))}" for name in module.__all__]
    return "\n".join(parts) + "\n"


def first_line(documented: object) -> str:
    """The first paragraph of the docstring, on one line."""
    text = inspect.getdoc(documented)
    if not text:
        raise SystemExit(f"{documented} has no docstring")
    return " ".join(text.partition("\n\n")[0].split())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
