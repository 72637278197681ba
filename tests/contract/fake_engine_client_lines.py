"""Command lines of the fake engine's contract: clients print the same with the fake engine and with dockerd."""

from __future__ import annotations

CLIENT_LINES = [
    "docker create --name c busybox; docker cp /etc/passwd c:/home/x && docker cp c:/home/x - | tar t; docker rm c",
    "docker create --name c busybox; docker cp c:/nosuch -; docker cp c:/etc/passwd /nosuch/x; docker rm c",
    "docker create --name c busybox; docker update -c 5 c; docker export c | tar t | grep etc/passwd; docker rm c",
    "docker ps",
    "docker info | grep -E '^ (Containers|Swarm|OSType|Default Runtime|Init|Debug|Experimental|Live)|^  (Run|Pau|Sto)'",
    "docker info -f '{{.Driver}}/{{.OSType}} {{.Swarm.LocalNodeState}} {{.Debug}}'; docker info -f '{{.Nosuch}}'",
    "docker create --name c busybox; docker system df | cut -c1-40; docker system df --format '{{.Type}} {{.Active}}'",
    "docker create --name c busybox; docker system df -v | sed -n '/^Containers/,$p'; docker rm c",
    "docker create --name c busybox; docker network create n; docker system prune -f; docker ps -aq",
    "echo n | docker system prune --volumes; docker system prune -f --filter nosuch=1; docker system prune -f",
    "docker events --since 1 --until 2; docker events --since 2 --until 1; docker events -f x=y --until 1",
    (
        "s=$(date +%s.%N); docker create --name c busybox; docker rm c; docker events --since $s "
        "--until $(date +%s.%N) -f container=c --format '{{.Type}} {{.Action}} {{.Actor.Attributes.name}}'"
    ),
    "docker run --name once busybox echo hi && docker ps -a",
    "docker run --rm busybox sh -c 'echo x; echo y >&2; exit 4'; docker ps -a",
    "echo typed | docker run -i --rm busybox cat",
    "docker run --rm busybox nosuchprogram",
    "docker run -d --name busy busybox sleep 100 && docker exec busy echo inside; docker rm busy; docker rm -f busy",
    "docker create --name once busybox echo hi; docker start -a once; docker logs once; docker inspect nosuch",
    "docker images; docker tag busybox other:1; docker rmi other:1; docker rmi nosuch",
    "docker network create net; docker run --rm --network net busybox true; docker network rm net; docker network ls",
    "docker volume create vol; docker run --rm -v vol:/v busybox true; docker volume rm vol nosuch",
    "docker network create n; docker network connect n nosuch; docker network inspect nosuch; docker network rm n",
    "docker network create net; docker network create net; docker network rm net bridge; docker network prune -f",
    "docker volume create vol; docker volume inspect -f {{.Driver}} vol; docker volume prune -f; docker volume rm vol",
    "docker save busybox | docker load; docker save nosuch | wc -c; printf garbage | docker load",
    "docker tag busybox other:1; docker push nosuch; docker rmi other:1 nosuch",
    "docker import -m hello - made:1 </dev/null; docker history --format {{.Comment}} made:1; docker rmi made:1",
]
