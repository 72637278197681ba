"""Tests of the whole plugin, in-process against a fake engine: no container engine is needed."""

from __future__ import annotations

from pydock_core.testing import PyDock, assert_plugin_ok


def test_plugin_keeps_the_rules_for_plugins() -> None:
    assert_plugin_ok("word")


def test_container_has_label_with_user(pydock: PyDock) -> None:
    pydock("create", "--name", "web", "busybox", plugins=["word"], environ={"USER": "ada"})
    template = '{{index .Config.Labels "created-by"}}'
    assert pydock("inspect", "--format", template, "web").stdout == "ada\n"


def test_flag_sets_label(pydock: PyDock) -> None:
    pydock("create", "--name", "web", "--word", "blue", "busybox", plugins=["word"])
    template = '{{index .Config.Labels "word"}}'
    assert pydock("inspect", "--format", template, "web").stdout == "blue\n"


def test_ls_lists_labelled_containers(pydock: PyDock) -> None:
    pydock("create", "--name", "web", "--label", "word=blue", "busybox")
    pydock("create", "--name", "other", "busybox")
    assert pydock("word", "ls", "--quiet", plugins=["word"]).stdout == "web\n"
    assert pydock("word", "ls", "--quiet", "green", plugins=["word"]).stdout == ""


def test_completion_offers_values_in_use(pydock: PyDock) -> None:
    pydock("create", "--label", "word=blue", "busybox")
    line = "word ls "
    assert pydock.complete(line, plugins=["word"]) == ["blue"]


def test_format_prints_a_table_in_markdown(pydock: PyDock) -> None:
    pydock("create", "--name", "web", "--label", "a=b|c", "busybox")
    page = pydock("ps", "--all", "--format", "word", plugins=["word"]).stdout
    assert page.startswith("| Command | CreatedAt |")
    assert " | a=b\\|c | " in page
