"""Builds the query of `POST /build` from the flags of `build`, as docker does: zero and empty values are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import Session, flags
from pydock_core.toolkit import dumps, merge_ulimits, to_map

if TYPE_CHECKING:
    from pydock_builder.build import Options

    Query = dict[str, str | int | bool | list[str] | None]

_CLASSIC = "1"


def build_query(session: Session, options: Options, dockerfile: str) -> Query:
    """Returns the query; `dockerfile` is the path in the context, "" for the engine's default."""
    isolation = options.isolation or ""
    platform = options.platform if flags.is_set(options, "platform") else session.environ.get("DOCKER_DEFAULT_PLATFORM")
    return {
        "t": options.tag or None,
        "securityopt": _flat(options.security_opt) or None,
        "extrahosts": options.add_host or None,
        "q": options.quiet or None,
        "nocache": options.no_cache or None,
        "rm": None if options.rm else "0",  # the engine's default is to remove intermediate containers
        "forcerm": options.force_rm or None,
        "pull": options.pull or None,
        "squash": options.squash or None,
        "isolation": isolation if isolation.lower() not in ("", "default") else None,
        "cpusetcpus": options.cpuset_cpus or None,
        "networkmode": options.network if options.network not in ("", "default") else None,
        "cpusetmems": options.cpuset_mems or None,
        "cpushares": options.cpu_shares or None,
        "cpuquota": options.cpu_quota or None,
        "cpuperiod": options.cpu_period or None,
        "memory": options.memory or None,
        "memswap": options.memory_swap or None,
        "cgroupparent": options.cgroup_parent or None,
        "shmsize": options.shm_size or None,
        "dockerfile": dockerfile or None,
        "target": options.target or None,
        "ulimits": _json(merge_ulimits(options.ulimit)),
        "buildargs": _json(_arguments(session, options)),
        "labels": _json(_sorted(to_map(options.label))),
        "cachefrom": _json(_flat(options.cache_from)),
        "platform": platform.lower() if platform else None,
        "version": _CLASSIC,
    }


def _arguments(session: Session, options: Options) -> dict[str, str | None]:
    """Returns `--build-arg`, null for a name without a value; adds config.json's proxies under names not in use."""
    values: dict[str, str | None] = {}
    for text in options.build_arg:
        name, equals, value = text.partition("=")
        values[name] = value if equals else None
    for name, value in session.load_config().proxy_environment(session.resolve_endpoint().url).items():
        values.setdefault(name, value)
    return _sorted(values)


def _flat(lists: list[list[str]]) -> list[str]:
    return [value for values in lists for value in values]


def _sorted(values: dict[str, str | None] | dict[str, str]) -> dict[str, str | None]:
    """Returns the values sorted by key, as Go encodes maps."""
    return {key: values[key] for key in sorted(values)}


def _json(value: object) -> str | None:
    return dumps(value, escape_html=True) if value else None
