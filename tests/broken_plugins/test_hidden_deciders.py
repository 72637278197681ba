"""Plugins that decide and whose record, metadata or source can't be read: the commands that they would decide stop."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.broken_plugins.case import HEAD
from tests.broken_plugins.test_missing_deciders import POLICY, PRIVILEGED, SYNTAX_ERROR, cache, install

if TYPE_CHECKING:
    from pathlib import Path

    from tests.broken_plugins.installation import Installation


@pytest.fixture
def policy(installation: Installation) -> Installation:
    """An installation with a policy that works and was loaded once."""
    install(installation, POLICY)
    assert installation.run(PRIVILEGED).stderr == "no privileged containers\n"
    return installation


def record(installation: Installation) -> Path:
    """The file with the deciding hooks of the plugins that were loaded."""
    return installation.packages.parent / "state" / "pydock" / "plugins.json"


def entry_points(installation: Installation) -> Path:
    """The file that declares the policy."""
    return installation.packages / "dist_policy-1.0.dist-info" / "entry_points.txt"


UNUSABLE = (
    *("empty", "no JSON", "list", "wrong shape", "deep", "writable by others", "folder writable by others"),
    *("link", "folder", "fifo", "device"),
)


def make_unusable(path: Path, how: str) -> None:
    """Damages the record, or puts something else in its place."""
    contents = {
        "empty": "",
        "no JSON": "{",
        "list": "[]",
        "wrong shape": '{"dist-policy:policy": 5}',
        "deep": "[" * 9999,
    }
    if how in contents:
        path.write_text(contents[how])
    elif how == "writable by others":
        path.chmod(0o666)
    elif how == "folder writable by others":
        path.parent.chmod(0o777)
    else:
        path.unlink()
        if how == "folder":
            path.mkdir()
        elif how == "fifo":
            os.mkfifo(path)
        else:
            (path.parent / "planted").write_text("{}")
            path.symlink_to("planted" if how == "link" else "/dev/zero")


@pytest.mark.parametrize("how", UNUSABLE)
def test_broken_plugin_stops_each_decision_where_the_record_can_t_be_used(policy: Installation, how: str) -> None:
    make_unusable(record(policy), how)
    install(policy, SYNTAX_ERROR)  # a source that names no hook
    for line in (PRIVILEGED, "ps"):
        ran = policy.run(line)
        assert (ran.status, ran.stdout) == (1, ""), line
        words = f"; {record(policy)}, the record of its hooks, is damaged, or other users can write it\n"
        assert words in ran.stderr, line
    assert policy.run("self plugins --quiet").status == 0
    ran = policy.run(f"--no-plugin policy {PRIVILEGED}")
    assert (ran.status, ran.stderr) == (0, "")


ODD = {
    "POLICY": "POLICY",
    "dist-policy": "dist-policy",
    "policy:": "policy:",
    ":policy": ":policy",
    "other-dist:policy": "other-dist:policy",
    "policy;good": "policy;good",
    '"policy"': '"policy"',
    "*": "*",
    "none": "none",
    "good, nosuch": "nosuch",
    "\udcff": "\\udcff",
    "\x1b[2Jno": "\\x1b[2Jno",
}


@pytest.mark.parametrize("value", ODD)
def test_required_name_that_no_plugin_has_stops_each_decision(policy: Installation, value: str) -> None:
    ran = policy.run("create busybox", PYDOCK_REQUIRED_PLUGINS=value)
    assert (ran.status, ran.stdout) == (1, "")
    assert ran.stderr.startswith(f"the plugin {ODD[value]} is not installed, and the variable PYDOCK_REQUIRED_PLUGINS")


@pytest.mark.parametrize(
    "value", ["policy", " policy ,,good\n", "DIST_Policy:policy", "pydock-cli:container", "", " , "]
)
def test_required_plugin_that_is_in_use_is_found_by_each_spelling(policy: Installation, value: str) -> None:
    assert policy.run("create busybox", PYDOCK_REQUIRED_PLUGINS=value).stderr == ""


def test_tab_reports_no_broken_plugin_and_offers_nothing_that_the_plugin_would_decide(policy: Installation) -> None:
    install(policy, POLICY.replace("pydock_create_container(request)", "pydock_send(request, wrong)"))
    policy.run("create --name web busybox")
    offered = policy.packages.parent / "offered"
    for line, words in (("pydock goo", ["good "]), ("pydock start ", [""])):
        offered.write_text("")
        variables = {"_ARGCOMPLETE": "1", "_ARGCOMPLETE_SHELL": "bash", "_ARGCOMPLETE_STDOUT_FILENAME": str(offered)}
        ran = policy.run("", **variables, COMP_LINE=line, COMP_POINT=str(len(line)), COMP_TYPE="9")
        assert (ran.stdout, ran.stderr) == ("", ""), line
        assert offered.read_text().split("\v") == words


def test_record_that_can_t_be_used_is_kept_until_every_plugin_is_loaded(policy: Installation) -> None:
    record(policy).write_text("{")
    install(policy, SYNTAX_ERROR)
    assert policy.run("ps").status == 1
    assert policy.run("--no-plugin policy self index --rebuild").status == 0
    assert record(policy).read_text() == "{"
    install(policy, POLICY)
    assert policy.run("ps").status == 0
    assert json.loads(record(policy).read_text()) == {"dist-policy:policy": ["pydock_create_container"]}


@pytest.mark.parametrize("kind", ["fifo", "folder", "dangling link", "loop"])
@pytest.mark.parametrize("recorded", [True, False], ids=["recorded", "unknown"])
def test_recorded_policy_whose_entry_points_can_t_be_opened_stops_create(
    policy: Installation, kind: str, *, recorded: bool
) -> None:
    path = entry_points(policy)
    path.unlink()
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("nowhere" if kind == "dangling link" else path.name)
    if not recorded:
        record(policy).unlink()
    shutil.rmtree(cache(policy))
    ran = policy.run(PRIVILEGED)
    if not recorded:  # any distribution: nothing says that it has a plugin
        assert (ran.status, ran.stderr) == (0, "")
        return
    assert (ran.status, ran.stdout) == (1, "")
    assert "distribution dist-policy 1.0 can't be loaded: metadata, " in ran.stderr
    assert f"{path}: its entry points can't be read: " in ran.stderr
    ran = policy.run("ps")
    assert (ran.status, ran.stderr.count("\n")) == (0, 1)


def test_fifo_as_metadata_leaves_the_policy_in_place(policy: Installation) -> None:
    metadata = entry_points(policy).with_name("METADATA")
    metadata.unlink()
    os.mkfifo(metadata)
    shutil.rmtree(cache(policy))
    assert policy.run(PRIVILEGED).stderr == "no privileged containers\n"


@pytest.mark.parametrize("names", [("policy", "harmless"), ("harmless", "policy")])
def test_name_that_stands_for_two_modules_is_broken_and_stops_create(
    policy: Installation, names: tuple[str, str]
) -> None:
    policy.module("plugin_harmless", HEAD)
    entry_points(policy).write_text("[pydock.plugins]\n" + "".join(f"policy = plugin_{name}\n" for name in names))
    shutil.rmtree(cache(policy))
    ran = policy.run(PRIVILEGED)
    assert (ran.status, ran.stdout) == (1, "")
    assert "its distribution declares the name twice" in ran.stderr


def test_misspelt_deciding_hook_stops_what_it_would_decide(installation: Installation) -> None:
    install(installation, POLICY.replace("pydock_create_container", "pydock_create_contaner"))
    ran = installation.run(PRIVILEGED)
    assert (ran.status, ran.stdout) == (1, "")
    assert "there is no hook pydock_create_contaner; did you mean pydock_create_container?" in ran.stderr
    assert installation.run("ps").status == 0


@pytest.mark.parametrize("kind", ["fifo", "huge"])
def test_broken_plugin_whose_source_can_t_be_searched_stops_each_decision(
    installation: Installation, kind: str
) -> None:
    package = installation.packages / "polpkg"
    package.mkdir()
    (package / "__init__.py").write_text("from polpkg.rules import *\n")
    if kind == "huge":
        (package / "rules.py").write_text(SYNTAX_ERROR + "#" * (1 << 22))
    else:
        os.mkfifo(package / "rules.py")
    installation.distribution("dist-policy", "1.0", "[pydock.plugins]\npolicy = polpkg\n")
    ran = installation.run(PRIVILEGED)
    assert (ran.status, ran.stdout) == (1, "")
    assert "The command was not run. To go on without it: --no-plugin policy" in ran.stderr
