"""The lines that are completed by scripts in real shells, and where PyDock's answers differ on purpose."""

from __future__ import annotations

# For the script that docker prints, in bash, zsh and fish.
COBRA_LINES = """
docker star
docker container res
docker network conn
docker ps --l
docker run --rest
docker run --restart unl
docker run --restart=
docker run --restart=un
docker run --ipc 
docker run --link 
docker run --ulimit nof
docker run --network te
docker run --env-file 
docker start 
docker stop w
docker rm 
docker rm -f w
docker run alp
docker volume rm 
docker context use re
docker build 
docker nosuch 
""".strip("\n").splitlines()  # noqa: W291  a line ends before the word under the cursor

# For the script in Debian's package docker.io, which asks `ps --format`, `inspect`, `network ls`, `info --format`, ….
DEBIAN_LINES = """
docker start 
docker stop 
docker restart 
docker kill 
docker rm 
docker rm -f 
docker pause 
docker unpause 
docker attach 
docker exec 
docker logs w
docker top 
docker stats 
docker port 
docker wait 
docker diff 
docker rename 
docker inspect 
docker inspect --type network 
docker inspect --type volume 
docker container inspect w
docker cp 
docker commit 
docker run 
docker run --network 
docker run --network container:
docker run --volumes-from 
docker run --link 
docker run --log-driver 
docker run --volume-driver 
docker run --ipc container:
docker run --runtime 
docker rmi 
docker tag 
docker history 
docker images 
docker network rm 
docker network connect team 
docker network disconnect team 
docker volume rm 
docker volume create --driver 
docker network create --driver 
docker context use 
docker context inspect r
docker --context 
docker ps --filter network=
docker ps --filter ancestor=
docker ps --filter volume=
docker events --filter container=
docker events --filter daemon=
docker plugin rm 
docker checkpoint ls 
docker -
docker system 
""".strip("\n").splitlines()  # noqa: W291

# (Shell, line) → (reason, words of PyDock's answer that docker's has not, words of docker's that PyDock's has not).
SCRIPT_DIFFERENCES: dict[tuple[str, str], tuple[str, set[str], set[str]]] = {}
