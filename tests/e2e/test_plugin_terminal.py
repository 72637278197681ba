"""Screens of `plugin install` and `plugin upgrade` equal those of docker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.same_screen import CTRL_C, CTRL_D, ENTER, EVERYWHERE, Person, Same
from tests.engines import plugins
from tests.parity import clients

if TYPE_CHECKING:
    from tests.engines.registry import Registry

pytestmark = [
    pytest.mark.skipif(clients.docker() is None, reason="needs docker's client to compare with"),
    pytest.mark.sampled(2),
]


@pytest.mark.parametrize(("columns", "environ"), EVERYWHERE)
def test_plugin_install_and_upgrade_screens_equal_those_of_docker(same: Same, registry: Registry) -> None:
    name = f"{registry.address}/asks"

    def do(person: Person) -> None:
        assert person.engine.request("POST", f"/plugins/create?name={name}", plugins.archive()).status == 204
        assert person.engine.request("POST", f"/plugins/{name}/push").status == 200
        for answer in (f"n{ENTER}", CTRL_D, CTRL_C, f"y{ENTER}"):
            install = person.types("plugin", "install", "--disable", name)
            install.wait("[y/N]" if person.columns > 40 else "permissions?")
            install.type(answer)
            person.sees_end(install)  # after `y`: the plugin exists already
        for answer in (f"n{ENTER}", CTRL_D, CTRL_C, f"y{ENTER}"):
            upgrade = person.types("plugin", "upgrade", name, f"{registry.address}/nosuch")
            upgrade.wait("[y/N]")
            upgrade.type(answer)
            person.sees_end(upgrade)
        person.sees("plugin", "ls", "--format", "table {{.Name}}\t{{.Description}}\t{{.Enabled}}")

    same(do)
