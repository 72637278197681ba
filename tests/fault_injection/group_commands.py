"""The part of the table of command lines about groups, and the lines and exchanges that others share with it."""

from __future__ import annotations

from tests.fault_injection.case import FRAMES, LIST, MADE, NOTHING, OBJECT, Case, Exchange

GROUP = "groups create web"
RUNNING = "run -d --name web --group web busybox echo said"
STOPPED = "create --name made --group web busybox echo said"
NETWORKS = Exchange("GET /networks", LIST)
MEMBERS = Exchange("GET /containers/json", LIST)
_BOTH = (GROUP, RUNNING, STOPPED)
_INSPECT = Exchange("GET /containers/*/json", OBJECT)
_LOGS = Exchange("GET /containers/*/logs", FRAMES)
_START = Exchange("POST /containers/*/start", NOTHING)

GROUP_CASES = (
    Case("groups create new", (NETWORKS, Exchange("POST /networks/create", MADE)), success_marker="new"),
    Case("groups inspect web", (NETWORKS, MEMBERS), success_marker='"NetworkID"', setup=_BOTH),
    Case("groups logs web", (NETWORKS, MEMBERS, _INSPECT, _LOGS), success_marker="web | said", setup=(GROUP, RUNNING)),
    Case(
        "groups logs -f web",
        (NETWORKS, MEMBERS, _INSPECT, _LOGS),
        success_marker="web | said",
        setup=(GROUP, RUNNING),
    ),
    Case("groups ls", (NETWORKS, MEMBERS), success_marker="NAME", setup=_BOTH),
    Case("groups ps web", (NETWORKS, MEMBERS), success_marker="NAME", setup=_BOTH),
    Case("groups start web", (NETWORKS, MEMBERS, _START), success_marker="made", setup=(GROUP, STOPPED)),
    Case(
        "groups stop web",
        (NETWORKS, MEMBERS, Exchange("POST /containers/*/stop", NOTHING)),
        success_marker="made",
        setup=(GROUP, STOPPED),
    ),
    Case(
        "groups rm -f web",
        (NETWORKS, MEMBERS, Exchange("DELETE /containers/*", NOTHING), Exchange("DELETE /networks/web", NOTHING)),
        success_marker="web",
        setup=(GROUP, STOPPED),
    ),
)
