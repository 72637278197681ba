"""Plugins whose distribution has invalid metadata."""

from __future__ import annotations

from tests.broken_plugins.case import METADATA, Case, broken, contained

ENTRY_POINTS = "dist_bad-2.1.dist-info/entry_points.txt"

CASES: dict[str, Case] = {
    "entry point to nowhere": broken(None, "No module named 'plugin_bad'", file=ENTRY_POINTS),
    "entry point to a name that the module lacks": Case(
        "broken", "", "has no attribute 'plugin'", "import", entry_points="[pydock.plugins]\nbad = plugin_bad:plugin\n"
    ),
    "entry point that is no name": Case(
        "broken",
        "",
        "no valid entry point: bad = not-a-module",
        "metadata",
        file=ENTRY_POINTS,
        entry_points="[pydock.plugins]\nbad = not-a-module\n",
    ),
    "entry points that can't be read": Case(
        "broken",
        "",
        "its entry points can't be read: UnicodeDecodeError",
        "metadata",
        file=ENTRY_POINTS,
        name="dist-bad",
        entry_points=b"[pydock.plugins]\n\xff\xfe = \x00\n",
    ),
    "metadata that can't be read": Case("contained", "", metadata=b"\xff\xfe\x00"),
    "no metadata": Case("contained", "", metadata=""),
    "two versions installed": Case("contained", "", older=True),
    "two plugins with one name": Case("contained", "", other="", other_name="bad"),
    "needs another PyDock": Case(
        "broken",
        "1 / 0\n",
        "it needs pydock-cli <0.0.1, and this is ",
        "Requires-Dist",
        file="dist_bad-2.1.dist-info/METADATA",
        metadata=METADATA + "Requires-Dist: PyDock_CLI[testing] (<0.0.1)\n",
    ),
    "nothing in its module": contained(""),
}
