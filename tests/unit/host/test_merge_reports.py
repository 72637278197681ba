"""The tables that `merge_reports` makes of the reports of plugins, without a plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.host.index_merge import is_valid_name, merge_reports

if TYPE_CHECKING:
    from pydock_core.host.discovery import FoundPlugin
    from pydock_core.host.index_merge import MergedTables
    from pydock_core.host.plugin_report import Report


def found(name: str, *, distribution: str = "", builtin: bool = False, modules: tuple[str, ...] = ()) -> FoundPlugin:
    distribution = distribution or ("pydock-cli" if builtin else f"dist-{name}")
    return {
        "id": f"{distribution}:{name}",
        "name": name,
        "builtin": builtin,
        "value": f"{name}_module",
        "distribution": distribution,
        "version": "1.0",
        "file": f"/{name}/entry_points.txt",
        "requires": "",
        "modules": list(modules),
    }


def report(plugin: FoundPlugin, *, broken: bool = False, errors: Any = (), **declared: Any) -> Report:
    empty: Any = {"hooks": {}, "commands": [], "groups": [], "flags": [], "targets": {}}
    made: Any = {"plugin": plugin["id"], "errors": list(errors), "broken": broken, **empty, **declared}
    return made  # type: ignore[no-any-return]


def command(*names: str, **more: Any) -> dict[str, Any]:
    usual = {
        "delegate": "",
        "heading": "Commands",
        "hidden": False,
        "raw": False,
        "since": "",
        "summary": "",
        "swarm": "",
    }
    return {"names": names, "module": "m", "works_without_settings": False, **usual, **more}


def group(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "hidden": False, "summary": "", "heading": "Management Commands", **more}


def merged(*reports: tuple[FoundPlugin, Report]) -> MergedTables:
    return merge_reports([plugin for plugin, _ in reports], {plugin["id"]: made for plugin, made in reports})


def reasons(tables: MergedTables) -> list[str]:
    return [problem["reason"] for problem in tables["diagnostics"]]


BUILTIN, ONE, TWO = found("core", builtin=True), found("one"), found("two")


def test_merged_command_has_what_differs_from_the_defaults() -> None:
    tables = merged((ONE, report(ONE, commands=[command("a", "b c", summary="Does it", hidden=True, raw=True)])))
    expected = {"names": ["a", "b c"], "module": "m", "plugin": "dist-one:one"}
    assert tables["commands"] == [{**expected, "summary": "Does it", "hidden": True, "raw": True}]
    assert tables["names"] == {"a": [0], "b c": [0]}
    assert tables["diagnostics"] == []


@pytest.mark.parametrize(
    "more",
    [
        {"delegate": "x:y"},
        {"heading": "Extras"},
        {"works_without_settings": True},
        {"raw": True},
        {"since": "1.42"},
        {"swarm": "manager"},
    ],
)
def test_merged_command_keeps_each_attribute(more: dict[str, Any]) -> None:
    (data,) = merged((ONE, report(ONE, commands=[command("a", **more)])))["commands"]
    assert data == {"names": ["a"], "module": "m", "plugin": "dist-one:one", **more}


@pytest.mark.parametrize("more", [{}, {"hidden": True}, {"summary": "Manage"}, {"heading": "Extras"}])
def test_merged_group_keeps_each_attribute(more: dict[str, Any]) -> None:
    tables = merged((ONE, report(ONE, groups=[group("g", **more)])))
    assert tables["groups"] == {"g": [{"plugin": "dist-one:one", **more}]}


def test_plugin_data_has_a_label_that_no_other_plugin_has() -> None:
    other = found("one", distribution="other")
    tables = merged((ONE, report(ONE)), (other, report(other)), (TWO, report(TWO)))
    assert tables["shared_names"] == ["one"]
    assert [data["label"] for data in tables["plugins"].values()] == ["dist-one:one", "other:one", "two"]
    assert tables["plugins"]["dist-two:two"] == {
        "name": "two",
        "distribution": "dist-two",
        "version": "1.0",
        "builtin": False,
        "value": "two_module",
        "file": "/two/entry_points.txt",
        "label": "two",
    }


def test_plugin_without_a_report_is_kept() -> None:
    tables = merge_reports([ONE], {})
    assert list(tables["plugins"]) == ["dist-one:one"]
    assert tables["commands"] == []
    assert tables["diagnostics"] == []


def test_hooks_are_merged_by_hook() -> None:
    tables = merged(
        (ONE, report(ONE, hooks={"pydock_send": [], "pydock_configure": ["a"]})),
        (TWO, report(TWO, hooks={"pydock_send": ["b"]})),
    )
    assert tables["hooks"] == {
        "pydock_send": {"dist-one:one": [], "dist-two:two": ["b"]},
        "pydock_configure": {"dist-one:one": ["a"]},
    }


@pytest.mark.parametrize("broken", [True, False])
def test_error_of_a_report_is_a_diagnostic(broken: bool) -> None:
    plugin = found("one", modules=("/one/__init__.py", "/one/plugin.py"))
    errors = [
        {"hook": "import", "reason": "SyntaxError:\n  bad", "file": ""},
        {"hook": "pydock_flags", "reason": "bad flag", "file": "/other.py"},
    ]
    tables = merged((plugin, report(plugin, broken=broken, errors=errors, commands=[command("a")])))
    assert [(problem["hook"], problem["file"], problem["left_out"]) for problem in tables["diagnostics"]] == [
        ("import", "/one/plugin.py", broken),
        ("pydock_flags", "/other.py", broken),
    ]
    assert "\n" not in tables["diagnostics"][0]["reason"]
    assert bool(tables["commands"]) is not broken
    assert {name: tables["diagnostics"][0][name] for name in ("plugin", "name", "distribution", "version")} == {
        "plugin": "dist-one:one",
        "name": "one",
        "distribution": "dist-one",
        "version": "1.0",
    }


def test_diagnostic_of_a_plugin_without_modules_names_its_metadata() -> None:
    tables = merged((ONE, report(ONE, groups=[group("a b")])))
    assert [problem["file"] for problem in tables["diagnostics"]] == ["/one/entry_points.txt"]
    assert [problem["left_out"] for problem in tables["diagnostics"]] == [False]


@pytest.mark.parametrize("name", ["a b", "-a", "", "a\tb"])
def test_invalid_group_name_is_refused(name: str) -> None:
    tables = merged((ONE, report(ONE, groups=[group(name), group("good")])))
    assert reasons(tables) == [f"{name!r} can't be the name of a group"]
    assert list(tables["groups"]) == ["good"]


@pytest.mark.parametrize("name", ["a b c", "-a", "", "a -b", "a "])
def test_invalid_command_name_is_refused_and_its_other_names_stay(name: str) -> None:
    tables = merged((ONE, report(ONE, commands=[command(name, "good"), command(name)])))
    assert reasons(tables) == [f"{name!r} can't be the name of a command"] * 2
    assert [data["names"] for data in tables["commands"]] == [["good"]]


def test_command_of_a_built_in_can_not_be_taken() -> None:
    tables = merged(
        (BUILTIN, report(BUILTIN, commands=[command("ps")])), (ONE, report(ONE, commands=[command("ps", "one")]))
    )
    assert reasons(tables) == ["the command ps is a built-in's"]
    assert tables["names"] == {"ps": [0], "one": [1]}


def test_built_in_may_claim_a_name_of_another_built_in() -> None:
    other = found("more", builtin=True)
    tables = merged(
        (BUILTIN, report(BUILTIN, commands=[command("ps")])), (other, report(other, commands=[command("ps")]))
    )
    assert reasons(tables) == []
    assert tables["names"] == {"ps": [0, 1]}


def test_command_declared_twice_by_one_plugin_is_refused() -> None:
    tables = merged(
        (TWO, report(TWO, commands=[command("a")])), (ONE, report(ONE, commands=[command("a"), command("a")]))
    )
    assert reasons(tables) == ["it declares a twice"]
    assert tables["names"] == {"a": [0, 1]}


def test_word_used_as_command_and_as_group_by_one_plugin_is_refused() -> None:
    tables = merged((ONE, report(ONE, groups=[group("g")], commands=[command("g"), command("x"), command("x y")])))
    assert reasons(tables) == ["it uses g as a command and as a group", "it uses x as a command and as a group"]
    assert list(tables["names"]) == ["x"]
    assert tables["contested"] == {}


def test_word_of_a_built_in_can_not_be_used_in_another_way() -> None:
    tables = merged(
        (BUILTIN, report(BUILTIN, groups=[group("container")], commands=[command("run")])),
        (ONE, report(ONE, groups=[group("run")], commands=[command("container"), command("run x")])),
    )
    assert reasons(tables) == [
        "run is a command of a built-in, so it can't be a group",
        "container is a group of a built-in, so it can't be a command",
        "run is a command of a built-in, so it can't be a group",
    ]
    assert list(tables["names"]) == ["run"]
    assert tables["contested"] == {}


def test_word_used_in_two_ways_by_third_parties_is_contested() -> None:
    tables = merged(
        (TWO, report(TWO, commands=[command("g")])),
        (ONE, report(ONE, groups=[group("g")])),
        (BUILTIN, report(BUILTIN, commands=[command("free")])),
    )
    assert tables["contested"] == {"g": (["dist-two:two"], ["dist-one:one"])}
    assert reasons(tables) == []


def test_flag_that_one_plugin_adds_twice_is_refused() -> None:
    flags = [
        {"long": "budget", "short": "b", "commands": ["run", "create"]},
        {"long": "big", "short": "b", "commands": ["run"]},
        {"long": "other", "commands": ["run"]},
    ]
    tables = merged((ONE, report(ONE, flags=flags)), (TWO, report(TWO, flags=flags[:1])))
    assert reasons(tables) == ["it adds --big twice"]
    assert [(data["long"], data["plugin"]) for data in tables["flags"]["run"]] == [
        ("budget", "dist-one:one"),
        ("other", "dist-one:one"),
        ("budget", "dist-two:two"),
    ]
    assert [data["long"] for data in tables["flags"]["create"]] == ["budget", "budget"]


@pytest.mark.parametrize(
    ("kind", "name", "reason"),
    [
        ("initializers", "docker", "the name docker is reserved"),
        ("initializers", "pydock", "the name pydock is reserved"),
        ("formatters", "json", "the format json is reserved"),
        ("formatters", "raw", "the format raw is reserved"),
        ("formatters", "table", "the format table is reserved"),
        ("completers", "a b", "'a b' can't be a name"),
        ("completers", "a/b", "'a/b' can't be a name"),
        ("completers", "-a", "'-a' can't be a name"),
        ("formatters", "core", "the name core is a built-in's"),
    ],
)
def test_target_with_an_unavailable_name_is_refused(kind: str, name: str, reason: str) -> None:
    tables = merged(
        (BUILTIN, report(BUILTIN, targets={"formatters": {"core": "core:f"}})),
        (ONE, report(ONE, targets={kind: {name: "one:f", "good": "one:g"}})),
    )
    assert reasons(tables) == [reason]
    assert tables["diagnostics"][0]["hook"] == f"pydock_{kind}"
    table: Any = tables[kind]  # type: ignore[literal-required]
    assert table["good"] == [{"target": "one:g", "plugin": "dist-one:one"}]
    assert len(table.get(name, ())) == (name == "core")


def test_completers_may_have_names_that_are_reserved_for_formats() -> None:
    tables = merged((ONE, report(ONE, targets={"completers": {"json": "one:f", "docker": "one:f"}})))
    assert reasons(tables) == []
    assert list(tables["completers"]) == ["json", "docker"]


@pytest.mark.parametrize("name", ["a", "a b", "a-b c", "ü"])
def test_valid_name_has_one_or_two_printable_words(name: str) -> None:
    assert is_valid_name(name)


@pytest.mark.parametrize("name", ["", " ", "a b c", "a  b", "-a", "a -b", "a\n", "a\u00a0b", "a\x7f", "a\u2003b"])
def test_invalid_name_is_recognized(name: str) -> None:
    assert not is_valid_name(name)
