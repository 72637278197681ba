"""The lines whose completion is compared with docker's: the words after `docker __complete`, `''` for an empty word."""

from __future__ import annotations

LINES = {
    "commands": """
        ''
        c
        he
        nosuch
        container ''
        container re
        container -
        image ''
        network ''
        volume ''
        system ''
        context ''
        builder ''
        plugin ''
        manifest ''
        checkpoint ''
        container nosuch ''
        nosuch ''
        nosuch x ''
        -D p
        -D container l
        help ''
    """,
    "flags": """
        -
        --
        --tls
        ps -
        ps --
        ps -a --
        ps --all -
        ps --all=false -
        ps --nosuch
        container ls --f
        run --
        run -
        run -e a=b --e
        run --name x --n
        run --net x --ne
        run busybox -
        run busybox --
        run -- -
        run -d -- ''
        create --
        rm -f -
        rm web -
        rm -- -
        exec -
        exec -it -
        exec web -
        build --
        network create --
        volume create --
        logs -
        images --
        search --
        login --
        context create --
        update --
    """,
    "values of flags": """
        run --network ''
        run --network=
        run --network b
        run --net ''
        run --restart ''
        run --restart=
        run --restart=un
        create --restart ''
        update --restart ''
        run --pull ''
        run --platform ''
        pull --platform ''
        build --platform ''
        run --log-driver ''
        run --log-opt ''
        run --log-driver json-file --log-opt ''
        run --log-driver none --log-opt ''
        run --log-driver=gcplogs --log-opt=
        run --stop-signal ''
        kill --signal ''
        kill -s ''
        stop --signal=
        restart -s ''
        run --cap-add ''
        run --cap-drop=
        run --attach ''
        run -a ''
        run --cgroupns ''
        run --env-file ''
        run --ipc ''
        run --ipc c
        run --ipc container:
        run --pid ''
        run --pid contai
        run --pid container:w
        run --link ''
        run --volumes-from ''
        run --volume-driver ''
        run --security-opt ''
        run --security-opt a
        run --security-opt l
        run --security-opt s
        run --security-opt se
        run --security-opt label=
        run --security-opt label=d
        run --security-opt seccomp=
        run --storage-opt ''
        run --ulimit ''
        run --userns ''
        run --uts ''
        run --detach-keys ''
        run --name ''
        run --volume ''
        run -v ''
        create --hostname=
        ps --filter ''
        ps --format ''
        exec --env-file ''
        inspect --type ''
        inspect --format ''
        events --filter ''
        events --filter c
        events --filter container=
        events --filter image=
        events --filter network=
        events --filter volume=
        events --filter type=
        events --filter event=
        events --filter scope=
        events --filter label=
        events --filter daemon=
        events --filter nosuch=
    """,
    "names": """
        start ''
        container start ''
        start fresh ''
        stop ''
        restart ''
        rm ''
        rm -f ''
        rm --force=false ''
        rm w
        rm done ''
        kill ''
        pause ''
        unpause ''
        attach ''
        exec ''
        exec -it ''
        logs ''
        logs web ''
        rename web ''
        exec web ''
        top web ''
        top ''
        stats ''
        port ''
        diff ''
        wait ''
        commit ''
        export ''
        rename ''
        update ''
        container inspect ''
        run ''
        run -it --rm ''
        run busybox ''
        run busybox sh ''
        create ''
        rmi ''
        image rm ''
        push ''
        push busybox:latest ''
        save ''
        history ''
        history busybox:latest ''
        tag ''
        image inspect ''
        network inspect ''
        network rm ''
        network rm team ''
        network connect ''
        network connect team ''
        network disconnect ''
        network disconnect team ''
        volume inspect ''
        volume rm ''
        volume rm data ''
        volume update ''
        context use ''
        context rm ''
        context rm remote ''
        context inspect ''
        context export ''
        context export remote ''
        context update ''
        context import ''
        context create ''
        pull ''
        images ''
        inspect ''
        version ''
        info ''
        ps ''
        network create ''
        volume create ''
        build ''
        import ''
        load ''
        login ''
        logout ''
        search ''
    """,
    "global flags": """
        -c ''
        --context ''
        --context=
        -c=
        -H ''
        --config ''
        --tlscacert ''
        -l ''
        --log-level ''
        --log-level=
        -H HOST start ''
        --host=HOST start ''
        -H unix:///nonexistent start ''
        -c default start ''
        -c nosuch start ''
        --tls
    """,
}

# The engine or docker answers in an order that changes from run to run.
RANDOM_ORDER = frozenset(
    line.strip()
    for line in """
        run --network ''
        run --network=
        run --network b
        run --log-opt ''
        run --stop-signal ''
        kill --signal ''
        kill -s ''
        stop --signal=
        restart -s ''
        events --filter image=
        events --filter network=
        run ''
        run -it --rm ''
        run -d -- ''
        create ''
        rmi ''
        image rm ''
        push ''
        save ''
        history ''
        tag ''
        image inspect ''
        network inspect ''
        network rm ''
        network rm team ''
        network connect ''
        network disconnect ''
        run -- -
        volume inspect ''
        volume rm ''
        volume rm data ''
        volume update ''
        events --filter volume=
    """.strip().splitlines()
)

_NETWORKS = ("bridge", "host", "none", "team")
_CONTAINERS = ("done", "fresh", "frozen", "web")
_IMAGES = ("alpine:3", "busybox:latest")
_TYPED = "a word that is typed already is not offered again, as in docker 29"
_OWN = "commands and flags of PyDock's own; docker's commands for swarms, trust and buildx are not built in"
_WORDS = "the words after the container are its command's"
_MORE_ARGUMENTS = "no names beyond the arguments that the command takes"

# Line → (reason, what only PyDock offers, what only docker offers, PyDock's directive).
BEYOND_DOCKER: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], str]] = {
    "''": (_OWN, ("groups", "self"), tuple("config node secret service stack swarm trust".split()), ":4"),
    "c": (_OWN, (), ("config",), ":4"),
    "-": (_OWN, ("--no-plugin",), (), ":4"),
    "--": (_OWN, ("--no-plugin",), (), ":4"),
    "run -": (_OWN, ("--group",), (), ":4"),
    "run --": (_OWN, ("--group",), (), ":4"),
    "create --": (_OWN, ("--group",), (), ":4"),
    "start fresh ''": (_TYPED, (), ("fresh",), ":4"),
    "rm done ''": (_TYPED, (), ("done",), ":4"),
    "network rm team ''": (_TYPED, (), ("team",), ":4"),
    "volume rm data ''": (_TYPED, (), ("data",), ":4"),
    "exec web -": (_WORDS, (), ("web",), ":4"),
    "exec web ''": (_WORDS, (), ("web",), ":4"),
    "top web ''": (_WORDS, (), ("frozen", "web"), ":4"),
    "logs web ''": (_MORE_ARGUMENTS, (), _CONTAINERS, ":4"),
    "run --net ''": ("the old spelling completes as --network does", _NETWORKS, (), ":4"),
    "run -v ''": ("a volume may be a folder of the host", (), (), ":0"),
    "run --volume ''": ("a volume may be a folder of the host", (), (), ":0"),
    "rename web ''": ("the second argument is a new name", (), ("web",), ":4"),
    "images ''": ("docker offers file names in place of images", _IMAGES, (), ":4"),
    "-c nosuch start ''": ("the context of the line counts; docker ignores it", (), ("fresh", "done"), ":1"),
}

# Command → its flags, and "" for its first argument, for which docker offers no words, but PyDock names or files; or
# docker offers files, but the command takes no argument.
MORE_THAN_DOCKER = {
    "checkpoint create": ("",),
    "checkpoint rm": ("",),
    "container cp": ("",),
    "container create": ("cidfile", "label-file", "volume"),
    "container run": ("cidfile", "label-file", "volume"),
    "context create": ("from",),
    "image build": ("cache-from", "network", "tag"),
    "image ls": ("",),
    "network connect": ("link",),
    "network create": ("config-from",),
    "network prune": ("",),
    "plugin create": ("",),
    "plugin disable": ("",),
    "plugin enable": ("",),
    "plugin inspect": ("",),
    "plugin push": ("",),
    "plugin rm": ("",),
    "plugin set": ("",),
    "plugin upgrade": ("",),
    "volume create": ("availability", "scope", "sharing", "type"),
    "volume update": ("availability",),
}
# Flags that only PyDock has: of its own, or of docker 29.
OWN_FLAGS = {"--group", "--no-pause", "--no-plugin"}
