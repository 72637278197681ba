"""Screens of PyDock equal those of docker: both clients run one after the other with the same keys."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest

from tests.e2e.same_screen import CTRL_C, CTRL_D, DETACH, ENTER, EVERYWHERE, WIDTHS, Person, Same
from tests.engines import images
from tests.parity import clients

if TYPE_CHECKING:
    from tests.engines.registry import Registry

pytestmark = [
    pytest.mark.skipif(clients.docker() is None, reason="needs docker's client to compare with"),
    pytest.mark.sampled(2),
]


@pytest.mark.parametrize(("columns", "environ"), WIDTHS)
def test_exec_screen_equals_that_of_docker(same: Same) -> None:
    def do(person: Person) -> None:
        person.starts("web")
        shell = person.types("exec", "-it", "web", "sh")
        shell.wait("/ #")
        time.sleep(0.3)  # the client sets the size shortly after the start
        shell.type(f"stty size{ENTER}")
        shell.wait(f"60 {person.columns}")
        shell.type(f"exit 3{ENTER}")
        person.sees_end(shell, sequences=False)  # the sequences are those of the shell
        person.sees("exec", "-t", "web", "echo", "one\ntwo")
        detached = person.types("exec", "-it", "web", "sh")
        detached.wait("/ #")
        detached.type(DETACH)
        person.sees_end(detached, sequences=False)
        person.sees("exec", "-it", "web", "nosuch")

    same(do)


@pytest.mark.parametrize(("columns", "environ"), WIDTHS)
def test_attach_screen_equals_that_of_docker(same: Same) -> None:
    def do(person: Person) -> None:
        person.starts("web", Tty=True, OpenStdin=True, Cmd=["sh"])
        first = person.types("attach", "web")
        first.wait("/ #")
        first.type(f"stty size{ENTER}")
        first.wait(f"60 {person.columns}")
        first.type(DETACH)
        person.sees_end(first, sequences=False)
        second = person.types("attach", "web")
        second.wait("/ #")
        second.type(f"exit 4{ENTER}")
        person.sees_end(second, sequences=False)
        person.sees("attach", "web")

    same(do)


@pytest.mark.parametrize(("columns", "environ"), EVERYWHERE)
def test_system_prune_screen_equals_that_of_docker(same: Same) -> None:
    def do(person: Person) -> None:
        question = "[y/N]"
        for words, answer in (
            (("-a", "--volumes", "--filter", "label=nosuch"), f"y{ENTER}"),
            (("--filter", "until=240h"), f"n{ENTER}"),
            (("-a",), CTRL_D),
        ):
            prune = person.types("system", "prune", *words)
            prune.wait(question if person.columns > 40 else "continue?")
            prune.type(answer)
            person.sees_end(prune)

    same(do)


@pytest.mark.parametrize(("columns", "environ"), EVERYWHERE)
def test_network_and_volume_prune_screens_equal_those_of_docker(same: Same) -> None:
    def do(person: Person) -> None:
        assert person.engine.request("POST", "/networks/create", {"Name": "net"}).status == 201
        for words, answer in (
            (("network", "prune"), f"n{ENTER}"),
            (("network", "prune"), CTRL_D),
            (("network", "prune"), CTRL_C),
            (("network", "prune"), f"y{ENTER}"),
            (("volume", "prune"), CTRL_C),
            (("volume", "prune", "--filter", "label=nosuch"), f"Y{ENTER}"),
        ):
            prune = person.types(*words)
            prune.wait("[y/N]" if person.columns > 40 else "continue?")
            prune.type(answer)
            person.sees_end(prune)
        person.sees("network", "ls", "--filter", "type=custom")
        person.sees("volume", "ls", "--filter", "name=nosuch")

    same(do)


@pytest.mark.parametrize(("columns", "environ"), EVERYWHERE)
def test_events_screen_equals_that_of_docker(same: Same) -> None:
    def do(person: Person) -> None:
        form = "{{.Type}} {{.Action}} {{.Actor.Attributes.name}}"
        since = f"{time.time():.9f}"  # the client may subscribe after the events
        events = person.types("events", "--since", since, "--format", form, "--filter", "container=web")
        person.starts("web")
        events.wait("container start web")
        person.looks(events.lines)
        events.type(CTRL_C)
        person.sees_end(events)
        person.sees("events", "--since", "1", "--until", "2")
        person.sees("system", "events", "--format", "{{.Nosuch}}")

    same(do)


@pytest.mark.parametrize(("columns", "environ"), EVERYWHERE)
def test_pull_screen_equals_that_of_docker(same: Same, registry: Registry) -> None:
    name = registry.push(images.busybox(more_layers=4, layer_bytes=1 << 10), "screens/pull", "1")

    def do(person: Person) -> None:
        if person.columns > 40:  # docker's lines wrap in fewer columns and are garbled
            person.engine.request("DELETE", "/images/busybox?force=1")  # removes the layer
            person.sees("pull", name)
        else:
            assert person.types("pull", name).end() == 0
        person.sees("pull", name)
        person.sees("pull", "-q", name)
        person.sees("pull", name.replace(":1", ":nosuch"))
        person.sees("run", "--rm", "--pull", "always", name, "echo", "ran")
        person.engine.load(images.busybox())

    same(do)


@pytest.mark.parametrize(("columns", "environ"), EVERYWHERE)
def test_push_screen_equals_that_of_docker(same: Same, registry: Registry) -> None:
    def do(person: Person) -> None:
        name = f"{registry.address}/screens/push"
        for tag in "12":
            person.engine.load(images.busybox(f"{name}:{tag}", more_layers=4, layer_bytes=1 << 10))
        assert person.types("push", f"{name}:1").end() == 0  # both clients find the layers in the registry
        person.sees("push", f"{name}:1")
        person.sees("push", "-q", f"{name}:1")
        person.sees("push", "-a", name)
        person.sees("push", f"{registry.address}/screens/nosuch")

    same(do)


@pytest.mark.parametrize(("columns", "environ"), WIDTHS)
def test_login_screen_equals_that_of_docker(same: Same, private_registry: Registry) -> None:
    address = private_registry.address
    name, password = private_registry.account or ("", "")

    def typed(person: Person, *answers: str, words: tuple[str, ...] = ()) -> None:
        terminal = person.types("login", *words, address)
        for question, answer in zip(("Password:",) if words else ("Username:", "Password:"), answers, strict=False):
            terminal.wait(question)
            if question == "Password:":
                terminal.until(lambda: not terminal.echoes)
            terminal.type(answer)
        person.sees_end(terminal)

    def do(person: Person) -> None:  # without Ctrl-C, after which docker's status is 130 or 0
        typed(person, name + ENTER, password + ENTER)
        person.sees("login", address)
        person.sees("logout", address)
        person.sees("logout", address)
        typed(person, name + ENTER, "wrong" + ENTER)
        typed(person, ENTER)
        typed(person, ENTER, words=("-u", name))
        typed(person, "wrong" + ENTER, words=("-u", name))
        person.sees("login", "-u", name, "-p", password, address)

    same(do)


@pytest.mark.parametrize(("columns", "environ"), EVERYWHERE)
def test_build_screen_equals_that_of_docker(same: Same) -> None:
    def do(person: Person) -> None:
        context = person.folder / "context"
        context.mkdir()
        (context / "Dockerfile").write_text("FROM busybox\nRUN echo out; sleep 0.1; echo err >&2\nCOPY . /c\n")
        if person.columns > 40:  # docker's progress wraps in fewer columns and leaves remains
            (context / "large").write_bytes(bytes(3 << 20))
        (context / "failing").write_text("FROM busybox\nRUN printf '\\033[1mbold\\033[0m\\rover\\n'; exit 7\n")
        person.sees("build", "--no-cache", "-t", "made:1", "context")
        person.sees("build", "context")
        person.sees("build", "-q", "context")
        person.sees("build", "-f", "context/failing", "context")
        person.sees("build", "nosuch")

    same(do)


@pytest.mark.parametrize(("columns", "environ"), WIDTHS)
@pytest.mark.parametrize("what", ["container prune", "image prune", "image prune -a", "builder prune"])
def test_prune_screen_equals_that_of_docker(same: Same, what: str) -> None:
    def do(person: Person) -> None:
        for keys in (ENTER, f"n{ENTER}", f"x{ENTER}", f"yes{ENTER}", CTRL_D):
            question = person.types(*what.split())
            question.wait("[y/N]")
            question.type(keys)
            person.sees_end(question)

    same(do)


@pytest.mark.parametrize(("columns", "environ"), EVERYWHERE)
def test_screens_of_lists_equal_those_of_docker(same: Same) -> None:
    def do(person: Person) -> None:
        person.starts("web", Labels={"a": "b"}, ExposedPorts={"80/tcp": {}})
        person.starts("second", Cmd=["sh", "-c", f"echo {'long ' * 40}; sleep 1000"])
        time.sleep(2)  # "Less than a second ago" has another width
        for line in ("ps", "ps -a -q", "container ls --no-trunc", "images", "image ls --digests", "history busybox"):
            terminal = person.types(*line.split())
            assert terminal.end() == 0
            person.looks(terminal.lines)
            person.seen.append(terminal.sequences)
        person.sees("image", "ls", "--tree")

    same(do)


def plain(lines: list[str]) -> list[str]:
    """Returns a table of statistics without the numbers and their padding, a line for each container."""
    text = "".join(re.sub("^[0-9a-f]{12} ", "\n<id>", line) for line in lines)
    return re.sub(r"[\d.]+(%|[kKMGT]?i?B\b)", "#", text).replace(" ", "").splitlines()


@pytest.mark.parametrize(("columns", "environ"), EVERYWHERE)
def test_stats_screen_equals_that_of_docker(same: Same) -> None:
    def do(person: Person) -> None:
        person.starts("web")
        once = person.types("stats", "--no-stream")
        person.seen += [once.end(), once.sequences]
        person.looks(plain(once.lines))
        live = person.types("stats")
        live.wait("%")
        live.wait(lambda lines: shows(lines, "web"))
        person.looks(plain(live.lines))
        person.starts("late")
        live.wait(lambda lines: shows(lines, "web", "late"))
        person.looks(plain(live.lines))
        assert person.engine.request("DELETE", "/containers/web?force=1").status == 204
        live.wait(lambda lines: shows(lines, "late") and "web" not in "".join(lines))
        person.looks(plain(live.lines))
        live.type(CTRL_C)
        person.seen += [live.end(), live.sequences, live.is_cursor_shown]
        for words in (("nosuch",), ("late", "nosuch")):
            person.sees("stats", *words)

    def shows(lines: list[str], *names: str) -> bool:
        text = "".join(lines)  # during a redraw a row may appear twice
        return all(text.count(name) == 1 for name in names) and "--" not in text

    same(do)


@pytest.mark.parametrize(("columns", "environ"), WIDTHS)
def test_screens_of_archives_and_logs_equal_those_of_docker(same: Same) -> None:
    def do(person: Person) -> None:
        script = "echo out; sleep 0.1; echo err >&2; sleep 0.1; printf '\\033[1mbold\\033[0m\\n'; sleep 1000"
        person.starts("web", Cmd=["sh", "-c", script])
        for line in ("save busybox", "export web", "load", "save nosuch", "cp web:/nosuch .", "cp nosuch web:/"):
            person.sees(*line.split())
        follow = person.types("logs", "-f", "web")
        follow.wait("bold")
        follow.type(CTRL_C)
        person.sees_end(follow)
        (person.folder / "small").write_text("x")
        terminal = person.types("cp", "small", "web:/small")
        assert terminal.end() == 0
        person.looks(terminal.lines)

    same(do)
