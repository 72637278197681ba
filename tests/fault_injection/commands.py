"""Table of command lines with the exchanges that each makes with the engine; the tests of this folder disturb them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fault_injection import effects
from tests.fault_injection.case import (
    ARCHIVE,
    ENDED,
    FRAMES,
    HIJACK,
    LIST,
    MADE,
    NO_CONNECTION,
    NOTHING,
    OBJECT,
    STAT,
    STREAM,
    Case,
    Exchange,
)
from tests.fault_injection.group_commands import GROUP, GROUP_CASES, MEMBERS, NETWORKS, RUNNING, STOPPED
from tests.fault_injection.network_commands import NETWORK_AND_VOLUME_CASES
from tests.fault_injection.plugin_commands import PLUGIN_CASES

if TYPE_CHECKING:
    from collections.abc import Iterator


LIVE = "run -d --name live busybox sleep infinity"
ALSO = "run -d --name also busybox sleep infinity"
STOPPED_ALONE = "create --name made busybox true"


def _one(request: str, response_kind: int = NOTHING) -> tuple[Exchange]:
    return (Exchange(request, response_kind),)


_INSPECT = Exchange("GET /containers/*/json", OBJECT)
_CREATE = Exchange("POST /containers/create", MADE)
_CREATE_AGAIN = Exchange("POST /containers/create", MADE, after=1)
_PULL = Exchange("POST /images/create", STREAM)
_ATTACH = Exchange("POST /containers/*/attach", HIJACK)
_WAIT = Exchange("POST /containers/*/wait", ENDED)
_ATTACHED_WAIT = Exchange("POST /containers/*/wait", ENDED, late=True)
_START = Exchange("POST /containers/*/start", NOTHING)
_STAT = Exchange("HEAD /containers/*/archive", STAT)
_BUILD = Exchange("POST /build", STREAM)
# A stream that may be empty, and whose objects are no errors.
_EVENTS = Exchange("GET /events", NOTHING)
_LOGS = Exchange("GET /containers/*/logs", FRAMES)
_RUN_CREATE = Exchange("POST /containers/create", MADE, status=125)
_RUN_CREATE_AGAIN = Exchange("POST /containers/create", MADE, after=1, status=125)
_RUN_PULL = Exchange("POST /images/create", STREAM, status=125)
_RUN_WAIT = Exchange("POST /containers/*/wait", ENDED, status=125, late=True)
_RUN_START = Exchange("POST /containers/*/start", NOTHING, status=125)
# docker prints the id of a container that fails to start, too.
_DETACHED_START = Exchange("POST /containers/*/start", NOTHING, status=125, late=True)
# A refusal before the container exists has status 125, as in docker.
_RUN_NETWORKS = Exchange("GET /networks", LIST, status=125)
_RUN = (_RUN_CREATE, _ATTACH, _RUN_WAIT, _RUN_START)
_EXEC = Exchange("POST /containers/*/exec", MADE)
_BOTH = (GROUP, RUNNING, STOPPED)
_HELP = 3  # lines: the message, an empty line, and a hint at --help
_OLD_BUILDER = 5  # lines: four about the deprecated builder, and the message

CASES = (
    Case("ps -a", _one("GET /containers/json", LIST), success_marker="CONTAINER ID", setup=_BOTH),
    Case(
        "ps -aq",
        _one("GET /containers/json", LIST),
        success_marker=effects.short_ids_of_containers,
        setup=_BOTH,
    ),
    Case("ps -as --no-trunc", _one("GET /containers/json", LIST), success_marker="CONTAINER ID", setup=_BOTH),
    Case(
        "ps -a --format json",
        _one("GET /containers/json", LIST),
        success_marker='"Names":"web"',
        setup=_BOTH,
    ),
    Case("ps -a --format {{.Names}}|{{.Ports}}", _one("GET /containers/json", LIST), success_marker="web", setup=_BOTH),
    Case("images --digests", _one("GET /images/json", LIST), success_marker="REPOSITORY"),
    Case("images --format json", _one("GET /images/json", LIST), success_marker='"Repository":"busybox"'),
    Case(
        "images --tree",
        _one("GET /images/json", LIST),
        success_marker="busybox:latest",
        api_version="1.50",
        with_oldest_version='"--tree" requires API version 1.47',
    ),
    Case("version", _one("GET /version", OBJECT), success_marker="Server:"),
    Case("version --format {{.Server.Components}}", _one("GET /version", OBJECT), success_marker="Engine"),
    # docker's page ends with a line of its own after the error.
    Case("info", _one("GET /info", OBJECT), success_marker="Server Version: ", lines=2),
    Case(
        "events --since 0 --until 0s --filter type=container --format {{.Action}}:{{.Actor.Attributes.name}}",
        (_EVENTS,),
        success_marker="create:made",
        setup=(STOPPED_ALONE,),
    ),
    Case(
        "system events --since 0 --until 0s --format {{.Type}}:{{.Action}}",
        (_EVENTS,),
        success_marker="container:create",
        setup=(GROUP, STOPPED),
    ),
    Case(
        "system df",
        _one("GET /system/df", OBJECT),
        success_marker="RECLAIMABLE",
        with_oldest_version="system df requires API version 1.25",
    ),
    Case(
        "system df -v",
        _one("GET /system/df", OBJECT),
        success_marker="Build cache usage",
        with_oldest_version="system df requires API version 1.25",
    ),
    Case(
        "system df -v --format json",
        _one("GET /system/df", OBJECT),
        success_marker='"BuildCache":[]}',
        with_oldest_version="system df requires API version 1.25",
        api_version="1.52",
    ),
    Case(
        "system prune -f --volumes",
        (
            Exchange("POST /containers/prune", OBJECT),
            Exchange("POST /networks/prune", OBJECT),
            Exchange("POST /volumes/prune", OBJECT),
            Exchange("POST /images/prune", OBJECT),
            Exchange("POST /build/prune", OBJECT),
        ),
        success_marker="Total reclaimed space",
        setup=(GROUP, STOPPED),
        with_oldest_version="system prune requires API version 1.25",
    ),
    Case("inspect web", (_INSPECT,), success_marker='"Id"', setup=(GROUP, RUNNING)),
    Case("inspect -f {{.State.Status}} web", (_INSPECT,), success_marker="exited", setup=(GROUP, RUNNING)),
    Case("container inspect --size web", (_INSPECT,), success_marker='"Id"', setup=(GROUP, RUNNING)),
    Case("image inspect busybox", _one("GET /images/*/json", OBJECT), success_marker='"Id"'),
    Case("inspect --type network bridge", _one("GET /networks/bridge", OBJECT), success_marker='"Id"'),
    Case("pull busybox", (_PULL,), success_marker="docker.io/"),
    Case("pull -q busybox", (_PULL,), success_marker="docker.io/"),
    Case("create busybox true", (_CREATE,), success_marker=effects.id_of_newest_container),
    Case(
        "create alpine true",
        (_CREATE, _PULL, _CREATE_AGAIN),
        success_marker=effects.id_of_newest_container,
        lines=None,
    ),
    Case("run busybox echo said", _RUN, success_marker="said", lines=_HELP),
    Case("run --rm -i busybox echo said", _RUN, success_marker="said", lines=_HELP),
    Case(
        "run -d busybox true",
        (_RUN_CREATE, _DETACHED_START),
        success_marker=effects.id_of_newest_container,
        lines=_HELP,
    ),
    Case("run alpine echo said", (_RUN_CREATE, _RUN_PULL, _RUN_CREATE_AGAIN), success_marker="said", lines=None),
    Case("run --pull always busybox echo said", (_RUN_PULL, _RUN_CREATE), success_marker="said", lines=None),
    Case("start made", (_START,), success_marker="made", lines=2, setup=_BOTH),
    Case("start -a made", (_INSPECT, _ATTACH, _RUN_WAIT, _START), success_marker="said", setup=_BOTH),
    Case("stop web", _one("POST /containers/*/stop"), success_marker="web", setup=(GROUP, RUNNING)),
    Case(
        "stop live also",
        _one("POST /containers/*/stop"),
        success_marker="live\nalso\n",
        effect=effects.containers_are_stopped,
        lines=2,
        setup=(LIVE, ALSO),
    ),
    Case("restart web", _one("POST /containers/*/restart"), success_marker="web", setup=(GROUP, RUNNING)),
    Case(
        "kill live",
        _one("POST /containers/*/kill"),
        success_marker="live",
        setup=(LIVE,),
    ),
    Case("rm -f web", _one("DELETE /containers/*"), success_marker="web", setup=(GROUP, RUNNING)),
    Case(
        "rm web made",
        _one("DELETE /containers/*"),
        success_marker="web\nmade\n",
        effect=effects.containers_are_removed,
        lines=2,
        setup=_BOTH,
    ),
    Case("wait web", (_WAIT,), success_marker="143\n", setup=("run -d --name web busybox fail",)),
    Case(
        "attach brief",
        (_ATTACHED_WAIT, _INSPECT, _ATTACH),
        success_marker="last words",
        setup=("run -d --name brief busybox speak-late",),
    ),
    Case("logs web", (_INSPECT, _LOGS), success_marker="said", setup=(GROUP, RUNNING)),
    *GROUP_CASES,
    Case(
        "run --group web busybox echo said",
        (_RUN_NETWORKS, *_RUN),
        success_marker="said",
        lines=_HELP,
        setup=(GROUP,),
    ),
    Case(
        "create --group web busybox true",
        (NETWORKS, _CREATE),
        success_marker=effects.id_of_newest_container,
        setup=(GROUP,),
    ),
    *NETWORK_AND_VOLUME_CASES,
    *PLUGIN_CASES,
    Case("tag busybox new:1", _one("POST /images/*/tag"), effect=effects.image_is_tagged),
    Case("rmi new:1", _one("DELETE /images/*", LIST), success_marker="Untagged", setup=("tag busybox new:1",)),
    Case("history busybox", _one("GET /images/*/history", LIST), success_marker="IMAGE"),
    Case("history -q --no-trunc busybox", _one("GET /images/*/history", LIST), success_marker="sha256"),
    Case(
        "image prune -f",
        _one("POST /images/prune", OBJECT),
        success_marker="Total",
        with_oldest_version="image prune requires API version 1.25",
    ),
    Case("push busybox", _one("POST /images/*/push", STREAM), success_marker="latest: digest"),
    Case("push -q busybox", _one("POST /images/*/push", STREAM), success_marker="docker.io/"),
    Case("save busybox", _one("GET /images/get", ARCHIVE), success_marker="manifest.json"),
    Case("import /dev/null new:1", _one("POST /images/create", STREAM), success_marker="sha256"),
    Case("search box", _one("GET /images/search", LIST), success_marker="NAME"),
    Case("search --format json box", _one("GET /images/search", LIST), success_marker='"Name":"busybox"'),
    Case(
        "exec live echo said",
        (
            _INSPECT,
            _EXEC,
            Exchange("POST /exec/*/start", HIJACK),
            Exchange("GET /exec/*/json", OBJECT, broken=255, late=True),
        ),
        success_marker="said",
        setup=(LIVE,),
    ),
    Case(
        "exec -d live true",
        (_INSPECT, _EXEC, Exchange("POST /exec/*/start", NOTHING)),
        effect=effects.command_is_executed,
        setup=(LIVE,),
    ),
    Case("pause live", _one("POST /containers/*/pause"), success_marker="live", setup=(LIVE,)),
    Case("unpause live", _one("POST /containers/*/unpause"), success_marker="live", setup=(LIVE, "pause live")),
    Case(
        "rename made other",
        _one("POST /containers/*/rename"),
        effect=effects.container_is_renamed,
        lines=2,
        setup=(GROUP, STOPPED),
    ),
    Case(
        "port web", (_INSPECT,), success_marker="8080", setup=("run -d -p 8080:80 --name web busybox sleep infinity",)
    ),
    Case("top live", _one("GET /containers/*/top", OBJECT), success_marker="UID", setup=(LIVE,)),
    Case(
        "diff web",
        _one("GET /containers/*/changes", LIST),
        success_marker="A /added",
        setup=(GROUP, RUNNING, "cp images.tar web:/added"),
    ),
    Case("update -c 5 web", _one("POST /containers/*/update", OBJECT), success_marker="web", setup=(GROUP, RUNNING)),
    Case("commit web", _one("POST /commit", MADE), success_marker="sha256", setup=(GROUP, RUNNING)),
    Case(
        "export web",
        _one("GET /containers/*/export", ARCHIVE),
        success_marker="etc/passwd",
        setup=(GROUP, RUNNING),
    ),
    Case(
        "container prune -f",
        _one("POST /containers/prune", OBJECT),
        success_marker="Total",
        setup=(GROUP, STOPPED),
        with_oldest_version="container prune requires API version 1.25",
    ),
    Case(
        "stats --no-stream live", _one("GET /containers/*/stats", OBJECT), success_marker="CONTAINER ID", setup=(LIVE,)
    ),
    Case(
        "stats --no-stream",
        (
            Exchange("GET /events", NOTHING),  # a stream whose messages `--no-stream` ignores
            MEMBERS,
            Exchange("GET /containers/*/stats", OBJECT),
        ),
        success_marker=" / 8GiB",
        setup=(LIVE,),
    ),
    Case(
        "cp web:/etc/passwd -",
        _one("GET /containers/*/archive", ARCHIVE),
        success_marker="root:",
        setup=(GROUP, RUNNING),
    ),
    Case(
        "cp web:/etc/passwd copied",
        _one("GET /containers/*/archive", ARCHIVE),
        setup=(GROUP, RUNNING),
        makes="copied",
    ),
    Case(
        "cp -L web:/etc/passwd copied",
        (_STAT, Exchange("GET /containers/*/archive", ARCHIVE)),
        setup=(GROUP, RUNNING),
        makes="copied",
    ),
    Case(
        "cp context web:/tmp",
        (_STAT, Exchange("PUT /containers/*/archive", NOTHING)),
        effect=effects.folder_is_copied,
        setup=(GROUP, RUNNING),
    ),
    Case("save -o saved.tar busybox", _one("GET /images/get", ARCHIVE), makes="saved.tar"),
    Case("export -o out.tar web", _one("GET /containers/*/export", ARCHIVE), setup=(GROUP, RUNNING), makes="out.tar"),
    Case("load -i images.tar", _one("POST /images/load", STREAM), success_marker="Loaded image"),
    Case("import images.tar new:1", _one("POST /images/create", STREAM), success_marker="sha256"),
    Case("logs -f web", (_INSPECT, _LOGS), success_marker="said", setup=(GROUP, RUNNING)),
    Case(
        "inspect bridge",
        (_INSPECT, Exchange("GET /images/*/json", OBJECT), Exchange("GET /networks/bridge", OBJECT)),
        success_marker='"Id"',
    ),
    Case("build context", (_BUILD,), success_marker="Successfully built", lines=_OLD_BUILDER),
    Case("build -q context", (_BUILD,), success_marker="Successfully built", lines=None),
    Case("build --iidfile id context", (_BUILD,), success_marker="Successfully built", lines=_OLD_BUILDER, makes="id"),
    Case(
        "builder prune -f",
        _one("POST /build/prune", OBJECT),
        success_marker="Total",
        lines=_OLD_BUILDER,
        with_oldest_version="builder prune requires API version 1.39",
    ),
    Case(
        "checkpoint ls live",
        _one("GET /containers/*/checkpoints", LIST),
        success_marker="CHECKPOINT",
        setup=(LIVE,),
        without_version=NO_CONNECTION,
        with_oldest_version="only supported on a Docker daemon with experimental features",
    ),
    Case(
        "checkpoint create live one",
        _one("POST /containers/*/checkpoints"),
        success_marker="one",
        setup=(LIVE,),
        without_version=NO_CONNECTION,
        with_oldest_version="only supported on a Docker daemon with experimental features",
    ),
    Case(
        "checkpoint rm live one",
        _one("DELETE /containers/*/checkpoints/one"),
        effect=effects.checkpoint_is_removed,
        setup=(LIVE,),
        without_version=NO_CONNECTION,
        with_oldest_version="only supported on a Docker daemon with experimental features",
    ),
    # Without an engine, `login` asks the registry; no process listens at its port.
    Case("login -u me -p secret 127.0.0.1:1", _one("POST /auth", OBJECT), success_marker="Login Succeeded", lines=2),
    Case("help run", (), success_marker="--publish list", without_version=""),
)


def exchanges() -> Iterator[tuple[Case, Exchange]]:
    """Yields each case with each of its exchanges."""
    for case in CASES:
        for exchange in case.exchanges:
            yield case, exchange
