"""The part of the table of command lines about networks and volumes."""

from __future__ import annotations

from tests.fault_injection import effects
from tests.fault_injection.case import LIST, MADE, NOTHING, OBJECT, Case, Exchange

LIVE = "run -d --name live busybox sleep infinity"
NETWORK = "network create net"
VOLUME = "volume create vol"
_EACH = 3  # lines: one for each name, and docker's last line

NETWORK_AND_VOLUME_CASES = (
    Case("network create net", (Exchange("POST /networks/create", MADE),), success_marker=effects.id_of_newest_network),
    Case(
        "network connect net live",
        (Exchange("POST /networks/net/connect", NOTHING),),
        effect=effects.container_is_connected,
        setup=(LIVE, NETWORK),
    ),
    Case(
        "network disconnect net live",
        (Exchange("POST /networks/net/disconnect", NOTHING),),
        effect=effects.container_is_disconnected,
        setup=(LIVE, NETWORK, "network connect net live"),
    ),
    Case("network inspect net", (Exchange("GET /networks/net", OBJECT),), success_marker='"Id"', setup=(NETWORK,)),
    Case("network ls", (Exchange("GET /networks", LIST),), success_marker="NETWORK ID", setup=(NETWORK,)),
    Case(
        "network ls --format json", (Exchange("GET /networks", LIST),), success_marker='"Name":"net"', setup=(NETWORK,)
    ),
    Case(
        "network prune -f",
        (Exchange("POST /networks/prune", OBJECT),),
        success_marker="Deleted Networks:\nnet\n",
        effect=effects.networks_are_removed,
        setup=(NETWORK,),
        with_oldest_version="network prune requires API version 1.25",
    ),
    Case(
        "network rm net other",
        (Exchange("DELETE /networks/*", NOTHING),),
        success_marker="net\nother\n",
        effect=effects.networks_are_removed,
        lines=_EACH,
        setup=(NETWORK, "network create other"),
    ),
    Case("volume create vol", (Exchange("POST /volumes/create", OBJECT),), success_marker="vol\n"),
    Case("volume inspect vol", (Exchange("GET /volumes/vol", OBJECT),), success_marker='"Name"', setup=(VOLUME,)),
    Case("volume ls", (Exchange("GET /volumes", OBJECT),), success_marker="VOLUME NAME", setup=(VOLUME,)),
    Case(
        "volume ls --format json", (Exchange("GET /volumes", OBJECT),), success_marker='"Name":"vol"', setup=(VOLUME,)
    ),
    Case(
        "volume prune -f",
        (Exchange("POST /volumes/prune", OBJECT),),
        success_marker="Total",
        setup=(VOLUME,),
        with_oldest_version="volume prune requires API version 1.25",
    ),
    Case(
        "volume rm vol other",
        (Exchange("DELETE /volumes/*", NOTHING),),
        success_marker="vol\nother\n",
        effect=effects.volumes_are_removed,
        lines=2,
        setup=(VOLUME, "volume create other"),
    ),
    Case(
        "volume update --availability drain vol",
        (Exchange("GET /volumes/vol", OBJECT), Exchange("PUT /volumes/*", NOTHING)),
        effect=effects.volume_is_drained,
        setup=("volume create --group g vol",),
        api_version="1.42",
        with_oldest_version="volume update requires API version 1.42",
    ),
)
