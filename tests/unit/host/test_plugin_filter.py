"""The plugins that `plugins.blocked`, `--no-plugin` and `PYDOCK_PLUGINS` leave out."""

from __future__ import annotations

import pytest

from pydock_core.host.plugin_filter import PluginFilter, normalized

BUILTIN, ONE, TWO = "pydock-cli:container", "dist-one:one", "dist-two:two"


@pytest.mark.parametrize(
    ("written", "name"),
    [("PyDock_CLI", "pydock-cli"), ("a.b", "a-b"), ("a__b", "a-b"), ("a-._b", "a-b"), ("a----b", "a-b"), ("a", "a")],
)
def test_distribution_name_is_normalized(written: str, name: str) -> None:
    assert normalized(written) == name


@pytest.mark.parametrize("unwanted", ["one", "dist-one:one", " one ", "Dist_One:one"])
def test_unwanted_plugin_is_left_out_by_name_or_identity(unwanted: str) -> None:
    plugin_filter = PluginFilter([unwanted])
    assert [identity in plugin_filter for identity in (ONE, TWO, BUILTIN)] == [True, False, False]


@pytest.mark.parametrize("unwanted", ["One", "two:one", "dist-one", ""])
def test_other_words_leave_out_no_plugin(unwanted: str) -> None:
    assert ONE not in PluginFilter([unwanted])


def test_built_in_can_be_left_out_by_name() -> None:
    assert BUILTIN in PluginFilter(["container"])


@pytest.mark.parametrize(
    ("only", "left_out"),
    [
        ("", [False, False, False]),
        ("none", [True, True, False]),
        ("one", [False, True, False]),
        ("dist-one:one", [False, True, False]),
        ("one, two", [False, False, False]),
        ("other,", [True, True, False]),
        (",", [True, True, False]),
    ],
)
def test_only_these_third_parties_are_kept(only: str, left_out: list[bool]) -> None:
    plugin_filter = PluginFilter([], only)
    assert [identity in plugin_filter for identity in (ONE, TWO, BUILTIN)] == left_out
    assert plugin_filter.only == only


def test_unwanted_plugin_stays_left_out_if_only_names_it() -> None:
    plugin_filter = PluginFilter(["one"], "one,two")
    assert [identity in plugin_filter for identity in (ONE, TWO)] == [True, False]
    assert plugin_filter.unwanted == ["one"]
