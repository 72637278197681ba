"""Command lines, and the exchanges with the engine that each makes: what the tests of this folder let go wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# What is due: nothing, an object, an object with an Id, the end of a wait, a list, a stream of objects, frames, a
# connection of its own, something that a command does without if need be, and a tar archive.
NOTHING, OBJECT, MADE, ENDED, LIST, STREAM, FRAMES, HIJACK, OPTIONAL, ARCHIVE = range(10)

GROUP = "groups create web"
RUNNING = "run -d --name web --group web busybox echo said"
LIVE = "run -d --name live busybox sleep infinity"
STOPPED = "create --name made --group web busybox echo said"


class Exchange:
    """A request by method and pattern of its path, and what is due as the answer; `after` so many like it.

    `status` is PyDock's exit status if it fails, `broken` if the connection does.
    """

    def __init__(
        self, request: str, response_kind: int, *, after: int = 0, status: int = 1, broken: int | None = None
    ) -> None:
        self.method, _, self.path = request.partition(" ")
        self.response_kind = response_kind
        self.after = after
        self.status = status
        self.broken = status if broken is None else broken

    def __str__(self) -> str:
        return f"{self.method} {self.path}" + (f" ({self.after + 1})" if self.after else "")


class Case:
    """A command line, and what it takes to judge how it fails.

    `done` is what it prints once it has succeeded, "" if the program's own output comes before that is known; `lines`
    are the most on stderr that a failure makes (None where a progress stands there, too). `given` are the command lines
    that come before it. `makes` is the file that is there after success alone. Command lines are run where there are a
    folder `context` with a Dockerfile, and the archive `images.tar`.
    """

    def __init__(
        self,
        line: str,
        exchanges: tuple[Exchange, ...],
        *,
        success_marker: str = "",
        lines: int | None = 1,
        setup: tuple[str, ...] = (),
        makes: str = "",
        api_version: str = "1.41",
    ) -> None:
        self.line = line
        self.words = line.split()
        self.exchanges = (Exchange("HEAD /_ping", OPTIONAL), *exchanges)
        self.success_marker = success_marker
        self.lines = lines
        self.setup = setup
        self.makes = makes
        self.api_version = api_version


def _one(request: str, response_kind: int = NOTHING) -> tuple[Exchange]:
    return (Exchange(request, response_kind),)


_INSPECT = Exchange("GET /containers/*/json", OBJECT)
_CREATE = Exchange("POST /containers/create", MADE)
_CREATE_AGAIN = Exchange("POST /containers/create", MADE, after=1)
_PULL = Exchange("POST /images/create", STREAM)
_ATTACH = Exchange("POST /containers/*/attach", HIJACK)
_WAIT = Exchange("POST /containers/*/wait", ENDED)
_START = Exchange("POST /containers/*/start", NOTHING)
_STAT = Exchange("HEAD /containers/*/archive", OPTIONAL)
_BUILD = Exchange("POST /build", STREAM)
_NETWORKS = Exchange("GET /networks", LIST)
_MEMBERS = Exchange("GET /containers/json", LIST)
_LOGS = Exchange("GET /containers/*/logs", FRAMES)
_RUN_CREATE = Exchange("POST /containers/create", MADE, status=125)
_RUN_CREATE_AGAIN = Exchange("POST /containers/create", MADE, after=1, status=125)
_RUN_PULL = Exchange("POST /images/create", STREAM, status=125)
_RUN_WAIT = Exchange("POST /containers/*/wait", ENDED, status=125)
_RUN_START = Exchange("POST /containers/*/start", NOTHING, status=125)
# What a plugin refuses of `run`, before there is a container, is docker's 125 too.
_RUN_NETWORKS = Exchange("GET /networks", LIST, status=125)
_RUN = (_RUN_CREATE, _ATTACH, _RUN_WAIT, _RUN_START)
_EXEC = Exchange("POST /containers/*/exec", MADE)
_BOTH = (GROUP, RUNNING, STOPPED)
_HELP = 3  # lines: the message, an empty one, a hint at --help
_OLD_BUILDER = 5  # lines: it is deprecated, in four, and the message

CASES = (
    Case("ps -a", _one("GET /containers/json", LIST), success_marker="CONTAINER ID", setup=_BOTH),
    Case("ps -aq", _one("GET /containers/json", LIST), success_marker="\n", setup=_BOTH),
    Case("ps -as --no-trunc", _one("GET /containers/json", LIST), success_marker="CONTAINER ID", setup=_BOTH),
    Case("ps -a --format json", _one("GET /containers/json", LIST), success_marker="{", setup=_BOTH),
    Case("ps -a --format {{.Names}}|{{.Ports}}", _one("GET /containers/json", LIST), success_marker="web", setup=_BOTH),
    Case("images --digests", _one("GET /images/json", LIST), success_marker="REPOSITORY"),
    Case("images --format json", _one("GET /images/json", LIST), success_marker="{"),
    Case("images --tree", _one("GET /images/json", LIST), success_marker="IMAGE", api_version="1.50"),
    Case("version", _one("GET /version", OBJECT), success_marker="Server:"),
    Case("version --format {{.Server.Components}}", _one("GET /version", OBJECT), success_marker="Engine"),
    Case("inspect web", (_INSPECT,), success_marker='"Id"', setup=(GROUP, RUNNING)),
    Case("inspect -f {{.State.Status}} web", (_INSPECT,), success_marker="e", setup=(GROUP, RUNNING)),
    Case("container inspect --size web", (_INSPECT,), success_marker='"Id"', setup=(GROUP, RUNNING)),
    Case("image inspect busybox", _one("GET /images/*/json", OBJECT), success_marker='"Id"'),
    Case("inspect --type network bridge", _one("GET /networks/bridge", OBJECT), success_marker='"Id"'),
    Case("pull busybox", (_PULL,), success_marker="docker.io/"),
    Case("pull -q busybox", (_PULL,), success_marker="docker.io/"),
    Case("create busybox true", (_CREATE,), success_marker="\n"),
    Case("create alpine true", (_CREATE, _PULL, _CREATE_AGAIN), success_marker="\n", lines=None),
    Case("run busybox echo said", _RUN, lines=_HELP),
    Case("run --rm -i busybox true", _RUN, lines=_HELP),
    Case("run -d busybox true", (_RUN_CREATE, _RUN_START), lines=_HELP),
    Case("run alpine true", (_RUN_CREATE, _RUN_PULL, _RUN_CREATE_AGAIN), lines=None),
    Case("run --pull always busybox true", (_RUN_PULL, _RUN_CREATE), lines=None),
    Case("start made", (_START,), success_marker="made", lines=2, setup=_BOTH),
    Case("start -a made", (_INSPECT, _ATTACH, _RUN_WAIT, _START), setup=_BOTH),
    Case("stop web", _one("POST /containers/*/stop"), success_marker="web", setup=(GROUP, RUNNING)),
    Case("stop web made", _one("POST /containers/*/stop"), success_marker="e", lines=2, setup=_BOTH),
    Case("restart web", _one("POST /containers/*/restart"), success_marker="web", setup=(GROUP, RUNNING)),
    Case(
        "kill live",
        _one("POST /containers/*/kill"),
        success_marker="live",
        setup=("run -d --name live busybox sleep infinity",),
    ),
    Case("rm -f web", _one("DELETE /containers/*"), success_marker="web", setup=(GROUP, RUNNING)),
    Case("rm web made", _one("DELETE /containers/*"), success_marker="e", lines=2, setup=_BOTH),
    Case("wait web", (_WAIT,), success_marker="0", setup=(GROUP, RUNNING)),
    Case("attach brief", (_WAIT, _INSPECT, _ATTACH), setup=("run -d --name brief busybox sleep 0.4",)),
    Case("logs web", (_INSPECT, _LOGS), success_marker="", setup=(GROUP, RUNNING)),
    Case("groups create new", (_NETWORKS, Exchange("POST /networks/create", MADE)), success_marker="new"),
    Case("groups ls", (_NETWORKS, _MEMBERS), success_marker="NAME", setup=_BOTH),
    Case("groups ps web", (_NETWORKS, _MEMBERS), success_marker="NAME", setup=_BOTH),
    Case("groups start web", (_NETWORKS, _MEMBERS, _START), success_marker="made", setup=(GROUP, STOPPED)),
    Case(
        "groups stop web",
        (_NETWORKS, _MEMBERS, Exchange("POST /containers/*/stop", NOTHING)),
        success_marker="made",
        setup=(GROUP, STOPPED),
    ),
    Case(
        "groups rm -f web",
        (_NETWORKS, _MEMBERS, Exchange("DELETE /containers/*", NOTHING), Exchange("DELETE /networks/web", NOTHING)),
        success_marker="web",
        setup=(GROUP, STOPPED),
    ),
    Case("run --group web busybox true", (_RUN_NETWORKS, *_RUN), lines=_HELP, setup=(GROUP,)),
    Case("create --group web busybox true", (_NETWORKS, _CREATE), success_marker="\n", setup=(GROUP,)),
    Case("tag busybox new:1", _one("POST /images/*/tag")),
    Case("rmi new:1", _one("DELETE /images/*", LIST), success_marker="Untagged", setup=("tag busybox new:1",)),
    Case("history busybox", _one("GET /images/*/history", LIST), success_marker="IMAGE"),
    Case("history -q --no-trunc busybox", _one("GET /images/*/history", LIST), success_marker="sha256"),
    Case("image prune -f", _one("POST /images/prune", OBJECT), success_marker="Total"),
    Case("push busybox", _one("POST /images/*/push", STREAM), success_marker="latest: digest"),
    Case("push -q busybox", _one("POST /images/*/push", STREAM), success_marker="docker.io/"),
    Case("save busybox", _one("GET /images/get", ARCHIVE)),
    Case("import /dev/null new:1", _one("POST /images/create", STREAM), success_marker="sha256"),
    Case("search box", _one("GET /images/search", LIST), success_marker="NAME"),
    Case("search --format json box", _one("GET /images/search", LIST), success_marker="{"),
    Case(
        "exec live true",
        (
            _INSPECT,
            _EXEC,
            Exchange("POST /exec/*/start", HIJACK),
            Exchange("GET /exec/*/json", OBJECT, broken=255),
        ),
        setup=(LIVE,),
    ),
    Case("exec -d live true", (_INSPECT, _EXEC, Exchange("POST /exec/*/start", NOTHING)), setup=(LIVE,)),
    Case("pause live", _one("POST /containers/*/pause"), success_marker="live", setup=(LIVE,)),
    Case("unpause live", _one("POST /containers/*/unpause"), success_marker="live", setup=(LIVE, "pause live")),
    Case("rename made other", _one("POST /containers/*/rename"), lines=2, setup=(GROUP, STOPPED)),
    Case("port web", (_INSPECT,), setup=(GROUP, RUNNING)),
    Case("top live", _one("GET /containers/*/top", OBJECT), success_marker="UID", setup=(LIVE,)),
    Case("diff web", _one("GET /containers/*/changes", LIST), setup=(GROUP, RUNNING)),
    Case("update -c 5 web", _one("POST /containers/*/update", OBJECT), success_marker="web", setup=(GROUP, RUNNING)),
    Case("commit web", _one("POST /commit", MADE), success_marker="sha256", setup=(GROUP, RUNNING)),
    Case("export web", _one("GET /containers/*/export", ARCHIVE), setup=(GROUP, RUNNING)),
    Case("container prune -f", _one("POST /containers/prune", OBJECT), success_marker="Total", setup=(GROUP, STOPPED)),
    Case(
        "stats --no-stream live", _one("GET /containers/*/stats", OBJECT), success_marker="CONTAINER ID", setup=(LIVE,)
    ),
    Case(
        "stats --no-stream",
        (
            Exchange("GET /events", NOTHING),  # a stream, of which these numbers need nothing
            _MEMBERS,
            Exchange("GET /containers/*/stats", OBJECT),
        ),
        setup=(LIVE,),
    ),
    Case("cp web:/etc/passwd -", _one("GET /containers/*/archive", ARCHIVE), setup=(GROUP, RUNNING)),
    Case("cp web:/etc/passwd copied", _one("GET /containers/*/archive", ARCHIVE), setup=(GROUP, RUNNING)),
    Case(
        "cp -L web:/etc/passwd copied", (_STAT, Exchange("GET /containers/*/archive", ARCHIVE)), setup=(GROUP, RUNNING)
    ),
    Case("cp context web:/tmp", (_STAT, Exchange("PUT /containers/*/archive", NOTHING)), setup=(GROUP, RUNNING)),
    Case("save -o saved.tar busybox", _one("GET /images/get", ARCHIVE), makes="saved.tar"),
    Case("export -o out.tar web", _one("GET /containers/*/export", ARCHIVE), setup=(GROUP, RUNNING), makes="out.tar"),
    Case("load -i images.tar", _one("POST /images/load", STREAM), success_marker="Loaded image"),
    Case("import images.tar new:1", _one("POST /images/create", STREAM), success_marker="sha256"),
    Case("logs -f web", (_INSPECT, _LOGS), setup=(GROUP, RUNNING)),
    Case(
        "inspect bridge",
        (_INSPECT, Exchange("GET /images/*/json", OBJECT), Exchange("GET /networks/bridge", OBJECT)),
        success_marker='"Id"',
    ),
    Case("build context", (_BUILD,), success_marker="Successfully built", lines=_OLD_BUILDER),
    Case("build -q context", (_BUILD,), success_marker="Successfully built", lines=None),
    Case("build --iidfile id context", (_BUILD,), success_marker="Successfully built", lines=_OLD_BUILDER, makes="id"),
    Case("builder prune -f", _one("POST /build/prune", OBJECT), success_marker="Total", lines=_OLD_BUILDER),
    Case("checkpoint ls live", _one("GET /containers/*/checkpoints", LIST), success_marker="CHECKPOINT", setup=(LIVE,)),
    Case("checkpoint create live one", _one("POST /containers/*/checkpoints"), success_marker="one", setup=(LIVE,)),
    Case("checkpoint rm live one", _one("DELETE /containers/*/checkpoints/one"), setup=(LIVE,)),
    # Without the engine the registry is asked, which is not there either.
    Case("login -u me -p secret 127.0.0.1:1", _one("POST /auth", OBJECT), success_marker="Login Succeeded", lines=2),
    Case("help run", ()),
)


def exchanges() -> Iterator[tuple[Case, Exchange]]:
    """Each exchange of each case."""
    for case in CASES:
        for exchange in case.exchanges:
            yield case, exchange
